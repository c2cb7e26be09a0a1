import Foundation
import StatechartXML
import Testing

/// What the README and the guides say is so.
@Suite struct GuideTests {
  /// A command of the README and the lines it is said to print.
  struct Exchange {
    var command: String
    var lines: String
  }

  @Test func `the README's commands print what it says`() throws {
    let office = try Office(isReady: false)
    try office.succeed(
      "init", "--rehearsal", "--zone", "Asia/Shanghai", "--name", "example.org/log")
    try office.succeed(
      "apply", Program.workflows("notice.scxml"), Program.workflows("example/organisation.xml"),
      "--as", "p001")
    try office.write("record.txt", "The meeting of 12 September.\n")

    let exchanges = try Self.exchanges()

    #expect(exchanges.count == 4)
    for exchange in exchanges {
      let words = exchange.command.split(separator: " ").map(String.init)
      let result = try office.program.run(Array(words.dropFirst()))
      #expect(result.output + result.complaint == exchange.lines)
    }
  }

  @Test func `the README's workflow is the one in the repository`() throws {
    let workflow = try String(contentsOfFile: Program.workflows("notice.scxml"), encoding: .utf8)

    #expect(try Self.readme().contains("```xml\n\(workflow)```\n"))
  }

  @Test func `the example of the workflow guide is without fault`() throws {
    let office = try Office(isReady: false)
    let example = try #require(
      try Self.text("docs/workflows.md").components(separatedBy: "```xml\n").dropFirst().first)
    try office.write(
      "site-check.scxml", example.components(separatedBy: "```").first ?? "")

    let check = try office.run("check", "site-check.scxml")

    #expect(check.output == "1 file: 0 errors, 0 warnings\n")
  }

  @Test func `the workflow guide has every function that expressions may call`() throws {
    let guide = try Self.text("docs/workflows.md")

    let missing = XPathVocabulary.workflowFunctions.keys.filter { !guide.contains("`d:\($0)(") }

    #expect(missing.isEmpty)
  }

  @Test(arguments: ["README.md", "docs/workflows.md", "docs/campaign.md", "docs/audit.md"])
  func `every command that a guide names is there`(_ guide: String) throws {
    let office = try Office(isReady: false)
    let named = try Self.text(guide).matches(of: /docket ([a-z]+)(?: ([a-z][a-z-]*))?/)

    var unknown: Set<String> = []
    for (command, words) in Dictionary(grouping: named, by: { String($0.1) }) {
      let help = try office.run("help", command)
      if help.status != 0 { unknown.insert(command) }
      guard let list = help.output.components(separatedBy: "SUBCOMMANDS:").dropFirst().first
      else { continue }
      for case let word? in words.map(\.2) where !list.contains("  \(word)  ") {
        unknown.insert("\(command) \(word)")
      }
    }

    #expect(!named.isEmpty)
    #expect(unknown.isEmpty)
  }

  private static func readme() throws -> String { try text("README.md") }

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: Program.repository.appendingPathComponent(path), encoding: .utf8)
  }

  /// The commands of the block `console`; a blank line ends what a command prints.
  private static func exchanges() throws -> [Exchange] {
    let readme = try readme()
    let block = readme.components(separatedBy: "```console\n").dropFirst().first ?? ""
    let text = block.components(separatedBy: "```").first ?? ""
    return text.components(separatedBy: "\n\n").compactMap { part in
      guard part.hasPrefix("$ ") else { return nil }
      let lines = part.dropFirst(2).split(separator: "\n", maxSplits: 1)
      let printed = lines.count > 1 ? String(lines[1]) : ""
      return Exchange(
        command: String(lines[0]), lines: printed.hasSuffix("\n") ? printed : printed + "\n")
    }
  }
}
