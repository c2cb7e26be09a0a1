public import AuditLog
public import Statechart

/// The units' own instances of a batch that look alike on a board, and how many they are.
///
/// A store keeps these counts beside the instances, so that a board takes as long as it has lines,
/// not as long as there are instances. Days end for everybody at once, so groups are few: about one
/// for each stage and day on which it is due.
public struct BoardGroup: Hashable, Sendable {
  public var programme: ProgrammeName
  public var batch: Int
  public var look: BoardLook
  public var count: Int

  public init(programme: ProgrammeName, batch: Int, look: BoardLook, count: Int) {
    self.programme = programme
    self.batch = batch
    self.look = look
    self.count = count
  }
}

/// Everything that a board tells of an instance.
public struct BoardLook: Hashable, Sendable {
  public struct Deadline: Hashable, Sendable {
    public var state: Identifier
    public var due: Instant
    public var isSoft: Bool

    public init(state: Identifier, due: Instant, isSoft: Bool) {
      self.state = state
      self.due = due
      self.isSoft = isSoft
    }
  }

  public var workflow: WorkflowReference
  public var status: Instance.Status
  /// The active states that are stages, in document order.
  public var stages: [Identifier]
  /// Whether it has left a state after its deadline.
  public var isLate: Bool
  /// Of the states that it is in, in the order of their bytes.
  public var deadlines: [Deadline]

  public init(
    workflow: WorkflowReference, status: Instance.Status, stages: [Identifier], isLate: Bool,
    deadlines: [Deadline]
  ) {
    self.workflow = workflow
    self.status = status
    self.stages = stages
    self.isLate = isLate
    self.deadlines = deadlines
  }

  public init(_ standing: Standing) {
    self.init(
      workflow: standing.workflow, status: standing.status, stages: standing.stages,
      isLate: !standing.late.isEmpty, entered: standing.entered)
  }

  /// Nil for what no board counts: items of ledgers, and sessions that were invoked.
  public init?(_ instance: Instance) {
    guard instance.parent == nil else { return nil }
    self.init(
      workflow: instance.workflow, status: instance.status, stages: instance.snapshot.stages,
      isLate: !instance.late.isEmpty, entered: instance.entered)
  }

  private init(
    workflow: WorkflowReference, status: Instance.Status, stages: [Identifier], isLate: Bool,
    entered: [Identifier: Instance.Entry]
  ) {
    var deadlines: [Deadline] = []
    for (state, entry) in entered {
      guard let due = entry.due else { continue }
      deadlines.append(Deadline(state: state, due: due, isSoft: entry.isSoft))
    }
    deadlines.sort { $0.state < $1.state }
    self.init(
      workflow: workflow, status: status, stages: stages, isLate: isLate, deadlines: deadlines)
  }

  /// How instances that look so stand to their deadlines.
  ///
  /// - Parameter workflow: Says from when on a deadline is near; nil takes three days for all.
  public func colour(at now: Instant, in zone: Zone, by workflow: Workflow?) -> ProgressColour {
    Timeliness(of: self, at: now, in: zone, by: workflow).colour
  }
}

extension BoardGroup {
  /// Counts instances, in the order of programme, batch and the bytes of the look.
  public static func counting(_ standings: some Sequence<Standing>) -> [BoardGroup] {
    var groups: [BoardGroup: Int] = [:]
    for standing in standings where standing.parent == nil {
      let group = BoardGroup(
        programme: standing.programme, batch: standing.batch, look: BoardLook(standing), count: 0)
      groups[group, default: 0] += 1
    }
    return groups.map { group, count in
      var counted = group
      counted.count = count
      return (RowKey([.text(group.programme), .number(group.batch), group.look.key]), counted)
    }.sorted { $0.0 < $1.0 }.map(\.1)
  }
}

extension BoardLook {
  /// Equal for equal looks: by which groups are found and sorted.
  public var key: RowKey.Part {
    .text(Identifier(String(decoding: canonical, as: UTF8.self)))
  }
}
