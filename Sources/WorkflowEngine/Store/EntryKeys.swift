public import AuditLog
public import Statechart

/// What an entry is found by: the columns that a store keeps beside the leaf.
public struct EntryKeys: Hashable, Sendable {
  public var instance: InstanceID?
  public var unit: UnitCode?
  public var programme: ProgrammeName?
  public var actor: PersonID?
  public var authority: String?
  public var kind: String
  public var at: Instant

  /// An entry about an instance, a unit or a programme itself is found under it, too.
  public init(_ leaf: Leaf) {
    func key(_ member: String?, _ type: String) -> Identifier? {
      (member ?? (leaf.subject.type == type ? leaf.subject.id : nil)).map { Identifier($0) }
    }
    instance = key(leaf.instance, "instance")
    unit = key(leaf.unit, "unit")
    programme = key(leaf.programme, "programme")
    actor = leaf.actor.map { Identifier($0) }
    authority = leaf.authority
    kind = leaf.kind.rawValue
    at = leaf.at
  }
}

extension EntryQuery {
  /// Whether an entry fulfils every condition that is set, `limit` aside. `from` and `until` are
  /// included; `after` means later in the order of the query.
  public func matches(_ keys: EntryKeys, at index: Int) -> Bool {
    func holds<Key: Equatable>(_ wanted: Key?, _ found: Key?) -> Bool {
      wanted == nil || wanted == found
    }
    return holds(instance, keys.instance) && holds(unit, keys.unit)
      && holds(programme, keys.programme) && holds(actor, keys.actor)
      && holds(authority.map { Identifier($0) }, keys.authority.map { Identifier($0) })
      && (kinds.isEmpty || kinds.contains(keys.kind))
      && (from.map { $0 <= keys.at } ?? true) && (until.map { keys.at <= $0 } ?? true)
      && (after.map { isDescending ? index < $0 : index > $0 } ?? true)
  }
}
