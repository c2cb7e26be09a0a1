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
      "A sheet (CSV): unit, and event, reason, authority, data, seen where they differ.",
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
        file, required: ["unit"], optional: ["event", "reason", "authority", "data", "seen"])
      return .sheet(
        try sheet.rows.map { row in
          var request = BulkRequest(
            event: row["event"], reason: row["reason"], authority: row["authority"])
          request.data = try row["data"].map {
            try AdvanceCommand.json($0, "\(file.name):\(row.line)")
          }
          request.seen = try row["seen"].map { try SeenEvidence($0) }
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
  var seen: SeenEvidence?

  /// This request, with what it leaves open taken from another.
  func completed(by template: BulkRequest) -> BulkRequest {
    BulkRequest(
      event: event ?? template.event, data: data ?? template.data,
      reason: reason ?? template.reason, authority: authority ?? template.authority,
      region: region ?? template.region, seen: seen ?? template.seen)
  }
}

enum BulkSource: Sendable {
  case selected(UnitSelector)
  case sheet([(UnitCode, BulkRequest)])
}

/// The requests of a bulk, one for each instance, and what stands in the way of the others.
struct BulkPlan: Sendable {
  struct Row: Sendable {
    var request: BulkRequest
    /// What the row names, where there is no instance.
    var name: Identifier
    var target: Result<InstanceID, RequestError>
  }

  private(set) var rows: [Row] = []
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
      let units = try reader.units(where: selector)
      let index = try InstanceIndex(programme, expecting: units.count, reader)
      for unit in units where try index.hasInstance(unit.code, reader) {
        let instance = try index.instance(of: unit.code, reader)
        rows.append(Row(request: template, name: unit.code, target: .success(instance)))
      }
      let without = units.count - rows.count
      if without > 0 {
        notes.append("note: \(without) of the units selected have no instance")
      }
    case .sheet(let sheet):
      let index = try InstanceIndex(programme, expecting: sheet.count, reader)
      var seen: Set<InstanceID> = []
      for (unit, request) in sheet {
        let complete = request.completed(by: template)
        guard complete.event != nil else {
          throw UsageError("no event for \(unit): neither in the sheet nor on the command line")
        }
        var row = Row(request: complete, name: unit, target: .failure(.invalid("")))
        do {
          let instance = try index.instance(of: unit, reader)
          row.target =
            seen.insert(instance).inserted
            ? .success(instance) : .failure(.invalid("\(unit) stands in the sheet before"))
        } catch let error as RequestError {
          row.target = .failure(error)
        } catch let error as UsageError {
          row.target = .failure(.invalid(error.sentence))
        }
        rows.append(row)
      }
    }
  }

  /// Why rows have no instance.
  var failures: [RequestError] {
    rows.compactMap { if case .failure(let error) = $0.target { error } else { nil } }
  }

  /// What is sent, each under an id of the job, so that a rerun repeats it.
  func requests(job: Identifier, identity: Identity) -> some Sequence<EventRequest> {
    rows.lazy.compactMap { row in
      guard case .success(let instance) = row.target else { return nil }
      return EventRequest(
        instance: instance, name: row.request.event ?? "", id: Identifier("\(job)/\(instance)"),
        data: row.request.data, identity: identity, authority: row.request.authority,
        reason: row.request.reason, region: row.request.region, seen: row.request.seen)
    }
  }
}

/// Puts the verdicts on the requests of a plan, as they come in, into the order of its rows, among
/// those that have no instance.
struct BulkOrder {
  private var open: ArraySlice<BulkPlan.Row>

  init(_ plan: BulkPlan) { open = plan.rows[...] }

  /// - Parameter sent: The verdicts on the requests that come next.
  /// - Returns: The rows up to the last of them.
  mutating func rows(to sent: [BulkVerdict]) -> [BulkVerdict] {
    var verdicts: [BulkVerdict] = []
    for verdict in sent {
      verdicts += failures()
      open = open.dropFirst()
      verdicts.append(verdict)
    }
    return verdicts
  }

  /// The rows without an instance that come next.
  mutating func failures() -> [BulkVerdict] {
    var verdicts: [BulkVerdict] = []
    while let row = open.first, case .failure(let error) = row.target {
      verdicts.append(BulkVerdict(instance: row.name, result: .failed(error)))
      open = open.dropFirst()
    }
    return verdicts
  }
}

/// The instance of each unit. Of many units they are read in one go, of a few one by one.
private struct InstanceIndex {
  private let programme: ProgrammeName?
  private var byUnit: [UnitCode: [(id: InstanceID, isClosed: Bool)]]?

  /// From so many units on reading everything is quicker.
  private static let many = 200

  init(_ programme: ProgrammeName?, expecting count: Int, _ reader: any StoreReader) throws {
    self.programme = programme
    guard count >= Self.many else { return }
    var found: [UnitCode: [(id: InstanceID, isClosed: Bool)]] = [:]
    var query = InstanceQuery(programme: programme)
    while true {
      let page = try reader.instances(query)
      for instance in page {
        found[instance.unit, default: []].append((instance.id, instance.status.isClosed))
      }
      guard page.count == query.limit, let last = page.last else { break }
      query.after = last.id
    }
    byUnit = found
  }

  func hasInstance(_ unit: UnitCode, _ reader: any StoreReader) throws -> Bool {
    if let byUnit { return byUnit[unit] != nil }
    let query = InstanceQuery(programme: programme, unit: unit, limit: 1)
    return try !reader.instances(query).isEmpty
  }

  /// - Throws: `RequestError` or `UsageError` where there is none, or more than one to choose from.
  func instance(of unit: UnitCode, _ reader: any StoreReader) throws -> InstanceID {
    if let found = byUnit?[unit] {
      let open = found.filter { !$0.isClosed }
      let candidates = open.isEmpty ? found : open
      if candidates.count == 1 { return candidates[0].id }
    }
    return try reader.instance(.unit(unit, programme)).id
  }
}
