import AuditLog
public import Statechart

/// How the stages of a workflow stand side by side on a board.
///
/// *Phases* follow one another: the outermost stages, of which an instance is in one at a time.
/// *Columns* are the phases with each parallel one opened into the stages of its regions, in which
/// an instance is at once.
public struct StagePlan: Sendable {
  public let phases: [Stage]
  public let columns: [Stage]
  /// The place in `columns` of everything inside of a column, itself too.
  private let columnOfState: [Identifier: Int]
  private let phaseOfState: [Identifier: Int]
  private let phaseOfColumn: [Int]
  /// Final states directly in a column: a region that waits for the others.
  private let regionFinals: Set<Identifier>
  /// States that take the event by which a unit says that it has received the order.
  private let acknowledging: Set<Identifier>

  /// The name of the event by which a unit acknowledges receipt (签收).
  public static let acknowledgement: Identifier = "acknowledge"

  public init(_ workflow: Workflow) {
    let chart = workflow.chart
    func outermost(_ stages: [Stage]) -> [Stage] {
      stages.filter { stage in
        !stages.contains { chart.isDescendant(stage.state, of: $0.state) }
      }
    }
    let phases = outermost(workflow.stages)
    func opened(_ stage: Stage) -> [Stage] {
      guard chart.kind(stage.state) == .parallel else { return [stage] }
      let inner = outermost(
        workflow.stages.filter { chart.isDescendant($0.state, of: stage.state) })
      return inner.isEmpty ? [stage] : inner.flatMap(opened)
    }
    let columns = phases.flatMap(opened)
    func places(_ stages: [Stage]) -> [Identifier: Int] {
      var places: [Identifier: Int] = [:]
      for index in 0..<chart.stateCount {
        let state = StateIndex(index)
        places[chart.id(state)] = stages.firstIndex {
          $0.state == state || chart.isDescendant(state, of: $0.state)
        }
      }
      return places
    }
    self.phases = phases
    self.columns = columns
    columnOfState = places(columns)
    let phaseOfState = places(phases)
    self.phaseOfState = phaseOfState
    phaseOfColumn = columns.map { phaseOfState[$0.id] ?? 0 }
    regionFinals = Set(
      columns.flatMap { column in
        chart.children(column.state).filter { chart.kind($0) == .final }.map { chart.id($0) }
      })
    acknowledging = Set(
      (0..<chart.transitionCount).map { TransitionIndex($0) }
        .filter { chart.events($0).contains { $0.text == Self.acknowledgement.text } }
        .map { chart.id(chart.source($0)) })
  }

  /// How an instance stands to a column.
  public enum Progress: Hashable, Sendable {
    case ahead, inside, passed
  }

  public func phase(of standing: Standing) -> Int? {
    standing.active.lazy.compactMap { phaseOfState[$0] }.first
  }

  /// One for each column.
  public func progress(of standing: Standing) -> [Progress] {
    var inside: Set<Int> = []
    var waiting: Set<Int> = []
    for state in standing.active {
      guard let column = columnOfState[state] else { continue }
      inside.insert(column)
      if regionFinals.contains(state) { waiting.insert(column) }
    }
    let phase = phase(of: standing)
    return columns.indices.map { column in
      if inside.contains(column) { return waiting.contains(column) ? .passed : .inside }
      guard let phase else { return standing.status == .ended ? .passed : .ahead }
      return phaseOfColumn[column] < phase ? .passed : .ahead
    }
  }

  public func column(of state: Identifier) -> Int? { columnOfState[state] }

  /// Whether it is still expected that the unit acknowledges.
  public func awaitsAcknowledgement(_ standing: Standing) -> Bool {
    standing.status == .running && standing.entered.keys.contains { acknowledging.contains($0) }
  }
}
