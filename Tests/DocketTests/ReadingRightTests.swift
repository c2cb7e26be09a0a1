import AuditLog
import Foundation
import Testing

/// What people wrote and gave in, through every view: for those whom the workflow names, and for
/// nobody else.
@Suite struct ReadingRightTests {
  /// What only those may see who read evidence (a name, a hash), or reasons (words).
  private static let names = ["暗语附件"]
  private static let words = ["暗语原因", "暗语问题", "暗语措施", "暗语提醒"]
  /// Holds no role on the unit, and is of the programme; and the inspector who watches it.
  private static let outsider = "p200"
  private static let inspector = "p011"

  /// The drive, in which the guidance group reads evidence and reasons, and nobody else.
  private static let office = Result { () -> Office in
    let office = try Office()
    let now = { (hour: Int) in "2023-09-12T\(10 + hour):00:00+08:00" }
    for file in ["rectification-drive", "rectification-item"] {
      let text = try String(contentsOfFile: Program.workflows("\(file).scxml"), encoding: .utf8)
      try office.write(
        "\(file).scxml",
        text.replacing("version=\"2023.2\"", with: "version=\"2023.3\"")
          .replacing(
            "<d:role id=\"guidance\">", with: "<d:role id=\"guidance\" reads=\"evidence reasons\">")
      )
    }
    try office.succeed(
      "apply", "rectification-drive.scxml", "rectification-item.scxml", "--as", "p001", "--now",
      now(0))
    try office.succeed(
      "start", "rectification-drive", "--programme", "drive", "--units",
      "G-1-04,G-1-04-01,G-1-04-02,G-2-01", "--as", "p001", "--now", now(0))
    try office.write("暗语附件.txt", "同一份材料")
    for (unit, secretary) in [("G-1-04-01", "p104-1"), ("G-1-04-02", "p104-2")] {
      try office.succeed(
        "advance", "acknowledge", "--unit", unit, "--as", secretary, "--now", now(1))
      try office.succeed(
        "evidence", "add", "session", "暗语附件.txt", "--unit", unit, "--as", secretary, "--now", now(1)
      )
    }
    try office.succeed(
      "item", "add", "problems", "--unit", "G-1-04-01", "--problem", "暗语问题", "--measure", "暗语措施",
      "--as", "p104-1", "--now", now(1))
    try office.succeed(
      "suspend", "--unit", "G-1-04-02", "--reason", "暗语原因", "--as", "p001", "--now", now(2))
    try office.succeed(
      "remind", "--subtree", "G-1-04-01", "--text", "暗语提醒", "--as", "p001", "--now", now(2))
    return office
  }

  private static var digest: String {
    Digest.sha256(Array("同一份材料".utf8)).hex
  }

  private func view(_ line: String, as person: String) throws -> String {
    let arguments = line.split(separator: " ").map(String.init)
    let result = try Self.office.get().program.run(
      arguments + ["--as", person, "--now", "2023-09-20T10:00:00+08:00"])
    // A refusal is an answer, too; what must not be is a command that nobody understood.
    guard result.status != 1 else { throw Office.Unexpected(description: "\(line): \(result)") }
    return result.output + result.complaint
  }

  @Test(arguments: [
    "history", "history --output json", "history --output jsonl", "history --output csv",
    "evidence list --unit G-1-04-01 --output json", "evidence list --unit G-1-04-01",
    "evidence get 1 --unit G-1-04-01", "evidence shared", "evidence shared --output json",
    "item list", "item list --output json", "item show drive/G-1-04-01/problems/1",
    "report --reasons", "report", "status", "status --tree --output json",
    "status --only suspended", "status --heat --output json", "tasks --output json",
    "explain G-1-04-01", "explain G-1-04-02 --output json", "export ics", "outbox list",
    "sample --programme drive --seed one --size 4 --dry-run",
    "minutes draft --closing --programme drive --batch 1",
  ])
  func `nobody reads in a view what the workflow does not let her read`(_ line: String) throws {
    let seen = try view(line, as: Self.outsider)

    for secret in Self.names + Self.words + ["同一份材料", Self.digest, String(Self.digest.prefix(12))] {
      #expect(!seen.contains(secret), "\(secret)")
    }
  }

  @Test(arguments: [
    ("history --output json", ["暗语附件", "暗语原因", "暗语问题", "暗语提醒"]),
    ("evidence list --unit G-1-04-01 --output json", ["暗语附件"]),
    ("evidence get 1 --unit G-1-04-01", ["同一份材料"]),
    ("evidence shared --output json", ["暗语附件", "drive/G-1-04-02#1"]),
    ("item list --output json", ["暗语问题", "暗语措施"]),
    ("item show drive/G-1-04-01/problems/1", ["暗语问题"]),
    ("report --reasons", ["暗语原因"]),
  ])
  func `who may read it sees it in the same view`(_ line: String, _ words: [String]) throws {
    let seen = try view(line, as: Self.inspector)

    for word in words { #expect(seen.contains(word), "\(word)") }
  }

  @Test func `an inspector of other units reads nothing of this one`() throws {
    let seen = try view("history --unit G-1-04-02 --output json", as: "p013")

    #expect(!seen.contains("暗语"))
  }

  @Test func `a secretary reads what she gave and wrote, and no more`() throws {
    let seen = try view("history --subtree G-1-04 --output json", as: "p104-1")

    #expect(seen.contains("暗语附件") && seen.contains("暗语问题"))
    #expect(!seen.contains("暗语原因"))
  }

  @Test func `a file that several units gave is told to everybody without its name`() throws {
    let seen = try view("evidence shared --output json", as: Self.outsider)

    let rows = try JSON(parsing: seen.components(separatedBy: "\nnote:")[0])
    #expect(rows[0]?["times"] == 2)
    #expect(rows[0]?["units"] == 2)
    #expect(rows[0]?["name"] == .null)
  }

  @Test func `a letter brings its words to whom they were written`() throws {
    let office = try Self.office.get()
    let folder = office.folder.appendingPathComponent("letters")

    try office.succeed(
      "outbox", "deliver", "--mail-folder", "letters", "--now", "2023-09-20T10:00:00+08:00")

    let letters = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).map { file in
      let text = try String(contentsOf: file, encoding: .utf8)
      let body = text.components(separatedBy: "\r\n\r\n").dropFirst().joined()
      let bytes = Data(base64Encoded: body, options: .ignoreUnknownCharacters) ?? Data()
      return text + String(decoding: bytes, as: UTF8.self)
    }
    #expect(letters.count { $0.contains("暗语提醒") } == 1)
    #expect(letters.allSatisfy { !$0.contains("暗语原因") && !$0.contains("暗语附件") })
  }
}
