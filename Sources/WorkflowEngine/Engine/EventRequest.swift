public import AuditLog
public import Statechart

/// An external event that somebody sends to an instance.
public struct EventRequest: Hashable, Sendable {
  public var instance: InstanceID
  public var name: String
  /// Unique for the instance: sending the same id twice is the same as sending it once.
  public var id: Identifier
  /// What the workflow's expressions see as `_event/data`. Nothing personal: it is never erased.
  public var data: JSON?
  public var identity: Identity
  /// The decision the event rests on, `minutes-id#decision-id`.
  public var authority: String?
  /// In words; kept where it can be erased.
  public var reason: String?
  /// Narrows the event to the transitions of this state and the states in it.
  public var region: Identifier?
  /// The revision that the sender saw; another one is a conflict. Nil takes whatever is there.
  public var revision: Int?
  /// Which evidence the sender has seen. If it is not all there is, the event is refused.
  public var seen: SeenEvidence?

  public init(
    instance: InstanceID, name: String, id: Identifier, data: JSON? = nil, identity: Identity,
    authority: String? = nil, reason: String? = nil, region: Identifier? = nil,
    revision: Int? = nil, seen: SeenEvidence? = nil
  ) {
    self.instance = instance
    self.name = name
    self.id = id
    self.data = data
    self.identity = identity
    self.authority = authority
    self.reason = reason
    self.region = region
    self.revision = revision
    self.seen = seen
  }

  /// What was asked, without the reason: a digest of free text could be guessed.
  var content: Digest {
    var writer = CanonicalWriter(capacity: 128)
    writer.object { members in
      members.put("actor", identity.actor.text)
      members.put("authority", authority)
      members.put("data", data)
      members.put("name", name)
      members.put("region", region?.text)
    }
    return Digest.sha256(writer.bytes)
  }

  /// Why the name cannot be an external event's, if it cannot.
  var fault: Missing? {
    // As the interpreter matches descriptors: a mark behind a dot makes no other character of it.
    let tokens = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    // Nearly every name is of ASCII; to ask Unicode about each character takes long.
    let isPlain = name.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "*") }
    let isName =
      !tokens.contains { $0.isEmpty }
      && (isPlain
        || !name.unicodeScalars.contains {
          $0.properties.isWhitespace || $0 == "*" || $0.value < 32
        })
    if !isName {
      return Missing(
        "event.name", "\"\(name)\" is not the name of an event: words joined by dots, no spaces")
    }
    if EngineEvents.contains(name) || tokens[0].elementsEqual("docket".utf8) {
      return Missing(
        "event.reserved",
        "events that begin with \"\(Substring(tokens[0])).\" are the engine's own")
    }
    return nil
  }
}

extension Value {
  /// JSON in the terms of the data models.
  init(json: JSON?) {
    switch json {
    case nil, .null: self = .none
    case .bool(let flag): self = .boolean(flag)
    case .number(let number): self = .number(number)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .list(elements.map { Value(json: $0) })
    case .object(let members):
      self = .record(members.map { Field($0.key, Value(json: $0.value)) })
    }
  }

  /// The nearest JSON, for reading: XML becomes its text, and a number that JSON does not have its
  /// name.
  var readableJSON: JSON? {
    switch self {
    case .none: nil
    case .boolean(let flag): .bool(flag)
    case .number(let number): number.isFinite ? .number(number) : .string("\(number)")
    case .string(let text), .xml(let text): .string(text)
    case .list(let values): .array(values.map { $0.readableJSON ?? .null })
    case .record(let fields):
      .object(JSONObject(fields.map { ($0.name, $0.value.readableJSON ?? .null) }))
    }
  }
}
