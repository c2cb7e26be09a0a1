import Foundation
import Testing

/// The disk fails while SQLite waits for it: the change may be there or not.
@Suite(
  .enabled(if: Tool.canTrace, "strace is not installed, or may not trace"))
struct DiskErrorTests {
  private func failing(_ call: Int) -> [String] {
    [
      "-f", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e",
      "inject=fdatasync:error=EIO:when=\(call)",
    ]
  }

  @Test func `after a wait that failed, the same request settles what became of it`() async throws {
    var unknown = 0
    for call in 1...Extent.of(5, all: 25) {
      try await Folder.temporary { folder in
        let witness = try Witness(folder)

        let result = try Command(
          "strace", failing(call) + [Tool.acknowledge] + witness.sending(from: 0, count: 30),
          in: folder
        ).run()
        unknown += result.lines.count { $0.hasPrefix("unknown") }

        #expect(try await witness.problems() == [], "call \(call)")
        #expect(
          result.status == 0 && witness.acknowledged == Set(0..<30),
          "call \(call): \(result.output.suffix(300)) \(result.complaint.suffix(300))")
      }
    }
    #expect(unknown > 0, "no wait failed: nothing was tried")
  }

  /// Every command that writes, as a person gives it; `ID` stands for `--event-id`.
  private static let commands = [
    ["apply", "人.csv"],
    ["start", "round", "--programme", "second", "--units", "u-1,u-2"],
    ["advance", "go", "--unit", "u-3", "ID"],
    ["advance", "go", "--where", "@code = 'u-4' or @code = 'u-5'", "--job", "j-1"],
    ["tick"],
  ]

  @Test(arguments: commands)
  func `a command whose outcome is unknown says how to settle it, and that does nothing twice`(
    _ command: [String]
  ) async throws {
    for call in 1...Extent.of(2, all: 6) {
      try await Folder.temporary { folder in
        let witness = try Witness(folder)
        try Data("id,name\np-9,甲\n".utf8).write(to: URL(fileURLWithPath: folder.file("人.csv")))
        let arguments =
          command.flatMap { $0 == "ID" ? ["--event-id", "once"] : [$0] }
          + ["--store", folder.file("docket.sqlite"), "--as", "p-1"]

        let first = try Command(
          "strace", failing(call) + [Tool.docket] + arguments, in: folder
        ).run()
        let second = try Command(Tool.docket, arguments, in: folder).run()

        if first.complaint.contains("not known whether") {
          #expect(first.status == 7)
          #expect(first.complaint.contains("the same command"))
        }
        #expect(second.status == 0, "call \(call): \(second.complaint)")
        #expect(try await witness.problems() == [], "call \(call)")
      }
    }
  }
}
