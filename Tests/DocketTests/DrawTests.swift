import Foundation
import Testing

@Suite struct DrawTests {
  @Test(arguments: [("svg", "<svg "), ("dot", "digraph "), ("mermaid", "stateDiagram-v2")])
  func `a file is drawn`(_ format: String, _ start: String) throws {
    let office = try Office(isReady: false)

    let picture = try office.succeed(
      "draw", Program.workflows("rectification-drive.scxml"), "--format", format, "--language", "zh"
    )

    #expect(picture.output.contains(start))
    #expect(picture.output.contains("检视整改"))
  }

  @Test func `a picture shows where a unit stands`() throws {
    let office = try Office()
    try office.launch()

    let plain = try office.succeed("draw", "rectification-drive").output
    try office.succeed("draw", "--unit", "G-1-04-01", "-o", "图 一.svg")

    let picture = try String(
      contentsOf: office.folder.appendingPathComponent("图 一.svg"), encoding: .utf8)
    #expect(picture.hasPrefix("<svg "))
    #expect(picture != plain)
  }

  @Test func `a document with mistakes is not drawn`() throws {
    let office = try Office(isReady: false)
    try office.write("一.scxml", "<scxml")

    let answer = try office.run("draw", "一.scxml")

    #expect(answer.status == 2)
    #expect(answer.complaint.hasPrefix("一.scxml:1:"))
  }
}
