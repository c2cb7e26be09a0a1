import Foundation
import Testing

@Suite struct MinutesCommandTests {
  private static let example = Program.workflows("example/minutes-2023-09-08.xml")

  @Test func `minutes without a mistake are summed up`() throws {
    let office = try Office(isReady: false)

    let answer = try office.run("minutes", "check", Self.example)

    #expect(answer.status == 0)
    #expect(answer.output.contains("m-2023-09-08"))
  }

  @Test func `a mistake in minutes is named with its place`() throws {
    let office = try Office(isReady: false)
    let text = try String(contentsOfFile: Self.example, encoding: .utf8)
    try office.write("纪要.xml", text.replacingOccurrences(of: "<head ", with: "<haed "))

    let answer = try office.run("minutes", "check", "纪要.xml")

    #expect(answer.status == 2)
    #expect(answer.output.hasPrefix("纪要.xml:"))
  }

  @Test(arguments: ["official", "corporate"])
  func `minutes become a page without anything from outside`(_ layout: String) throws {
    let office = try Office(isReady: false)

    let answer = try office.run("minutes", "render", Self.example, "--layout", layout)

    #expect(answer.status == 0)
    #expect(answer.output.hasPrefix("<!DOCTYPE html>"))
    #expect(!answer.output.contains("http://"))
  }
}
