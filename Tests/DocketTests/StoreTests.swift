import AuditLog
import Foundation
import Glibc
import Testing

@Suite struct StoreTests {
  @Test func `a copy is restored after it was verified`() throws {
    let office = try Office()
    try office.launch()
    try office.succeed("backup", "备份 一.sqlite")

    try office.succeed("restore", "备份 一.sqlite", "--to", "新.sqlite")

    let (old, new) = (
      try office.json("audit", "verify"), try office.json("audit", "verify", "--store", "新.sqlite")
    )
    #expect(old == new)
  }

  @Test func `nothing is overwritten`() throws {
    let office = try Office()
    try office.succeed("backup", "备份.sqlite")

    let backup = try office.run("backup", "备份.sqlite")
    let restore = try office.run("restore", "备份.sqlite", "--to", "docket.sqlite")
    let initialize = try office.run("init")

    #expect([backup.status, restore.status, initialize.status] == [4, 4, 4])
  }

  @Test func `a copy that was changed is not restored`() throws {
    let office = try Office()
    try office.succeed("backup", "备份.sqlite")
    let file = office.folder.appendingPathComponent("备份.sqlite")
    var data = try Data(contentsOf: file)
    let place = try #require(data.range(of: Data("\"kind\":\"appointed\"".utf8)))
    data.replaceSubrange(place, with: Data("\"kind\":\"dismissed\"".utf8))
    try data.write(to: file)

    let restore = try office.run("restore", "备份.sqlite", "--to", "新.sqlite")

    #expect(restore.status == 5)
    #expect(!FileManager.default.fileExists(atPath: office.folder.path + "/新.sqlite"))
  }

  @Test(arguments: [
    (["status"], "there is no store at docket.sqlite"),
    (["advance", "x", "--unit", "G"], "there is no store at docket.sqlite"),
    (["status", "--store", "没有/x.sqlite"], "there is no store at 没有/x.sqlite"),
    (["init", "--store", "没有/x.sqlite"], "没有/x.sqlite"),
    (["status", "--store", "postgres://host/db"], "this program has no PostgreSQL store yet"),
    (["status", "--store", "mysql://host/db"], "is no address of a store"),
    (["status", "--store", "text"], "text"),
    (["audit", "verify", "--store", "empty"], "empty"),
  ])
  func `a store that cannot be used is named`(_ arguments: [String], _ sentence: String) throws {
    let office = try Office(isReady: false)
    try office.write("text", String(repeating: "This is no database. ", count: 100))
    try office.write("empty", "")

    let answer = try office.program.run(arguments)

    #expect(answer.status == 7)
    #expect(answer.complaint.hasPrefix("error: "))
    #expect(answer.complaint.contains(sentence))
  }

  @Test func `the store is found by the environment`() throws {
    let office = try Office(isReady: false, environment: ["DOCKET_STORE": "别处.sqlite"])
    try office.succeed("init")

    #expect(FileManager.default.fileExists(atPath: office.folder.path + "/别处.sqlite"))
  }

  /// A command as a user who may not write the store's file, also where the tests run as root.
  private func unprivileged(_ command: String) -> String {
    geteuid() == 0
      ? "setpriv --reuid=65534 --regid=65534 --clear-groups -- \(command)" : command
  }

  private static let canStepDown: Bool = {
    guard geteuid() == 0 else { return true }
    let office = try? Office(isReady: false)
    let line = "setpriv --reuid=65534 --regid=65534 --clear-groups -- \"$DOCKET\" help"
    return (try? office?.shell(line).status) == 0
  }()

  @Test(.enabled(if: canStepDown, "the program can be run without privileges"))
  func `a store that may not be written can be read`() throws {
    let office = try Office()
    try office.launch()
    let line = unprivileged(
      "\"$DOCKET\" advance acknowledge --unit G-1-04-01 --as p104-1 --now 2023-09-09")
    let status = unprivileged("\"$DOCKET\" status G-1-04-01 --output json")

    let (advance, shown) = (
      try office.shell("chmod 555 . && chmod 444 docket.sqlite && \(line)"),
      try office.shell(status)
    )

    #expect(advance.status == 7)
    #expect(try JSON(parsing: shown.output)[0]?["stage"] == ["notified"])
    #expect(try office.shell("chmod 755 . && chmod 644 docket.sqlite").status == 0)
  }

  @Test func `a disk that is full loses nothing, and the store opens afterwards`() throws {
    let office = try Office()
    try office.launch()
    try office.write("大.bin", String(repeating: "满", count: 1 << 20))
    let count = try office.entryCount()

    // No file may grow beyond the store's size (in blocks of 1024 bytes).
    let full = try office.shell(
      """
      trap '' XFSZ; ulimit -f $(( $(stat -c %s docket.sqlite) / 1024 + 64 ))
      "$DOCKET" evidence add session 大.bin --unit G-1-04-01 --as p104-1 --now 2023-09-09 \
        2>&1 | cat
      exit ${PIPESTATUS[0]}
      """)

    #expect(full.status == 7)
    #expect(try office.entryCount() == count)
    #expect(
      try office.at(9, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01").status == 0)
  }
}
