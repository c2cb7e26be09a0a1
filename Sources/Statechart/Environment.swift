/// What a macrostep knows of the world outside of its snapshot.
public struct Environment {
  /// `_sessionid`: the instance's id.
  public var sessionID: String
  public var facts: any FactSource
  /// The id of the session that has invoked this one, which is `#_parent`; nil where none has.
  public var parent: String?
  /// Whether an event can be sent to the session with this id, at once (section C.1). As with facts,
  /// whoever answers also records.
  public var isReachable: (_ sessionID: String) -> Bool
  /// The event I/O processors that are at hand beside SCXML's own.
  public var processors: [IOProcessor]

  public init(
    sessionID: String, facts: any FactSource = NoFacts(), parent: String? = nil,
    processors: [IOProcessor] = [], isReachable: @escaping (String) -> Bool = { _ in false }
  ) {
    self.sessionID = sessionID
    self.facts = facts
    self.parent = parent
    self.processors = processors
    self.isReachable = isReachable
  }
}

/// An event I/O processor, as `_ioprocessors` shows it (section 5.10).
public struct IOProcessor: Hashable, Sendable {
  /// The `type` of a `<send>` that it carries.
  public var type: String
  /// Where others reach the session through it.
  public var location: String

  public init(type: String, location: String) {
    self.type = type
    self.location = location
  }

  /// The Basic HTTP event I/O processor (section C.2).
  public static let basicHTTP = "http://www.w3.org/TR/scxml/#BasicHTTPEventProcessor"

  /// The type that an author means, who may write `basichttp` for short.
  public static func type(named name: String) -> String { name == "basichttp" ? basicHTTP : name }
}
