public import AuditLog
public import Statechart

/// Which running instances somebody looks for: conditions that must all hold, and kinds of standing
/// of which one must.
public struct WorkFilter: Sendable {
  public var programme: ProgrammeName?
  public var batch: Int?
  /// The unit and all units below it.
  public var subtree: UnitCode?
  public var selector: UnitSelector?
  /// Who has not said to have received what was sent.
  public var isUnacknowledged: Bool
  /// Red, or yellow because a soft deadline has passed.
  public var isOverdue: Bool
  /// Blue.
  public var isNearDue: Bool
  /// Items of ledgers, too.
  public var includesItems: Bool

  public init(
    programme: ProgrammeName? = nil, batch: Int? = nil, subtree: UnitCode? = nil,
    selector: UnitSelector? = nil, isUnacknowledged: Bool = false, isOverdue: Bool = false,
    isNearDue: Bool = false, includesItems: Bool = true
  ) {
    self.programme = programme
    self.batch = batch
    self.subtree = subtree
    self.selector = selector
    self.isUnacknowledged = isUnacknowledged
    self.isOverdue = isOverdue
    self.isNearDue = isNearDue
    self.includesItems = includesItems
  }

  /// Whether an instance stands as one of the kinds asks; any does where none is asked for.
  public func selects(_ instance: Instance, _ workflow: Workflow, _ timeliness: Timeliness)
    -> Bool
  {
    guard isUnacknowledged || isOverdue || isNearDue else { return true }
    return (isUnacknowledged && workflow.awaitsAcknowledgement(instance))
      || (isOverdue && timeliness.hasPassed)
      || (isNearDue && timeliness.situation == .nearDue)
  }
}

extension StoreReader {
  /// The running instances of open batches that a filter selects, in the order of their ids, each
  /// with how it stands now.
  ///
  /// - Throws: `InvalidSelector` where the selector cannot be evaluated.
  public func work(_ filter: WorkFilter, at now: Instant) throws -> [(
    instance: Instance, timeliness: Timeliness
  )] {
    let organisation = OrganisationView(self)
    let launching = try batches().filter { $0.status == .launching }
    let chosen = try filter.selector.map { Set(try units(where: $0).map(\.code)) }
    let query = InstanceQuery(
      programme: filter.programme, batch: filter.batch, subtree: filter.subtree,
      statuses: [.running], includesItems: filter.includesItems)
    return try allInstances(query).compactMap { instance in
      guard chosen?.contains(instance.unit) ?? true,
        !launching.contains(where: {
          $0.programme == instance.programme && $0.number == instance.batch
        })
      else { return nil }
      let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, self)
      let timeliness = Timeliness(
        of: Standing(instance), at: now, in: try organisation.calendar(of: instance.unit).zone,
        by: workflow)
      return filter.selects(instance, workflow, timeliness) ? (instance, timeliness) : nil
    }
  }
}
