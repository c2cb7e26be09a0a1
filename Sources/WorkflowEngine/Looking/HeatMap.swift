public import Statechart

/// Stages across, units or branches down: where everybody is, and how that stands to deadlines.
public struct HeatMap: Sendable {
  public struct Cell: Hashable, Sendable {
    /// How many instances are in the stage now, have it behind them, or have still to come.
    public var inside = 0
    public var passed = 0
    public var ahead = 0
    /// How many left it, or a state in it, after its deadline.
    public var late = 0
    /// The worst colour of those that are in it.
    public var colour: ProgressColour?

    /// Whether any instance has to do with it.
    public var isEmpty: Bool { inside + passed + ahead == 0 }
  }

  public struct Row: Sendable {
    public var unit: Unit
    public var depth: Int
    /// One for each column.
    public var cells: [Cell]
    /// Of a unit by itself: its own instances' worst colour.
    public var sum: Tally
  }

  public let columns: [Stage]
  public let rows: [Row]

  /// - Parameters:
  ///   - depth: Down to which depth of the tree rows go; a row at that depth stands for its whole
  ///     branch, a row above it for the unit alone. Nil shows every unit by itself.
  public init(_ survey: Survey, below root: UnitCode? = nil, toDepth depth: Int? = nil) {
    let look = SurveyLook(survey)
    let columns = look.columns
    let places = Dictionary(
      columns.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.columns = columns
    var rows: [Row] = []
    let tree = ProgrammeTree(survey, below: root)
    for row in tree.rows {
      if let depth, row.depth > depth {
        // A deeper unit counts in the branch that was shown last.
        for standing in row.own {
          Self.add(standing, to: &rows[rows.count - 1].cells, look, places)
        }
        continue
      }
      guard row.sum.units + row.sum.exempted + row.sum.cancelled > 0 else {
        // A branch that takes no part still stands for what would come below it.
        if depth != nil {
          rows.append(Row(unit: row.unit, depth: row.depth, cells: [], sum: row.sum))
        }
        continue
      }
      var cells = columns.map { _ in Cell() }
      for standing in row.own { Self.add(standing, to: &cells, look, places) }
      var sum = row.sum
      if depth != row.depth {
        sum = Tally()
        for standing in row.own { look.add(standing, to: &sum) }
      }
      rows.append(Row(unit: row.unit, depth: row.depth, cells: cells, sum: sum))
    }
    self.rows = rows.filter { !$0.cells.isEmpty }
  }

  private static func add(
    _ standing: Standing, to cells: inout [Cell], _ look: SurveyLook, _ places: [Identifier: Int]
  ) {
    guard standing.status != .cancelled, standing.status != .exempted,
      let plan = look.plan(of: standing), !cells.isEmpty
    else { return }
    for (column, progress) in plan.progress(of: standing).enumerated() {
      guard let place = places[plan.columns[column].id] else { continue }
      let isLate = standing.late.contains { plan.column(of: $0) == column }
      if isLate { cells[place].late += 1 }
      switch progress {
      case .ahead: cells[place].ahead += 1
      case .passed: cells[place].passed += 1
      case .inside:
        cells[place].inside += 1
        let own = colour(of: standing, in: column, plan, look)
        let colour = isLate && own != .none ? max(own, .yellow) : own
        cells[place].colour = max(cells[place].colour ?? colour, colour)
      }
    }
  }

  /// The colour by the deadlines inside of one column.
  private static func colour(
    of standing: Standing, in column: Int, _ plan: StagePlan, _ look: SurveyLook
  ) -> ProgressColour {
    guard standing.status == .running else { return look.colour(of: standing) }
    let entries = standing.entered.filter { plan.column(of: $0.key) == column }
    return Standing.colour(
      of: entries, at: look.survey.now, in: look.zone,
      by: look.survey.workflows[standing.workflow])
  }
}
