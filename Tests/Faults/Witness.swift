import AuditLog
import SQLiteStore
import Statechart
import WorkflowEngine

/// What a store has to say after a fault, against what was acknowledged before it.
struct Witness {
  let folder: Folder

  /// A store on which `acknowledge send` can work.
  init(_ folder: Folder, name: String = "docket.sqlite") throws {
    self.folder = folder
    let made = try Command(Tool.acknowledge, ["make", folder.file(name)], in: folder).run()
    guard made.status == 0 else { throw Unexpected(description: made.output + made.complaint) }
  }

  init(watching folder: Folder) { self.folder = folder }

  func sending(from first: Int, count: Int) -> [String] {
    ["send", folder.file("docket.sqlite"), folder.file("ack"), "\(first)", "\(count)"]
  }

  /// The numbers that were acknowledged, each once.
  var acknowledged: Set<Int> {
    Set(folder.text("ack").split(separator: "\n").compactMap { Int($0) })
  }

  /// What is wrong with a store: acknowledged events that are not there or are there twice, and
  /// whatever an audit finds.
  static func problems(of path: String, acknowledged: Set<Int>) async throws -> [String] {
    let store = try SQLiteStore.open(at: path)
    var problems = try await Verifier(store, scratch: SQLiteStore.scratch()).verify()
      .faults.map { "\($0.code): \($0.message)" }
    let events = try await store.read { reader in
      try reader.entries(EntryQuery(kinds: [EntryKind.event.rawValue], limit: .max))
        .compactMap { $0.entry.leaf.event?.id }
    }
    try await store.close()
    let counts = Dictionary(events.map { ($0, 1) }, uniquingKeysWith: +)
    for number in acknowledged.sorted() where counts["e-\(number)"] == nil {
      problems.append("e-\(number) was acknowledged and is lost")
    }
    for (id, count) in counts where count > 1 { problems.append("\(id) is there \(count) times") }
    return problems
  }

  func problems() async throws -> [String] {
    try await Self.problems(of: folder.file("docket.sqlite"), acknowledged: acknowledged)
  }
}

/// The lines `accepted NUMBER INDEX` and `repeated NUMBER INDEX`, as number and index.
func answers(_ word: String, in lines: [String]) -> [Int: Int] {
  let parts = lines.map { $0.split(separator: " ") }.filter { $0.first == Substring(word) }
  return Dictionary(
    parts.compactMap { part in
      guard part.count == 3, let number = Int(part[1]), let index = Int(part[2]) else { return nil }
      return (number, index)
    }, uniquingKeysWith: { $1 })
}
