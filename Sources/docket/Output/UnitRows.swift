import AuditLog
import Reports
import Statechart
import WorkflowEngine

/// Where each of some units stands: a row for each of its instances.
struct UnitRows {
  private let programme: ProgrammeName?
  private let batch: Int?
  private let dates: Dates
  private let now: Instant

  init(_ programme: ProgrammeName?, _ batch: Int?, _ dates: Dates, _ now: Instant) {
    self.programme = programme
    self.batch = batch
    self.dates = dates
    self.now = now
  }

  /// - Parameter units: With how far each is moved in.
  func table(of units: [(unit: Unit, depth: Int)], _ reader: any StoreReader) throws -> Table {
    var names = Names()
    var table = Self.empty
    for (unit, depth) in units {
      let query = InstanceQuery(programme: programme, batch: batch, unit: unit.code)
      let indent = dates.format == .table ? String(repeating: "  ", count: depth) : ""
      let head: [Cell] = [
        Cell(indent + unit.code.text), Cell(unit.names.text(in: names.languages)),
      ]
      let instances = try reader.instances(query).filter { $0.parent == nil }
      for instance in instances { table.append(head + (try row(instance, &names, reader))) }
      // The tree stays whole where a unit takes no part.
      if instances.isEmpty, dates.format == .table { table.append(head) }
    }
    return table
  }

  private static let empty = Table([
    .init("Unit", key: "unit"), .init("Name", key: "name", maximumWidth: 32),
    .init("Programme", key: "programme"), .init("Batch", key: "batch", .trailing),
    .init("Stage", key: "stage"), .init("Title", key: "title", maximumWidth: 32),
    .init("Since", key: "since"), .init("Due", key: "due"), .init("Standing", key: "standing"),
    .init("Status", key: "status"), .init("Revision", key: "revision", .trailing),
  ])

  private func row(_ instance: Instance, _ names: inout Names, _ reader: any StoreReader) throws
    -> [Cell]
  {
    let stages = try names.stages(of: instance, reader)
    let entered = instance.entered.values
    // Of several regions, the one that is due first.
    let pressing = entered.filter { $0.due != nil }.min {
      ($0.due ?? .latest) < ($1.due ?? .latest)
    }
    let since = stages.compactMap { instance.entered[$0.id]?.at }.max()
    let standing =
      instance.status == .running
      ? dates.standing(pressing?.due, isSoft: pressing?.isSoft ?? false, at: now) : (nil, .plain)
    return [
      Cell(instance.programme.text), Cell(instance.batch), Cell(.list(stages.map(\.id.text))),
      Cell(stages.isEmpty ? nil : names.titles(stages)),
      dates.cell(since ?? instance.at), dates.cell(instance.status.isClosed ? nil : pressing?.due),
      Cell(standing.0, standing.1), Cell(instance.status.rawValue, Self.emphasis(instance.status)),
      Cell(instance.revision),
    ]
  }

  private static func emphasis(_ status: Instance.Status) -> Emphasis {
    switch status {
    case .running: .plain
    case .suspended: .attention
    case .ended: .good
    case .cancelled, .exempted: .quiet
    }
  }
}
