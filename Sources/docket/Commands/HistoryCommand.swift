import ArgumentParser
import AuditLog
import Reports
import SQLiteStore
import Statechart
import WorkflowEngine
import XML

struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "what happened",
    discussion: """
      The entries of the log that fulfil every condition given. JSON has each entry in full.

      Example: docket history --unit G-1 --kind event,refused --from 2023-09-01
      """)

  @Option(help: ArgumentHelp("About this unit and its instances.", valueName: "code"))
  var unit: String?
  @Option(help: ArgumentHelp("About this instance.", valueName: "id"))
  var instance: String?
  @Option(help: ArgumentHelp("About this programme.", valueName: "name"))
  var programme: String?
  @Option(help: ArgumentHelp("By this person.", valueName: "person"))
  var actor: String?
  @Option(help: ArgumentHelp("Under this decision: minutes-id#decision-id.", valueName: "citation"))
  var authority: String?
  @Option(help: ArgumentHelp("Of these kinds, joined by commas.", valueName: "kind,…"))
  var kind: String?
  @Option(help: ArgumentHelp("From this day or time on.", valueName: "time"))
  var from: String?
  @Option(help: ArgumentHelp("Up to this day or time.", valueName: "time"))
  var until: String?
  @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
  var limit = 1_000
  @Option(help: ArgumentHelp("The page after the entry of this number.", valueName: "index"))
  var after: Int?
  @Flag(help: "Newest first.")
  var reverse = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    guard (1...100_000).contains(limit) else { throw UsageError("--limit is from 1 to 100000") }
    let kinds = try kinds()
    let opened = try store.openForReading()
    let zone = try await opened.read { try Zone($0.info().zone) }
    var query = EntryQuery(
      instance: instance.map { Identifier($0) }, unit: unit.map { Identifier($0) },
      programme: programme.map { Identifier($0) }, actor: actor.map { Identifier($0) },
      authority: authority, kinds: kinds, after: after, limit: limit + 1, isDescending: reverse)
    query.from = try from.map { try Self.instant($0, "--from", zone.start) }
    query.until = try until.map { try Self.instant($0, "--until", zone.end) }
    let wanted = query
    var entries = try await opened.read { reader in
      if let unit = wanted.unit { try reader.check(unit) }
      if let programme = wanted.programme { try reader.check(programme: programme) }
      if let instance = wanted.instance { _ = try reader.instance(.id(instance)) }
      return try reader.entries(wanted)
    }
    try await opened.close()
    let hasMore = entries.count > limit
    if hasMore { entries.removeLast() }

    if output.output == .json {
      try Terminal.print(JSON.array(entries.map(\.readableJSON)).indented + "\n")
    } else {
      try output.print(Self.table(of: entries, Dates(zone: zone, format: output.output)))
    }
    if hasMore, let last = entries.last {
      Terminal.complain("there is more: go on with --after \(last.index)")
    }
  }

  private func kinds() throws -> Set<String> {
    let kinds = (kind ?? "").split(separator: ",").map(\.trimmingSpaces)
    let known = EntryKind.known.map(\.rawValue)
    for kind in kinds where !known.contains(kind) {
      throw UsageError(
        "there is no kind \"\(kind)\" of entries" + didYouMean(kind, among: known))
    }
    return Set(kinds)
  }

  /// A time, or the moment that stands for a day.
  private static func instant(
    _ text: String, _ option: String, _ ofDay: (CalendarDate) -> Instant
  ) throws -> Instant {
    if let date = CalendarDate(text) { return ofDay(date) }
    guard let instant = Instant(rfc3339: text) else {
      throw UsageError(
        "\(option): \"\(text)\" is no time; write 2023-09-08 or 2023-09-08T09:30:00+08:00")
    }
    return instant
  }

  private static func table(of entries: [LoggedEntry], _ dates: Dates) -> Table {
    var table = Table([
      .init("No", key: "index", .trailing), .init("At", key: "at"), .init("Kind", key: "kind"),
      .init("Subject", key: "subject", maximumWidth: 44), .init("Event", key: "event"),
      .init("Actor", key: "actor"), .init("Before", key: "before", maximumWidth: 28),
      .init("After", key: "after", maximumWidth: 28), .init("Authority", key: "authority"),
      .init("Why", key: "why", maximumWidth: 44),
    ])
    for logged in entries {
      let leaf = logged.entry.leaf
      let missing = leaf.missing.compactMap { $0["code"]?.string }
      table.append([
        Cell(logged.index), dates.cell(leaf.at),
        Cell(leaf.kind.rawValue, leaf.kind == .refused ? .bad : .plain),
        Cell("\(leaf.subject.type) \(leaf.subject.id)"), Cell(leaf.event?.name),
        Cell(leaf.actor), leaf.before.isEmpty ? .none : Cell(.list(leaf.before)),
        leaf.after.isEmpty ? .none : Cell(.list(leaf.after)), Cell(leaf.authority),
        missing.isEmpty ? Cell(logged.entry.payload["reason"]) : Cell(.list(missing)),
      ])
    }
    return table
  }
}

extension LoggedEntry {
  /// The leaf with its index, and the texts that have not been erased. The text of a workflow is
  /// left out: `draw` and the registered file show it better.
  fileprivate var readableJSON: JSON {
    var members = entry.leaf.json.object ?? [:]
    members["index"] = JSON(index)
    let texts = entry.payload.secrets
      .filter { $0.key != "text" && $0.key != "base64" }
      .map { ($0.key, JSON.string($0.value.value)) }
    members["texts"] = .object(JSONObject(texts))
    return .object(members)
  }
}
