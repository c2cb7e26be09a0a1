import AuditLog
import Reports
import Statechart
import WorkflowEngine

/// Items of ledgers as rows: first the columns that `item add --from` reads.
struct ItemRows: Sendable {
  private let dates: Dates

  init(_ dates: Dates) { self.dates = dates }

  private static let columns: [Table.Column] = [
    .init("Item", key: "item"), .init("Ledger", key: "ledger"), .init("Unit", key: "unit"),
    .init("Owner", key: "owner"), .init("Problem", key: "problem", maximumWidth: 40),
    .init("Responsible", key: "responsible", maximumWidth: 16),
    .init("Standard", key: "standard", maximumWidth: 24),
    .init("Measure", key: "measure", maximumWidth: 24), .init("Deadline", key: "deadline"),
    .init("State", key: "state"), .init("Title", key: "title"), .init("Status", key: "status"),
    .init("Standing", key: "standing"), .init("Raised", key: "raised"),
    .init("Changed", key: "changed"), .init("Revision", key: "revision", .trailing),
  ]

  /// What a table for people leaves out, so that it fits a screen.
  private static let details: Set<String> = [
    "ledger", "standard", "measure", "state", "raised", "changed", "revision",
  ]

  func table(of items: [LedgerItem], _ reader: any StoreReader) throws -> Table {
    let isForPeople = dates.format == .table
    let columns = Self.columns.filter { !isForPeople || !Self.details.contains($0.key) }
    var table = Table(columns)
    var names = Names()
    for item in items {
      let cells = try cells(item, &names, reader)
      table.append(columns.map { cells[$0.key] ?? .none })
    }
    return table
  }

  /// One item with everything that is known of it.
  func object(_ item: LedgerItem, _ reader: any StoreReader) throws -> JSONObject {
    var names = Names()
    let cells = try cells(item, &names, reader)
    return JSONObject(
      Self.columns.map { column in (column.key, cells[column.key]?.json ?? .null) })
  }

  private func cells(_ entry: LedgerItem, _ names: inout Names, _ reader: any StoreReader) throws
    -> [String: Cell]
  {
    let item = entry.item
    let stages = try names.stages(of: item, reader)
    let standing = entry.isOpen ? dates.standing(entry.timeliness) : (nil, .plain)
    let status = entry.isContinuing ? "continuing" : entry.isOpen ? "open" : "closed"
    var cells: [String: Cell] = [
      "item": Cell(item.id.text), "ledger": Cell(item.ledger?.text),
      "unit": Cell(entry.raisedBy.text), "owner": Cell(item.unit.text),
      "deadline": Cell(item.deadline?.description),
      "state": Cell(.list(item.snapshot.active.map(\.text))),
      "title": Cell(stages.isEmpty ? nil : names.titles(stages)),
      "status": Cell(
        item.status == .running || item.status == .ended ? status : item.status.rawValue,
        entry.isOpen ? .plain : .good),
      "standing": Cell(standing.0, standing.1), "raised": dates.cell(item.startedAt),
      "changed": dates.cell(item.at), "revision": Cell(item.revision),
    ]
    for field in ItemCommand.fields { cells[field] = Cell(entry.texts[field]) }
    return cells
  }
}

extension Cell {
  /// What programs read.
  fileprivate var json: JSON {
    switch value {
    case .none: .null
    case .text(let text): .string(text)
    case .integer(let number): JSON(number)
    case .number(let number, _): .number(number)
    case .boolean(let flag): .bool(flag)
    case .list(let texts): JSON(texts)
    case .json(let json): json
    }
  }
}
