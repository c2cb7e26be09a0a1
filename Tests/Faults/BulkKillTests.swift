import AuditLog
import SQLiteStore
import Statechart
import Testing
import WorkflowEngine

/// `docket advance` over many units is killed, given again, killed again, and given again.
@Suite(.enabled(if: Tool.canTrace, "strace is not installed, or may not trace"))
struct BulkKillTests {
  enum Choice: String, CaseIterable, Sendable { case from, selected }

  @Test(arguments: Choice.allCases)
  func `a bulk that was killed and is given again answers every unit once`(_ choice: Choice)
    async throws
  {
    try await Folder.temporary { folder in
      let drive = try await LargeDrive(folder, units: Extent.of(1_000, all: 5_000), seed: 3)
      let which =
        switch choice {
        case .from: ["--from", try drive.sheet(named: "单位.csv")]
        case .selected: ["go", "--where", "@level >= 1"]
        }
      let arguments =
        ["advance"] + which + [
          "--job", "j", "--as", "p-office", "--store", drive.path, "--output", "csv",
          "--now", "2030-01-02T00:00:00+08:00",
        ]
      let advance = Command(Tool.docket, arguments, in: folder)
      // The process ends where it waits for the disk: within the commit of a chunk, mostly.
      func killed(waiting call: Int) -> Command {
        Command(
          "strace",
          [
            "-f", "-o", "/dev/null", "-e", "trace=fdatasync", "-e",
            "inject=fdatasync:signal=KILL:when=\(call)", Tool.docket,
          ] + arguments, in: folder)
      }
      // Reads beside the command that writes.
      let store = try SQLiteStore.open(at: drive.path)
      func entryCount() async throws -> Int { try await store.read { try $0.tree().size } }
      let start = try await entryCount()
      let middle = start + 1..<start + drive.units.count
      var size = start

      var kills = 0
      // The first waits are for the head of the log and for its folder.
      for call in [1, 3, 4, 2, 3, 4, 5] where kills < 2 {
        let result = try killed(waiting: call).run()
        let before = size
        size = try await entryCount()
        if result.status != 0, size > before, middle.contains(size) { kills += 1 }
      }
      #expect(kills == 2)
      let last = try advance.run()
      let complete = try await entryCount()
      let again = try advance.run()

      let instances = Set(drive.units.map(drive.instance))
      for result in [last, again] {
        #expect(result.status == 0, "\(result.complaint)")
        #expect(result.complaint.contains("\(instances.count) accepted, 0 refused; job j"))
        // A line ends in CR LF; the first is the header.
        let answered = result.output.split(whereSeparator: \.isNewline).dropFirst().map {
          Identifier(String($0.prefix { $0 != "," }))
        }
        #expect(answered.count == instances.count)
        #expect(Set(answered) == instances)
      }
      #expect(try await entryCount() == complete)
      try await store.close()
      let accepted = try await drive.accepted(of: "j")
      #expect(Set(accepted.keys) == instances)
      #expect(accepted.values.allSatisfy { $0 == 1 })
      let audit = try Command(
        Tool.docket, ["audit", "verify", "--store", drive.path], in: folder
      ).run()
      #expect(audit.status == 0, "\(audit.output)\(audit.complaint)")
    }
  }
}
