/// What a macrostep knows of the world outside of its snapshot.
public struct Environment {
  /// `_sessionid`: the instance's id.
  public var sessionID: String { asked(own.sessionID) }
  public var facts: any FactSource { asked(own.facts) }
  /// The id of the session that has invoked this one, which is `#_parent`; nil where none has.
  public var parent: String? { asked(own.parent) }
  /// Whether an event can be sent to the session with this id, at once (section C.1). As with facts,
  /// whoever answers also records.
  public var isReachable: (_ sessionID: String) -> Bool { asked(own.isReachable) }
  /// The event I/O processors that are at hand beside SCXML's own.
  public var processors: [IOProcessor] { asked(own.processors) }

  /// Told when anything of the environment is asked. What was decided without a question would be
  /// decided so in every environment.
  public var witness: Witness?

  public final class Witness {
    public private(set) var hasSeenQuestion = false

    public init() {}

    fileprivate func note() { hasSeenQuestion = true }
  }

  private let own:
    (
      sessionID: String, facts: any FactSource, parent: String?, processors: [IOProcessor],
      isReachable: (String) -> Bool
    )

  public init(
    sessionID: String, facts: any FactSource = NoFacts(), parent: String? = nil,
    processors: [IOProcessor] = [], isReachable: @escaping (String) -> Bool = { _ in false }
  ) {
    own = (sessionID, facts, parent, processors, isReachable)
  }

  private func asked<Answer>(_ answer: Answer) -> Answer {
    witness?.note()
    return answer
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
