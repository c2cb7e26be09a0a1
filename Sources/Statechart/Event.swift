/// An event, internal or external (W3C SCXML 1.0, section 5.10.1).
public struct Event: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case platform, `internal`, external
  }

  public var name: String
  public var kind: Kind
  /// The id of the `<send>` that made it, where its author gave one.
  public var sendID: String?
  public var origin: String?
  public var originType: String?
  public var invokeID: String?
  public var data: Value
  /// The message as another event I/O processor received it: `_event.raw` (section C.2).
  public var raw: String?

  public init(
    _ name: String, kind: Kind = .external, sendID: String? = nil, origin: String? = nil,
    originType: String? = nil, invokeID: String? = nil, data: Value = .none,
    raw: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.sendID = sendID
    self.origin = origin
    self.originType = originType
    self.invokeID = invokeID
    self.data = data
    self.raw = raw
  }

  /// The last event of an invoked session that has ended: `done.invoke.ID` (section 6.4.3).
  public static func done(invocation id: String, data: Value = .none) -> Event {
    Event(
      "done.invoke.\(id)", kind: .platform, originType: scxmlProcessor, invokeID: id, data: data)
  }

  /// What tells a session that an event could not be delivered, or that what it invokes could not be
  /// started (sections 3.12.2 and 6.2.4).
  public static func communicationError(
    sendID: String? = nil, invokeID: String? = nil
  ) -> Event {
    Event("error.communication", kind: .platform, sendID: sendID, invokeID: invokeID)
  }
}

/// A value that passes between a data model and the world, in no data model's own terms.
public enum Value: Hashable, Sendable {
  case none
  case boolean(Bool)
  case number(Double)
  case string(String)
  case list([Value])
  /// Named values in order, as `<param>` elements give them; a name may occur twice.
  case record([Field])
  /// XML source: a well-formed fragment, possibly with several roots.
  case xml(String)

  public struct Field: Hashable, Sendable {
    public var name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }
}
