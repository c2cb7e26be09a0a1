public import Statechart

/// Items of the ledgers of a batch that stand alike, counted: what a store answers.
public struct ItemStanding: Hashable, Sendable {
  public var programme: ProgrammeName
  public var batch: Int
  public var ledger: Identifier
  public var status: Instance.Status
  /// The active atomic states.
  public var active: [Identifier]
  /// The workflow of the instance that they were raised in, and whether that has come to its end.
  public var holder: WorkflowReference
  public var isHolderClosed: Bool
  public var count: Int

  public init(
    programme: ProgrammeName, batch: Int, ledger: Identifier, status: Instance.Status,
    active: [Identifier], holder: WorkflowReference, isHolderClosed: Bool, count: Int
  ) {
    self.programme = programme
    self.batch = batch
    self.ledger = ledger
    self.status = status
    self.active = active
    self.holder = holder
    self.isHolderClosed = isHolderClosed
    self.count = count
  }

  /// As `SurveyLook.isClosed` says it of one item, by the states that its ledger names.
  func isClosed(in closed: Set<Identifier>) -> Bool? {
    switch status {
    case .cancelled, .exempted: nil
    case .ended: true
    case .running, .suspended: active.contains { closed.contains($0) }
    }
  }

  /// As `SurveyLook.isContinuing` says it of one item.
  var isContinuing: Bool { !status.isClosed && isHolderClosed }
}

/// How many items of a batch's ledgers are open, closed, or go on after their unit has finished.
public struct ItemCount: Hashable, Sendable {
  public var programme: ProgrammeName
  public var batch: Int
  /// Nil for those that were cancelled or exempted.
  public var isClosed: Bool?
  /// Whether they go on although the instance that they were raised in has ended.
  public var isContinuing: Bool
  public var count: Int

  static func sorted(_ counts: [ItemCount: Int]) -> [ItemCount] {
    counts.map { alike, count in
      var counted = alike
      counted.count = count
      return counted
    }.sorted { ($0.programme, $0.batch, $0.order) < ($1.programme, $1.batch, $1.order) }
  }

  private var order: Int { (isClosed.map { $0 ? 2 : 1 } ?? 0) * 2 + (isContinuing ? 1 : 0) }
}
