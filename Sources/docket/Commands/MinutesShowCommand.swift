import ArgumentParser
import AuditLog
import Minutes
import Reports
import SQLiteStore
import Statechart
import WorkflowEngine

struct MinutesShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "what was decided, and what was done under it",
    discussion: """
      The head of the minutes, the lessons that others may draw on, and each decision: its text, what it \
      asks of units, whether another one took its place, what it ordered and how far that is, and every \
      entry, batch and open item that rests on it.

      Example: docket minutes show m-2023-09-08
      """)

  @Argument(help: ArgumentHelp("The minutes.", valueName: "id"))
  var id: String

  @Flag(help: "The document itself, as it was handed in.")
  var text = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let opened = try store.openForReading()
    let id = Identifier(id)
    if text {
      let bytes = try await opened.read { try $0.text(of: $0.knownMinutes(id)) }
      try await opened.close()
      return try Terminal.print(bytes: bytes)
    }
    let format = output.output
    let (minutes, reports, words) = try await opened.read { reader in
      let minutes = try reader.knownMinutes(id)
      let reports = try reader.reports(of: id)
      let dates = Dates(zone: try Zone(reader.info().zone), format: format)
      return (minutes, reports, try MinutesWords(minutes, reports, dates, reader).text)
    }
    try await opened.close()
    switch format {
    case .table: try Terminal.print(words)
    case .json:
      var members = minutes.readableJSON
      members["decisions"] = .array(reports.map(\.readableJSON))
      try Terminal.print(JSON.object(members).indented + "\n")
    case .csv: try output.print(Self.table(of: reports))
    }
  }

  /// One row a decision.
  private static func table(of reports: [DecisionReport]) -> Table {
    var table = Table([
      .init("Decision", key: "decision"), .init("Superseded by", key: "supersededBy"),
      .init("Orders", key: "orders", .trailing), .init("Batches", key: "batches"),
      .init("Entries", key: "entries", .trailing), .init("Open items", key: "openItems", .trailing),
      .init("Continuing items", key: "continuingItems", .trailing),
    ])
    for report in reports {
      table.append([
        Cell(report.record.authority.description), Cell(report.record.supersededBy?.description),
        Cell(report.record.decision.orders.count),
        Cell(.list(report.batches.map { "\($0.batch.programme)/\($0.batch.number)" })),
        Cell(report.entries.values.reduce(0, +)),
        Cell(report.batches.reduce(0) { $0 + $1.openItems }),
        Cell(report.batches.reduce(0) { $0 + $1.continuingItems }),
      ])
    }
    return table
  }
}

/// Minutes of the store for people.
private struct MinutesWords {
  private(set) var text: String

  init(
    _ minutes: MinutesRecord, _ reports: [DecisionReport], _ dates: Dates,
    _ reader: any StoreReader
  ) throws {
    let names = Names()
    var lines: [String] = []
    let number = minutes.number.map { " \($0)" } ?? ""
    lines.append("\(minutes.id)\(number): \(minutes.titles.text(in: names.languages) ?? "")")
    lines.append("\(minutes.issuer.text(in: names.languages) ?? ""), \(minutes.date)")
    var status = minutes.status.rawValue
    if let by = minutes.approvedBy, let at = minutes.approvedAt {
      status = "approved by \(try names.person(by, reader)), \(dates.words(at))"
    }
    if let at = minutes.enactedAt { status += "; enacted \(dates.words(at))" }
    lines.append("status: \(status)")
    lines.append("document: sha256 \(minutes.digest.hex)")
    let drawn = try reader.requirements(drawnFrom: minutes.id)
    if !minutes.lessons.isEmpty { lines += ["", "lessons"] }
    for lesson in minutes.lessons {
      lines.append("   \(lesson.id): \(lesson.text.text(in: names.languages) ?? "")")
      for requirement in drawn[lesson.id] ?? [] {
        lines.append("      → \(requirement.decision): \(requirement.requirement.id)")
      }
    }
    for report in reports {
      lines += ["", "\(report.record.number). \(report.record.authority)"]
      lines += try Self.lines(of: report, names, dates, reader).map { "   \($0)" }
    }
    text = lines.map { $0.visible + "\n" }.joined()
  }

  private static func lines(
    of report: DecisionReport, _ names: Names, _ dates: Dates, _ reader: any StoreReader
  ) throws -> [String] {
    let decision = report.record.decision
    var lines = [decision.text.text(in: names.languages) ?? ""]
    lines += try reader.requirements(under: report.record.authority)
      .flatMap { $0.lines(in: names.languages) }
    if let other = report.record.supersededBy {
      lines.append(
        "SUPERSEDED by \(other): nothing new can rest on it; what was done under it stands")
    }
    for (position, order) in decision.orders.enumerated() {
      let standing =
        report.orders.indices.contains(position) ? report.orders[position].standing : "not enacted"
      lines.append("- \(order.words) — \(standing)")
    }
    for batch in report.batches { lines.append(Self.words(of: batch)) }
    if !report.entries.isEmpty {
      let counts = report.entries.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      lines.append(
        "entries: " + counts.joined(separator: ", ")
          + " (docket history --authority \(report.record.authority))")
    }
    lines += try refusals(under: report, names, reader)
    return lines
  }

  private static func words(of report: BatchReport) -> String {
    let batch = report.batch
    var words = "batch \(batch.number) of \(batch.programme): \(counted(batch.size))"
    if batch.status == .launching { words += ", \(batch.made) made so far" }
    if let window = batch.window.words { words += ", \(window)" }
    if report.openItems > 0 {
      words += "; \(counted(report.openItems, "item is", "items are")) open"
    }
    if report.continuingItems > 0 {
      words += "; \(counted(report.continuingItems, "item continues", "items continue"))"
    }
    return words
  }

  /// The units that refused what the decision ordered, the first ones.
  private static func refusals(
    under report: DecisionReport, _ names: Names, _ reader: any StoreReader
  ) throws -> [String] {
    guard report.entries["refused"] ?? 0 > 0 else { return [] }
    let entries = try reader.entries(
      EntryQuery(
        authority: report.record.authority.description, kinds: ["refused"], limit: 5,
        isDescending: true))
    return try entries.map { logged in
      let leaf = logged.entry.leaf
      let missing = leaf.missing.compactMap { $0["message"]?.string }.joined(separator: "; ")
      let unit = try leaf.unit.map { try names.unit(Identifier($0), reader) } ?? ""
      return "refused: \(leaf.event?.name ?? "") on \(unit): \(missing)"
    }
  }
}

extension DecisionReport {
  fileprivate var readableJSON: JSON {
    var members: JSONObject = [
      "decision": .string(record.authority.description),
      "text": record.decision.json["text"] ?? .null,
      "entries": .object(JSONObject(entries.map { ($0.key, JSON($0.value)) })),
      "supersedes": JSON(supersedes.map(\.description)),
      "requirements": .array(record.decision.requirements.map(\.json)),
    ]
    members["supersededBy"] = record.supersededBy.map { .string($0.description) } ?? .null
    members["orders"] = .array(
      record.decision.orders.enumerated().map { position, order in
        guard orders.indices.contains(position) else { return order.json }
        return orders[position].json
      })
    members["batches"] = .array(
      batches.map { report in
        [
          "programme": .string(report.batch.programme.text), "batch": JSON(report.batch.number),
          "size": JSON(report.batch.size), "made": JSON(report.batch.made),
          "status": .string(report.batch.status.rawValue), "openItems": JSON(report.openItems),
          "continuingItems": JSON(report.continuingItems),
        ]
      })
    return .object(members)
  }
}
