import AuditLog
import Foundation
import SQLiteStore
import Testing
import WorkflowEngine

/// Every kind of command meets a disk with errors, a full disk, and its own end; then it is given
/// again, with the same id where it takes one.
@Suite(.enabled(if: Tool.canTrace, "strace is not installed, or may not trace"))
struct CommandFaultTests {
  /// What `strace` does to the system's answer to one call, counted from 1.
  enum Fault: String, CaseIterable, Sendable {
    /// The disk fails while it is waited for.
    case disk
    /// No block is left from this write on.
    case full
    /// The process ends where it waits for the disk.
    case killed

    func options(_ call: Int) -> [String] {
      let (name, injected) =
        switch self {
        case .disk: ("fdatasync", "error=EIO:when=\(call)")
        case .full: ("pwrite64", "error=ENOSPC:when=\(3 * call - 2)+")
        case .killed: ("fdatasync", "signal=KILL:when=\(call)")
        }
      return ["-f", "-o", "/dev/null", "-e", "trace=\(name)", "-e", "inject=\(name):\(injected)"]
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var command: [String]
    var fault: Fault

    var testDescription: String { "\(command.joined(separator: " ")), \(fault)" }
  }

  /// As a person gives them.
  private static let commands = [
    ["evidence", "add", "report", "报告.txt", "--unit", "G", "--event-id", "once"],
    [
      "item", "add", "problems", "--unit", "G", "--problem", "漏水", "--event-id", "once",
    ],
    ["withdraw", "go-3", "--reason", "误报", "--event-id", "once"],
    ["suspend", "--unit", "G", "--reason", "合并", "--event-id", "once"],
    ["minutes", "approve", "m-2"],
    ["minutes", "enact", "m-3"],
    ["unit", "move", "G-2", "--to", "G-1", "--reason", "合并"],
  ]

  /// All of them, or each command with one fault.
  static let cases = commands.enumerated().flatMap { number, command in
    Fault.allCases.enumerated()
      .filter { Extent.isFull || $0.offset == number % Fault.allCases.count }
      .map { Case(command: command, fault: $0.element) }
  }

  @Test(arguments: cases)
  func `a command that met a fault and is given again is done once`(_ tried: Case) async throws {
    try await Folder.temporary { folder in
      try await Sample.make(at: folder.file("sound.sqlite"))
      try Data("一份报告\n".utf8).write(to: URL(fileURLWithPath: folder.file("报告.txt")))
      func arguments(_ store: String) -> [String] {
        tried.command
          + ["--store", folder.file(store), "--as", "p-1", "--now", "2030-01-02T00:00:00+08:00"]
      }
      try folder.copy("sound.sqlite", to: "docket.sqlite")
      let unhindered = try Command(Tool.docket, arguments("docket.sqlite"), in: folder).run()
      #expect(unhindered.status == 0, "\(unhindered.complaint)")
      let expected = try await kinds(of: folder.file("docket.sqlite"))

      for call in 1...Extent.of(2, all: 5) {
        let name = "tried-\(call).sqlite"
        try folder.copy("sound.sqlite", to: name)

        let first = try Command(
          "strace", tried.fault.options(call) + [Tool.docket] + arguments(name), in: folder
        ).run()
        let second = try Command(Tool.docket, arguments(name), in: folder).run()
        let third = try Command(Tool.docket, arguments(name), in: folder).run()

        if first.complaint.contains("not known whether") {
          #expect(first.status == 7)
          #expect(first.complaint.contains("the same command"))
        }
        if tried.fault == .full, first.status != 0 {
          #expect(first.status == 7 && first.complaint.contains("the disk is full"))
        }
        #expect(second.status == 0, "call \(call): \(second.complaint)")
        #expect(third.status == 0, "call \(call): \(third.complaint)")
        let difference = try await kinds(of: folder.file(name)).difference(from: expected)
        #expect(difference.isEmpty, "call \(call): \(difference)")
        #expect(try await Witness.problems(of: folder.file(name), acknowledged: []) == [])
      }
    }
  }

  /// The kinds of all entries, sorted: what was done, in whatever order.
  private func kinds(of path: String) async throws -> [String] {
    let store = try SQLiteStore.open(at: path)
    let kinds = try await store.read { reader in
      try reader.entries(EntryQuery(limit: .max)).map(\.entry.leaf.kind.rawValue)
    }
    try await store.close()
    return kinds.sorted()
  }
}
