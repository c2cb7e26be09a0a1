public import AuditLog
public import Statechart

/// What an entry is found by: the columns that a store keeps beside the leaf.
public struct EntryKeys: Hashable, Sendable {
  public var instance: InstanceID?
  public var unit: UnitCode?
  public var programme: ProgrammeName?
  public var batch: Int?
  public var actor: PersonID?
  public var role: RoleID?
  public var authority: String?
  public var event: Identifier?
  public var kind: String
  public var at: Instant

  /// The keys as a store keeps them.
  public init(
    instance: InstanceID?, unit: UnitCode?, programme: ProgrammeName?, batch: Int?,
    actor: PersonID?, role: RoleID?, authority: String?, event: Identifier?, kind: String,
    at: Instant
  ) {
    self.instance = instance
    self.unit = unit
    self.programme = programme
    self.batch = batch
    self.actor = actor
    self.role = role
    self.authority = authority
    self.event = event
    self.kind = kind
    self.at = at
  }

  /// An entry about an instance, a unit or a programme itself is found under it, too.
  public init(_ leaf: Leaf) {
    func key(_ member: String?, _ type: String) -> Identifier? {
      (member ?? (leaf.subject.type == type ? leaf.subject.id : nil)).map { Identifier($0) }
    }
    instance = key(leaf.instance, "instance")
    unit = key(leaf.unit, "unit")
    programme = key(leaf.programme, "programme")
    batch = leaf.batch.flatMap { Int($0) }
    actor = leaf.actor.map { Identifier($0) }
    role = leaf.role.map { Identifier($0) }
    authority = leaf.authority
    event = leaf.event.map { Identifier($0.name) }
    kind = leaf.kind.rawValue
    at = leaf.at
  }
}

extension EntryKeys {
  /// Whether both are the same byte by byte; `==` takes two normalizations of a text for one.
  public func isIdentical(to other: EntryKeys) -> Bool {
    self == other
      && authority.map { Identifier($0) } == other.authority.map { Identifier($0) }
      && Identifier(kind) == Identifier(other.kind)
  }
}

extension EntryQuery {
  /// Whether an entry fulfils every condition that is set, `limit` and `includesBelow` aside.
  /// `from` and `until` are included; `after` means later in the order of the query.
  ///
  /// - Parameter units: The unit and those below it, where the query includes them.
  public func matches(_ keys: EntryKeys, at index: Int, units: Set<UnitCode>? = nil) -> Bool {
    func holds<Key: Equatable>(_ wanted: Key?, _ found: Key?) -> Bool {
      wanted == nil || wanted == found
    }
    let isThere = units.map { units in keys.unit.map { units.contains($0) } ?? false }
    return holds(instance, keys.instance) && (isThere ?? holds(unit, keys.unit))
      && holds(programme, keys.programme) && holds(batch, keys.batch)
      && holds(actor, keys.actor) && holds(role, keys.role)
      && holds(authority.map { Identifier($0) }, keys.authority.map { Identifier($0) })
      && (event.map { $0.begins(keys.event) } ?? true)
      && (kinds.isEmpty || kinds.contains(keys.kind))
      && holds(isRefused, keys.kind == EntryKind.refused.rawValue)
      && (from.map { $0 <= keys.at } ?? true) && (until.map { keys.at <= $0 } ?? true)
      && (after.map { isDescending ? index < $0 : index > $0 } ?? true)
  }
}

extension Identifier {
  /// Whether an event's name is this, or this and further words.
  fileprivate func begins(_ name: Identifier?) -> Bool {
    guard let name else { return false }
    let (words, all) = (Array(text.utf8), Array(name.text.utf8))
    return all.starts(with: words)
      && (all.count == words.count || all[words.count] == UInt8(ascii: "."))
  }
}
