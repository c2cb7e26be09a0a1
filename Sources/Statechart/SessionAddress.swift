/// A target of SCXML's own event I/O processor (W3C SCXML 1.0, section C.1).
public enum SessionAddress: Hashable, Sendable {
  /// No target: the sending session's external queue.
  case own
  /// `#_internal`: the sending session's internal queue.
  case `internal`
  /// `#_parent`: the session that invoked the sending one.
  case parent
  /// `#_scxml_SESSIONID`.
  case session(String)
  /// `#_INVOKEID`: a session that the sending one has invoked.
  case invocation(String)
  /// None of these.
  case unknown(String)

  public init(_ target: String) {
    switch target {
    case "#_internal": self = .internal
    case "#_parent": self = .parent
    default:
      if target.hasPrefix(Self.sessionPrefix) {
        self = .session(String(target.dropFirst(Self.sessionPrefix.count)))
      } else if target.hasPrefix("#_"), target.count > 2 {
        self = .invocation(String(target.dropFirst(2)))
      } else {
        self = .unknown(target)
      }
    }
  }

  static let sessionPrefix = "#_scxml_"
}
