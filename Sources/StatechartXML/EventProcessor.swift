public import Statechart

/// Carries events between sessions and the world in another way than SCXML's own, such as HTTP
/// (section C.2).
public protocol EventProcessor: Sendable {
  /// The `type` of the `<send>` elements that it carries.
  var type: String { get }
  /// Where others reach a session through it: the location in `_ioprocessors`.
  func location(of sessionID: String) -> String
  /// Delivers an event, and returns when the other side has taken it.
  func send(_ outgoing: OutgoingEvent) throws(Undeliverable)
  /// What has arrived since the last time, in order, with the session that it is for.
  func receive() -> [(sessionID: String, event: Event)]
}

/// An event that the other side did not take; its sender gets `error.communication`.
public struct Undeliverable: Error, Hashable, Sendable {
  public var reason: String

  public init(_ reason: String) { self.reason = reason }
}
