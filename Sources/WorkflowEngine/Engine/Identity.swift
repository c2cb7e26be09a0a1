public import AuditLog
public import Statechart

/// Who acts: four things that an entry keeps apart.
public struct Identity: Hashable, Sendable {
  /// The person, as claimed.
  public var actor: PersonID
  /// The way the request came, and the operating system's or the server's user.
  public var via: Leaf.Via
  /// How the claim was proven; nil if it was not.
  public var authenticated: String?
  /// Whom the actor says to stand in for. An assignment that stands in for somebody sets it, too.
  public var onBehalfOf: PersonID?

  public init(
    actor: PersonID, via: Leaf.Via, authenticated: String? = nil, onBehalfOf: PersonID? = nil
  ) {
    self.actor = actor
    self.via = via
    self.authenticated = authenticated
    self.onBehalfOf = onBehalfOf
  }

  /// The engine itself, where an event is the consequence of another.
  static func engine(_ channel: Channel) -> Identity {
    Identity(actor: "engine", via: Leaf.Via(channel))
  }

  func write(to leaf: inout Leaf) {
    leaf.actor = actor.text
    leaf.via = via
    leaf.authenticated = authenticated
    leaf.onBehalfOf = onBehalfOf?.text
  }

  init(_ leaf: Leaf) {
    self.init(
      actor: Identifier(leaf.actor ?? ""), via: leaf.via ?? Leaf.Via(.engine),
      authenticated: leaf.authenticated, onBehalfOf: leaf.onBehalfOf.map { Identifier($0) })
  }
}
