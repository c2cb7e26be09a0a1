public import AuditLog
public import Statechart

/// An item as lists of a ledger show it.
public struct LedgerItem: Sendable {
  public var item: Instance
  /// The unit that raised it; `item.unit` is the one that must deal with it.
  public var raisedBy: UnitCode
  /// Not in one of the states that its ledger counts as closed, and not ended.
  public var isOpen: Bool
  /// Not ended although the instance that it was raised in has, be it open or in a state that its
  /// ledger counts as closed.
  public var isContinuing: Bool
  public var timeliness: Timeliness
  /// What was written when it was raised; what was erased is missing.
  public var texts: AuditLog.Payload
}

/// Which items a list wants: every condition that is set must hold.
public struct LedgerQuery: Hashable, Sendable {
  /// The instance that they were raised in.
  public var holder: InstanceID?
  /// The unit that raised them or must deal with them.
  public var unit: UnitCode?
  public var programme: ProgrammeName?

  public init(
    holder: InstanceID? = nil, unit: UnitCode? = nil, programme: ProgrammeName? = nil
  ) {
    self.holder = holder
    self.unit = unit
    self.programme = programme
  }
}

extension StoreReader {
  /// Items in the order of the instances that hold them, then of their ledgers and numbers.
  /// Their texts are for `Disclosure` to show.
  func ledgerItems(_ query: LedgerQuery, at now: Instant) throws -> [LedgerItem] {
    let organisation = OrganisationView(self)
    var holders: [InstanceID: Instance] = [:]
    return try items(query).filter { $0.ledger != nil }.sorted { $0.ledgerKey < $1.ledgerKey }.map {
      item in
      let holderID = item.parent ?? item.id
      let holder = try holders[holderID] ?? knownInstance(holderID)
      holders[holderID] = holder
      let workflow = try WorkflowLibrary.shared.workflow(holder.workflow, self)
      let closed = item.ledger.flatMap { workflow.ledger($0) }?.closed ?? []
      let isOpen =
        !item.status.isClosed && !item.snapshot.active.contains { closed.contains($0) }
      let texts = try entries(
        EntryQuery(instance: item.id, kinds: [EntryKind.started.rawValue], limit: 1)
      ).first?.entry.payload
      return LedgerItem(
        item: item, raisedBy: holder.unit, isOpen: isOpen,
        isContinuing: !item.status.isClosed && holder.status.isClosed,
        timeliness: Timeliness(
          of: Standing(item), at: now, in: try organisation.calendar(of: item.unit).zone,
          by: try WorkflowLibrary.shared.workflow(item.workflow, self)),
        texts: texts ?? AuditLog.Payload())
    }
  }

  private func items(_ query: LedgerQuery) throws -> [Instance] {
    if let holder = query.holder {
      return try allInstances(
        InstanceQuery(programme: query.programme, parent: holder, includesItems: true))
    }
    guard let unit = query.unit else {
      return try allInstances(InstanceQuery(programme: query.programme, includesItems: true))
        .filter { $0.parent != nil }
    }
    // What the unit deals with, and what it raised for others.
    let atUnit = try allInstances(
      InstanceQuery(programme: query.programme, unit: unit, includesItems: true))
    let raised = try atUnit.filter { $0.parent == nil }.flatMap { holder in
      try allInstances(InstanceQuery(parent: holder.id, includesItems: true))
    }
    var seen: Set<InstanceID> = []
    return (atUnit.filter { $0.parent != nil } + raised).filter { seen.insert($0.id).inserted }
  }
}

extension Instance {
  /// `PROGRAMME/UNIT/LEDGER`, then the number as a number.
  fileprivate var ledgerKey: LedgerKey {
    let number = id.text.split(separator: "/").last.flatMap { Int($0) } ?? 0
    return LedgerKey(holder: parent ?? id, ledger: ledger ?? "", number: number)
  }
}

private struct LedgerKey: Comparable {
  var holder: InstanceID
  var ledger: Identifier
  var number: Int

  static func < (a: LedgerKey, b: LedgerKey) -> Bool {
    (a.holder, a.ledger, a.number) < (b.holder, b.ledger, b.number)
  }
}
