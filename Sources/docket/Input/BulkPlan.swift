import ArgumentParser
import AuditLog
import Statechart
import WorkflowEngine

/// How one event, or a sheet of events, goes to many instances.
struct BulkOptions: ParsableArguments {
  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("All units for which an XPath predicate holds.", valueName: "xpath"))
  var predicate: String?

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "A sheet (CSV): unit, and event, reason, authority, data where they differ.",
      valueName: "file"))
  var sheet: String?

  @Flag(help: "One transaction: if one is refused, none is accepted.")
  var allOrNothing = false

  @Option(help: ArgumentHelp("The id of the whole; the same again goes on.", valueName: "id"))
  var job: String?

  func source() throws -> BulkSource? {
    switch (predicate, sheet) {
    case (nil, nil): return nil
    case (let predicate?, nil): return .selected(try UnitSelector(predicate))
    case (nil, let path?):
      let file = try InputFile(path)
      let sheet = try Sheet(
        file, required: ["unit"], optional: ["event", "reason", "authority", "data"])
      return .sheet(
        try sheet.rows.map { row in
          var request = BulkRequest(
            event: row["event"], reason: row["reason"], authority: row["authority"])
          request.data = try row["data"].map {
            try AdvanceCommand.json($0, "\(file.name):\(row.line)")
          }
          guard let unit = row["unit"] else {
            throw UsageError("\(file.name):\(row.line): the unit is missing")
          }
          return (Identifier(unit), request)
        })
    case (_?, _?): throw UsageError("give --where or --from, not both")
    }
  }
}

/// What is sent, apart from to whom.
struct BulkRequest: Sendable {
  var event: String?
  var data: JSON?
  var reason: String?
  var authority: String?
  var region: Identifier?

  /// This request, with what it leaves open taken from another.
  func completed(by template: BulkRequest) -> BulkRequest {
    BulkRequest(
      event: event ?? template.event, data: data ?? template.data,
      reason: reason ?? template.reason, authority: authority ?? template.authority,
      region: region ?? template.region)
  }
}

enum BulkSource: Sendable {
  case selected(UnitSelector)
  case sheet([(UnitCode, BulkRequest)])
}

/// The requests of a bulk, one for each instance.
struct BulkPlan: Sendable {
  private(set) var requests: [(BulkRequest, InstanceID)] = []
  /// What was left out, in sentences.
  private(set) var notes: [String] = []

  init(
    _ source: BulkSource, _ template: BulkRequest, programme: ProgrammeName?,
    in reader: any StoreReader
  ) throws {
    if let programme { try reader.check(programme: programme) }
    switch source {
    case .selected(let selector):
      guard template.event != nil else {
        throw UsageError("say which event; `docket explain` lists them")
      }
      var without = 0
      for unit in try reader.units(where: selector) {
        let query = InstanceQuery(programme: programme, unit: unit.code)
        guard try reader.instances(query).contains(where: { $0.parent == nil }) else {
          without += 1
          continue
        }
        let instance = try reader.instance(.unit(unit.code, programme))
        requests.append((template, instance.id))
      }
      if without > 0 {
        notes.append("note: \(without) of the units selected have no instance")
      }
    case .sheet(let rows):
      for (unit, request) in rows {
        let complete = request.completed(by: template)
        guard complete.event != nil else {
          throw UsageError("no event for \(unit): neither in the sheet nor on the command line")
        }
        let instance = try reader.instance(.unit(unit, programme))
        guard !requests.contains(where: { $0.1 == instance.id }) else {
          throw UsageError("\(unit) stands twice in the sheet")
        }
        requests.append((complete, instance.id))
      }
    }
  }
}
