public import AuditLog
public import Statechart

/// Where one instance stands, as far as people look at it: what boards, trees and reports are made
/// of. The data model and the memory of histories are left out, which only the interpreter reads.
///
/// It follows from the stored instance as well as from the log's entries alone (`StandingFold`), so
/// the present and any moment of the past are looked at with the same eyes.
public struct Standing: Hashable, Sendable {
  public var id: InstanceID
  public var programme: ProgrammeName
  public var batch: Int
  public var unit: UnitCode
  public var workflow: WorkflowReference
  /// The instance whose ledger holds this item; nil for a unit's own instance.
  public var parent: InstanceID?
  public var ledger: Identifier?
  public var revision: Int
  public var status: Instance.Status
  /// The active atomic states, in document order.
  public var active: [Identifier]
  /// The active states that are stages, in document order.
  public var stages: [Identifier]
  /// Every active state.
  public var entered: [Identifier: Instance.Entry]
  /// The states that were left after their deadline had passed.
  public var late: [Identifier]
  public var evidenceMade: Int
  public var itemsMade: Int
  /// The day by which an item is promised to be put right.
  public var deadline: CalendarDate?
  public var startedAt: Instant
  public var at: Instant

  public init(_ instance: Instance) {
    id = instance.id
    programme = instance.programme
    batch = instance.batch
    unit = instance.unit
    workflow = instance.workflow
    parent = instance.parent
    ledger = instance.ledger
    revision = instance.revision
    status = instance.status
    active = instance.snapshot.active
    stages = instance.snapshot.stages
    entered = instance.entered
    late = instance.late
    evidenceMade = instance.evidenceMade
    itemsMade = instance.itemsMade
    deadline = instance.deadline
    startedAt = instance.startedAt
    at = instance.at
  }
}
