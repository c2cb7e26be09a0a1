/// A thing that events are about, as object-centric process mining understands it (OCEL 2.0).
public struct MinedObject: Hashable, Sendable {
  /// What kinds of things there are; the raw value is the type's name in the log.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case unit, programme, batch, instance, item, evidence, minutes

    /// The names of the attributes that things of this kind may have.
    public var attributes: [String] {
      switch self {
      case .unit: ["name", "kind", "level"]
      case .programme, .minutes: []
      case .batch: ["workflow", "size"]
      case .instance, .item: ["workflow", "state"]
      case .evidence: ["kind", "size"]
      }
    }
  }

  public var kind: Kind
  /// Unique among things of the kind.
  public var name: String
  public var attributes: Members<String> = [:]

  init(_ kind: Kind, _ name: String, _ attributes: Members<String> = [:]) {
    (self.kind, self.name, self.attributes) = (kind, name, attributes)
  }

  /// Unique in the log: `unit:G-1`. Items are instances, so their ids are of one kind.
  public var id: String { "\(kind == .item ? "instance" : kind.rawValue):\(name)" }
}

/// What an entry says in the terms of OCEL 2.0: things, how they hang together, and an event, if it
/// is one that processes are made of.
public struct ObjectEvent: Hashable, Sendable {
  /// That two things, or an event and a thing, have to do with each other, and how.
  public struct Relation: Hashable, Sendable {
    public var source: String
    public var target: String
    public var qualifier: String
  }

  /// `entry-12`
  public var id: String
  /// As `ProcessEvent` calls it; nil where the entry only makes things known.
  public var activity: String?
  public var time: Instant
  /// Who, in which role, under which decision, and whether it was accepted.
  public var attributes: Members<String> = [:]
  /// Things, most of them known before; attributes hold from this moment on.
  public var objects: [MinedObject] = []
  /// From the event to things.
  public var relations: [Relation] = []
  /// From thing to thing.
  public var links: [Relation] = []
  /// The state that an instance or item came into.
  public var change: (object: MinedObject, state: String)?

  public static func == (left: Self, right: Self) -> Bool {
    left.id == right.id && left.activity == right.activity && left.time == right.time
      && left.attributes == right.attributes && left.objects == right.objects
      && left.relations == right.relations && left.links == right.links
      && left.change?.object == right.change?.object && left.change?.state == right.change?.state
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(id) }

  /// The names of the attributes that events have.
  public static let attributeNames = ["resource", "role", "decision", "accepted"]

  /// What an entry says; no thing at all if it is about people, roles or the store.
  public init(_ leaf: Leaf, at index: Int) {
    (id, time) = ("entry-\(index)", leaf.at)
    attributes["resource"] = leaf.actor
    attributes["role"] = leaf.role
    attributes["decision"] = leaf.authority
    attributes["accepted"] = String(leaf.kind != .refused)
    addUnit(leaf)
    let batch = addBatch(leaf)
    addInstance(leaf, batch)
    addEvidence(leaf)
    addMinutes(leaf)
    if let event = ProcessEvent(leaf, at: index) {
      activity = event.activity
    } else if batch != nil || leaf.subject.type == "minutes" {
      activity = "\(leaf.subject.type) \(leaf.kind)"
    }
    if activity == nil { relations = [] }
  }

  private mutating func relate(_ object: MinedObject, as qualifier: String) {
    objects.append(object)
    relations.append(Relation(source: id, target: object.id, qualifier: qualifier))
  }

  private mutating func link(_ source: MinedObject, _ target: MinedObject, as qualifier: String) {
    links.append(Relation(source: source.id, target: target.id, qualifier: qualifier))
  }

  private mutating func addUnit(_ leaf: Leaf) {
    guard let code = leaf.unit else { return }
    var unit = MinedObject(.unit, code)
    let details = leaf.subject.type == "unit" ? leaf.details["unit"] : nil
    unit.attributes["name"] = details?["names"]?[0]?[1]?.string
    unit.attributes["kind"] = details?["kind"]?.string
    unit.attributes["level"] = details?["level"]?.int.map { String($0) }
    relate(unit, as: "at")
    guard let parent = details?["parent"]?.string else { return }
    let above = MinedObject(.unit, parent)
    objects.append(above)
    link(unit, above, as: "below")
  }

  private mutating func addBatch(_ leaf: Leaf) -> MinedObject? {
    guard let name = leaf.programme, let number = leaf.batch else { return nil }
    let programme = MinedObject(.programme, name)
    var batch = MinedObject(.batch, "\(name)/\(number)")
    if leaf.kind == .launched {
      batch.attributes["workflow"] = leaf.workflow.map { "\($0.name)@\($0.version)" }
      batch.attributes["size"] = leaf.details["batch"]?["size"]?.int.map { String($0) }
    }
    relate(batch, as: "within")
    if leaf.kind == .launched {
      relate(programme, as: "launches")
    } else {
      objects.append(programme)
    }
    link(batch, programme, as: "part of")
    return batch
  }

  private mutating func addInstance(_ leaf: Leaf, _ batch: MinedObject?) {
    guard let name = leaf.instance else { return }
    var instance = MinedObject(leaf.parent == nil ? .instance : .item, name)
    instance.attributes["workflow"] = leaf.workflow.map { "\($0.name)@\($0.version)" }
    let state = leaf.after.joined(separator: " ")
    if leaf.kind == .started { instance.attributes["state"] = state }
    relate(instance, as: "of")
    if leaf.kind != .started, leaf.after != leaf.before, !leaf.after.isEmpty {
      change = (instance, state)
    }
    if let unit = leaf.unit { link(instance, MinedObject(.unit, unit), as: "of unit") }
    if let batch { link(instance, batch, as: "started in") }
    if let parent = leaf.parent {
      // The parent may be an item itself; it is known by now, and stays what it is.
      let above = MinedObject(.instance, parent)
      objects.append(above)
      link(instance, above, as: "item of")
      relations.append(Relation(source: id, target: above.id, qualifier: "parent"))
    }
  }

  private mutating func addEvidence(_ leaf: Leaf) {
    guard leaf.kind == .evidenceAdded, let name = leaf.instance,
      let number = leaf.details["number"]?.int
    else { return }
    var evidence = MinedObject(.evidence, "\(name)#\(number)")
    evidence.attributes["kind"] = leaf.event?.data?["kind"]?.string
    evidence.attributes["size"] = leaf.event?.data?["size"]?.int.map { String($0) }
    relate(evidence, as: "adds")
    link(evidence, MinedObject(leaf.parent == nil ? .instance : .item, name), as: "supports")
  }

  private mutating func addMinutes(_ leaf: Leaf) {
    if leaf.subject.type == "minutes" { relate(MinedObject(.minutes, leaf.subject.id), as: "of") }
    guard let cited = leaf.authority?.split(separator: "#").first else { return }
    let minutes = MinedObject(.minutes, String(cited))
    relate(minutes, as: "under")
    if leaf.kind == .launched, let name = leaf.programme, let number = leaf.batch {
      link(MinedObject(.batch, "\(name)/\(number)"), minutes, as: "ordered by")
    }
  }
}
