import AuditLog
import Reports
import WorkflowEngine

/// How entries of the log are shown.
enum HistoryFormat: String, CaseIterable {
  case table, json, csv
  /// One object a line, as it comes.
  case jsonl
}

/// Entries of the log as rows for people and as objects for programs.
struct HistoryRows {
  var dates: Dates
  /// By a decision that was set aside, the one that took its place: flagged for people.
  var superseded: [Authority: Authority] = [:]

  func text(of entries: [DisclosedEntry], as format: HistoryFormat, hasHeader: Bool = true)
    -> String
  {
    switch format {
    case .json: JSON.array(entries.map(\.readableJSON)).indented + "\n"
    case .jsonl: entries.map { Self.line(of: $0) }.joined()
    case .csv:
      hasHeader ? table(of: entries).csv : Self.withoutFirstLine(table(of: entries).csv)
    case .table:
      hasHeader
        ? table(of: entries).rendered(as: .table, style: Terminal.style)
        : Self.withoutFirstLine(table(of: entries).rendered(as: .table, style: Terminal.style))
    }
  }

  private static func line(of entry: DisclosedEntry) -> String {
    String(decoding: entry.readableJSON.canonical, as: UTF8.self) + "\n"
  }

  private static func withoutFirstLine(_ text: String) -> String {
    guard let end = text.unicodeScalars.firstIndex(of: "\n") else { return "" }
    return String(text.unicodeScalars[text.unicodeScalars.index(after: end)...])
  }

  private func table(of entries: [DisclosedEntry]) -> Table {
    var table = Table([
      .init("No", key: "index", .trailing), .init("At", key: "at"), .init("Kind", key: "kind"),
      .init("Subject", key: "subject", maximumWidth: 44), .init("Event", key: "event"),
      .init("Actor", key: "actor"), .init("Before", key: "before", maximumWidth: 28),
      .init("After", key: "after", maximumWidth: 28), .init("Authority", key: "authority"),
      .init("Why", key: "why", maximumWidth: 44),
    ])
    for logged in entries {
      let leaf = logged.leaf
      let missing = leaf.missing.compactMap { $0["code"]?.string }
      table.append([
        Cell(logged.index), dates.cell(leaf.at),
        Cell(leaf.kind.rawValue, leaf.kind == .refused ? .bad : .plain),
        Cell("\(leaf.subject.type) \(leaf.subject.id)"), Cell(leaf.event?.name),
        Cell(dates.format == .table ? leaf.actingPerson : leaf.actor),
        leaf.before.isEmpty ? .none : Cell(.list(leaf.before)),
        leaf.after.isEmpty ? .none : Cell(.list(leaf.after)), cell(ofAuthority: leaf.authority),
        missing.isEmpty ? Cell(logged.words["reason"]) : Cell(.list(missing)),
      ])
    }
    return table
  }
}

extension HistoryRows {
  private func cell(ofAuthority text: String?) -> Cell {
    guard dates.format == .table, let authority = text.flatMap({ Authority($0) }),
      let other = superseded[authority]
    else { return Cell(text) }
    return Cell("\(authority) (superseded by \(other))", .attention)
  }
}

extension DisclosedEntry {
  /// The leaf with its index, and the texts that its reader may know.
  fileprivate var readableJSON: JSON {
    var members = leaf.json.object ?? [:]
    members["index"] = JSON(index)
    members["texts"] = .object(JSONObject(words.map { ($0.key, .string($0.value)) }))
    return .object(members)
  }
}

extension Leaf {
  /// `p111 for p110` where a deputy acted.
  fileprivate var actingPerson: String? {
    actor.map { actor in actor + (onBehalfOf.map { " for \($0)" } ?? "") }
  }
}
