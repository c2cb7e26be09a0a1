import AuditLog
import Foundation
import Testing

/// Minutes out: drafted with figures from the log, verified, rendered.
@Suite struct ClosingMinutesTests {
  private func drafted() throws -> Office {
    let office = try Office()
    try office.launch("G-1-04,G-1-04-01")
    try office.succeed(
      "advance", "acknowledge", "--unit", "G-1-04-01", "--as", "p104-1", "--now",
      "2023-09-09T10:00:00+08:00")
    try office.succeed(
      "minutes", "draft", "--closing", "--programme", "drive", "--now", "2023-09-30", "-o",
      "closing.xml")
    return office
  }

  private func text(_ office: Office) throws -> String {
    try String(contentsOf: office.folder.appendingPathComponent("closing.xml"), encoding: .utf8)
  }

  @Test func `a draft is minutes that check finds nothing wrong with`() throws {
    let check = try drafted().run("minutes", "check", "closing.xml")

    #expect(check.status == 0)
    #expect(check.output == "closing.xml: m-2023-09-30, 0 decisions, 0 orders\n")
  }

  @Test func `every figure of a draft carries its query, its position and the root there`() throws {
    let office = try drafted()
    let root = try #require(try office.json("audit", "verify")["root"]?.string)

    let lines = try text(office).split(separator: "\n").filter { $0.contains("<figure ") }

    #expect(lines.count > 15)
    for line in lines {
      #expect(line.contains("query=\"") && line.contains("value=\"") && line.contains(root))
    }
    #expect(lines.contains { $0.contains("id=\"acknowledged\"") && $0.contains("value=\"1\"") })
  }

  @Test func `figures are confirmed however long the log has grown since`() throws {
    let office = try drafted()
    try office.succeed(
      "advance", "acknowledge", "--unit", "G-1-04", "--as", "p104", "--now", "2023-10-01")

    let answer = try office.succeed("minutes", "verify", "closing.xml")

    #expect(answer.output.hasPrefix("m-2023-09-30: all "))
    #expect(answer.output.contains("figures are confirmed at entry"))
  }

  @Test func `a figure that was changed by hand is named with its place`() throws {
    let office = try drafted()
    let changed = try text(office).replacing(
      "batch=1)\" value=\"2\"", with: "batch=1)\" value=\"3\"")
    try office.write("closing.xml", changed)
    let line = try #require(
      changed.split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.contains("id=\"units\"") })

    let answer = try office.run("minutes", "verify", "closing.xml")

    #expect(answer.status == 5)
    #expect(answer.complaint.hasPrefix("closing.xml:\(line + 1):"))
    #expect(answer.complaint.contains("3 at entry"))
    #expect(answer.complaint.contains("the log gives 2"))
  }

  @Test func `a draft as of a day before counts as it was then`() throws {
    let office = try drafted()
    try office.succeed(
      "minutes", "draft", "--closing", "--programme", "drive", "--now", "2023-09-30", "--as-of",
      "2023-09-08", "-o", "closing.xml")

    #expect(
      try text(office).split(separator: "\n").contains {
        $0.contains("id=\"acknowledged\"") && $0.contains("value=\"0\"")
      })
    try office.succeed("minutes", "verify", "closing.xml")
  }

  @Test func `a programme that is not there is named`() throws {
    let answer = try drafted().run(
      "minutes", "draft", "--closing", "--programme", "drives", "--now", "2023-09-30")

    #expect(answer.status == 1)
    #expect(answer.complaint.contains("did you mean \"drive\"?"))
  }

  @Test func `a draft becomes Markdown in which the texts say what the figures say`() throws {
    let office = try drafted()

    let markdown = try office.succeed(
      "minutes", "render", "closing.xml", "--format", "markdown", "--layout", "corporate"
    ).output

    #expect(markdown.contains("Units: 2; acknowledged receipt: 1; finished: 0."))
  }

  @Test func `without a browser a PDF is refused in words that help`() throws {
    let office = try drafted()
    let program = Program(
      folder: office.folder, environment: ["DOCKET_CHROMIUM": "/nowhere/chromium"])

    let answer = try program.run(
      "minutes", "render", "closing.xml", "--format", "pdf", "-o", "closing.pdf")

    #expect(answer.status == 1)
    #expect(answer.complaint.contains("/nowhere/chromium cannot be started"))
    #expect(
      !FileManager.default.fileExists(
        atPath: office.folder.appendingPathComponent("closing.pdf").path))
  }
}
