/// One line of the log: a leaf that is hashed and a payload that may be erased.
///
/// ```swift
/// let entry = Entry(kind: .event, subject: .init(type: "instance", id: "i1"), at: now) {
///   $0.leaf.instance = "i1"
///   $0.leaf.actor = "p-7"
///   $0.secret("reason", "The figures of May are missing.")
/// }
/// ```
public struct Entry: Hashable, Sendable {
  public var leaf: Leaf
  public var payload: Payload

  /// An entry as it was kept; `verify` tells whether its parts belong together.
  public init(leaf: Leaf, payload: Payload = Payload()) {
    self.leaf = leaf
    self.payload = payload
  }

  /// Makes a new entry, as shown above.
  ///
  /// - Parameters:
  ///   - salts: Gives a salt for each secret in turn; tests give salts that they know.
  ///   - build: Fills the leaf and names the secrets.
  public init<Failure: Error>(
    kind: EntryKind, subject: Leaf.Subject, at: Instant,
    salts: () -> Salt = Salt.random,
    build: (inout Draft) throws(Failure) -> Void
  ) throws(Failure) {
    var draft = Draft(leaf: Leaf(kind: kind, subject: subject, at: at))
    try build(&draft)
    self.init(leaf: draft.leaf)
    for (name, value) in draft.secrets {
      let secret = Payload.Secret(value: value, salt: salts())
      leaf.commitments[name] = secret.commitment
      payload.secrets[name] = secret
    }
  }
}

extension Entry {
  /// An entry in the making.
  public struct Draft {
    /// Everything but the commitments, which are made from the secrets.
    public var leaf: Leaf

    fileprivate var secrets: Members<String> = [:]

    fileprivate init(leaf: Leaf) {
      self.leaf = leaf
    }

    /// Gives a personal or free text. It goes into the payload; the leaf gets a commitment. A
    /// second text of the same name replaces the first; nil gives none.
    public mutating func secret(_ name: String, _ value: String?) {
      secrets[name] = value
    }
  }
}

extension Entry {
  /// What is wrong between a leaf and its payload.
  public enum Problem: Hashable, Sendable, CustomStringConvertible {
    /// The payload's value or salt is not the one that the leaf commits to.
    case altered(field: String)
    /// The payload has a field that the leaf does not commit to.
    case extra(field: String)

    /// `error: sentence [code]`
    public var description: String {
      switch self {
      case .altered(let field):
        let name = escapedForPeople(field)
        return "error: \"\(name)\" is not what was recorded [entry.payload.altered]"
      case .extra(let field):
        let name = escapedForPeople(field)
        return "error: \"\(name)\" was added later [entry.payload.extra]"
      }
    }
  }

  /// Compares every value of the payload with its commitment; empty if the entry is in order.
  ///
  /// A value that is gone is no problem here: whether it might be erased, other entries tell.
  public func verify() -> [Problem] {
    payload.secrets.compactMap { name, secret in
      guard let commitment = leaf.commitments[name] else { return .extra(field: name) }
      return commitment.matches(secret.value, salt: secret.salt) ? nil : .altered(field: name)
    }
  }

  /// The fields that the leaf commits to and whose values are gone, in order.
  public var erasedFields: [String] {
    leaf.commitments.keys.filter { payload.secrets[$0] == nil }
  }
}
