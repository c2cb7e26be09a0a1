import AuditLog
import Foundation
import Testing

@Suite struct OutputTests {
  /// A store with something of everything in it.
  private func office() throws -> Office {
    let office = try Office()
    try office.launch()
    try office.write("记录.txt", "一")
    let unit = ["--unit", "G-1-04-01"]
    try office.at(1, as: "p104-1", "advance", "acknowledge", unit[0], unit[1])
    try office.at(2, as: "p104-1", "evidence", "add", "session", "记录.txt", unit[0], unit[1])
    try office.at(
      3, as: "p104-1", "item", "add", "problems", "--problem", "一,\"二\"", unit[0], unit[1])
    return office
  }

  private static let lists: [[String]] = [
    ["status"], ["status", "G-1-04-01"], ["status", "--tree"], ["tasks", "--as", "p104-1"],
    ["history"], ["evidence", "list", "--unit", "G-1-04-01"],
    ["item", "list", "--unit", "G-1-04-01"],
  ]

  @Test(arguments: lists)
  func `a list as JSON is an array of objects that have the same names`(_ list: [String]) throws {
    let office = try office()

    let rows = try JSON(parsing: try office.program.run(list + ["--output", "json"]).output)

    let names = Set((rows.array ?? []).map { $0.object?.keys ?? [] })
    #expect(rows.array?.isEmpty == false)
    // An entry of the log says only what there is to say.
    #expect(names.count == 1 || list == ["history"])
  }

  @Test(arguments: lists)
  func `a list as CSV has as many fields in each row as in the header`(_ list: [String]) throws {
    let office = try office()

    let text = try office.program.run(list + ["--output", "csv"]).output

    let rows = text.components(separatedBy: "\r\n").dropLast()
    #expect(rows.count > 1)
    #expect(Set(rows.map(fieldCount)).count == 1)
  }

  /// Commas outside of quotation marks, and one.
  private func fieldCount(_ row: String) -> Int {
    var isQuoted = false
    return row.reduce(1) { count, character in
      if character == "\"" { isQuoted.toggle() }
      return count + (character == "," && !isQuoted ? 1 : 0)
    }
  }

  @Test func `tables align Chinese`() throws {
    let office = try Office(environment: ["LC_ALL": "zh_CN.UTF-8"])
    try office.launch("G-1-04-01,G-1-04-03")

    let table = try office.succeed("status", "--tree", "G-1-04").lines

    let columns = table.dropFirst().filter { $0.contains("待签收") }.map { line in
      line.prefix(while: { $0 != "待" }).unicodeScalars.reduce(0) {
        $0 + ($1.value > 0x2E80 ? 2 : 1)
      }
    }
    #expect(columns.count == 2)
    #expect(Set(columns).count == 1)
  }

  @Test func `what somebody wrote cannot command the terminal`() throws {
    let office = try Office()
    try office.launch()
    try office.at(
      1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01", "--reason", "\u{1B}[2Jgone")

    let history = try office.succeed("history", "--kind", "event", "--as", "p104-1")

    #expect(history.output.contains("␛[2Jgone"))
    #expect(!history.output.unicodeScalars.contains("\u{1B}"))
  }

  @Test func `an answer as JSON has everything, a refusal too`() throws {
    let office = try Office()
    try office.launch()

    let answer = try office.at(
      1, as: "p011", "advance", "acknowledge", "--unit", "G-1-04-01", "--output", "json")

    let object = try JSON(parsing: answer.output)
    #expect(answer.status == 3)
    #expect(object["verdict"] == "refused")
    #expect(object["missing"]?[0]?["code"] == "role.missing")
    #expect(object["missing"]?[0]?["suppliers"]?[0] == "p104-1")
  }

  @Test func `help fits one screen`() throws {
    let help = try Office(isReady: false).succeed("help")

    let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count <= 24)
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test(arguments: [
    "init", "check", "apply", "draw", "simulate", "start", "advance", "explain", "status", "tasks",
    "report",
    "evidence", "item", "withdraw", "suspend", "resume", "cancel", "exempt", "tick", "history",
    "audit", "backup", "restore", "completions",
  ])
  func `every command is on the screen and has an example`(_ command: String) throws {
    let office = try Office(isReady: false)

    let screen = try office.succeed("help").output
    let help = try office.succeed("help", command).output

    #expect(screen.contains(" \(command) "))
    #expect(help.contains("Example: docket \(command)"))
  }

  @Test func `nonsense on the command line is a usage error`() throws {
    let office = try Office(isReady: false)

    let answer = try office.run("status", "--no-such-option")

    #expect(answer.status == 1)
    #expect(answer.complaint.hasPrefix("error: "))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `there are completions for a shell`(_ shell: String) throws {
    let script = try Office(isReady: false).succeed("completions", shell)

    #expect(script.output.contains("advance"))
  }

  @Test func `a reader that goes away stops nothing`() throws {
    let office = try Office()

    let answer = try office.shell("\"$DOCKET\" history | head -c 1; exit ${PIPESTATUS[0]}")

    #expect(answer.status == 0)
    #expect(answer.complaint.isEmpty)
  }

  @Test func `a closed standard output stops nothing`() throws {
    let office = try Office()
    try office.launch()

    let answer = try office.shell(
      "\"$DOCKET\" advance acknowledge --unit G-1-04-01 --as p104-1 --now 2023-09-09 >&- 2>&-")

    #expect(answer.status == 0)
    #expect(try office.json("status", "G-1-04-01")[0]?["stage"] == ["study"])
  }

  @Test func `an answer that cannot be written is a failure`() throws {
    let office = try Office()

    let answer = try office.shell("\"$DOCKET\" history > /dev/full")

    #expect(answer.status == 7)
    #expect(answer.complaint.contains("could not be written"))
  }
}
