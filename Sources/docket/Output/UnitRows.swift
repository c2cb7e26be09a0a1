import AuditLog
import Reports
import Statechart
import WorkflowEngine

/// Where each of some units stands, a row for each of its instances; along a tree with the sum of
/// everything below it.
struct UnitRows {
  private let look: SurveyLook
  private let dates: Dates
  private let languages = Languages.preferred
  /// Whether a row sums up what is below it.
  private let hasSums: Bool
  /// Programmes and batches are told apart only where there are several.
  private let isMixed: Bool

  init(_ survey: Survey, _ dates: Dates, hasSums: Bool) {
    look = SurveyLook(survey)
    self.dates = dates
    self.hasSums = hasSums
    struct Run: Hashable {
      var programme: ProgrammeName
      var batch: Int
    }
    let runs = Set(survey.standings.map { Run(programme: $0.programme, batch: $0.batch) })
    isMixed = runs.count > 1
  }

  /// - Parameter isWanted: Which instances have a row; nil for all of them, and for the units that
  ///   have none.
  func table(of rows: [ProgrammeTree.Row], _ isWanted: ((Standing) -> Bool)? = nil) -> Table {
    var table = Table(columns)
    for row in rows {
      let standings = row.own.filter { isWanted?($0) ?? true }
      let isList = isWanted != nil
      for standing in standings { append(row, standing, isList: isList, to: &table) }
      // The tree stays whole where a unit takes no part itself.
      if standings.isEmpty, !isList, dates.format == .table || hasSums && row.sum.units > 0 {
        append(row, nil, isList: false, to: &table)
      }
    }
    return table
  }

  private var isForPeople: Bool { dates.format == .table }

  private var columns: [Table.Column] {
    var columns: [Table.Column] = [
      .init("Unit", key: "unit"), .init("Name", key: "name", maximumWidth: hasSums ? 26 : 32),
    ]
    if isMixed || !isForPeople {
      columns += [
        .init("Programme", key: "programme"), .init("Batch", key: "batch", .trailing),
      ]
    }
    if !isForPeople { columns.append(.init("Stage", key: "stage")) }
    columns += [
      .init(isForPeople ? "Stage" : "Title", key: "title", maximumWidth: 32),
      .init("Since", key: "since"), .init("Due", key: "due"), .init("Standing", key: "standing"),
    ]
    if !isForPeople { columns.append(.init("Colour", key: "colour")) }
    columns.append(.init("Status", key: "status"))
    if !isForPeople || !hasSums { columns.append(.init("Revision", key: "revision", .trailing)) }
    if hasSums {
      columns += [
        .init("Units", key: "units", .trailing), .init("Done", key: "finished", .trailing),
        .init("Overdue", key: "overdue", .trailing), .init("Behind", key: "behind", .trailing),
        .init("Near due", key: "near_due", .trailing),
      ]
      if !isForPeople {
        columns += [
          .init("Not acknowledged", key: "unacknowledged", .trailing),
          .init("Suspended", key: "suspended", .trailing),
          .init("Exempt", key: "exempted", .trailing),
          .init("Items", key: "items", .trailing), .init("Open", key: "open_items", .trailing),
          .init("Continuing", key: "continuing_items", .trailing),
        ]
      }
      columns.append(.init("Worst", key: "worst"))
    }
    return columns
  }

  private func append(
    _ row: ProgrammeTree.Row, _ standing: Standing?, isList: Bool, to table: inout Table
  ) {
    let depth = isForPeople && !isList ? row.depth : 0
    let indent = String(repeating: "  ", count: depth)
    var cells = [
      "unit": Cell(indent + row.unit.code.text),
      "name": Cell(row.unit.names.text(in: languages)),
    ]
    if let standing { fill(&cells, standing) }
    if hasSums { fill(&cells, row.sum) }
    table.append(table.columns.map { cells[$0.key] ?? .none })
  }

  private func fill(_ cells: inout [String: Cell], _ standing: Standing) {
    let workflow = look.survey.workflows[standing.workflow]
    let active = workflow?.stages.filter { standing.stages.contains($0.id) } ?? []
    let stages = active.filter { stage in
      !active.contains { workflow?.chart.isDescendant($0.state, of: stage.state) ?? false }
    }
    let pressing = standing.pressing
    let since = stages.compactMap { standing.entered[$0.id]?.at }.max()
    let words =
      standing.status == .running
      ? dates.standing(pressing?.due, isSoft: pressing?.isSoft ?? false, at: look.survey.now)
      : (nil, .plain)
    let colour = look.colour(of: standing)
    let titles = stages.map { $0.titles.text(in: languages) ?? $0.id.text }
    cells["programme"] = Cell(standing.programme.text)
    cells["batch"] = Cell(standing.batch)
    cells["stage"] = Cell(.list(stages.map(\.id.text)))
    cells["title"] = Cell(titles.isEmpty ? nil : titles.joined(separator: ", "))
    cells["since"] = dates.cell(since ?? standing.at)
    cells["due"] = dates.cell(standing.status.isClosed ? nil : pressing?.due)
    cells["standing"] = Cell(words.0, colour.emphasis)
    cells["colour"] = Cell(colour.rawValue)
    cells["status"] = Cell(standing.status.rawValue, Self.emphasis(standing, colour))
    cells["revision"] = Cell(standing.revision)
  }

  private func fill(_ cells: inout [String: Cell], _ sum: Tally) {
    cells["units"] = Cell(sum.units, .strong)
    cells["finished"] = Cell(count: sum.finished, .good)
    cells["overdue"] = Cell(count: sum.overdue, .bad)
    cells["behind"] = Cell(count: sum.behind, .attention)
    cells["near_due"] = Cell(count: sum.nearDue, .soon)
    cells["unacknowledged"] = Cell(sum.unacknowledged)
    cells["suspended"] = Cell(sum.suspended)
    cells["exempted"] = Cell(sum.exempted)
    cells["items"] = Cell(sum.items)
    cells["open_items"] = Cell(sum.openItems)
    cells["continuing_items"] = Cell(sum.continuingItems)
    cells["worst"] = sum.worst.map {
      Cell(isForPeople ? $0.words : $0.rawValue, $0.emphasis)
    }
  }

  private static func emphasis(_ standing: Standing, _ colour: ProgressColour) -> Emphasis {
    switch standing.status {
    case .running: .plain
    case .suspended: .attention
    case .ended: colour.emphasis
    case .cancelled, .exempted: .quiet
    }
  }
}
