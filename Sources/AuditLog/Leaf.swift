/// The part of an entry that is hashed into the tree and never changes.
///
/// Nothing in it is personal: people are pseudonymous ids, and words that somebody wrote stand in
/// `commitments`. A member without a value, or with an empty list, is left out of the bytes. The
/// leaf does not know its own index in the log, which is settled only when it is committed.
public struct Leaf: Sendable {
  /// The version of this layout, the member `v`.
  public static let version = 1

  /// The largest leaf in bytes: tiles of entries write its length in 16 bits (C2SP tlog-tiles).
  public static let maximumByteCount = 65_535

  /// How deep a leaf may be nested: what a user may send, and the leaf around it.
  static let maximumDepth = JSON.defaultMaximumDepth + 8

  /// What happened.
  public var kind: EntryKind

  /// What it happened to.
  public var subject: Subject

  /// When it was recorded.
  public var at: Instant

  // Where in the organisation's work it belongs.
  public var instance: String?
  /// The instance's revision after this entry; for a refusal, the one it was judged against.
  public var revision: Int?
  /// The instance that this one is an item of.
  public var parent: String?
  public var programme: String?
  public var batch: String?
  public var unit: String?
  public var workflow: Workflow?

  // What was asked for.
  public var event: Event?
  /// The digest of the request. The same event id with another content is a conflict.
  public var content: Digest?

  // Who asked, and by what right.
  /// The person as claimed, by id.
  public var actor: String?
  public var via: Via?
  /// How the actor was authenticated; nil if not at all.
  public var authenticated: String?
  public var onBehalfOf: String?
  /// The role that was used.
  public var role: String?
  /// The decision it rests on: `minutes-id#decision-id`.
  public var authority: String?

  // Timers.
  /// When the timer was due.
  public var due: Instant?
  /// When it was delivered.
  public var delivered: Instant?

  // What the step did.
  /// The atomic states of the configuration before it.
  public var before: [String] = []
  /// The atomic states of the configuration after it.
  public var after: [String] = []
  /// The transitions taken, in the order they were taken.
  public var transitions: [Transition] = []
  /// The states exited, in the order they were exited.
  public var exited: [String] = []
  /// The states entered, in the order they were entered.
  public var entered: [String] = []
  /// The digest of the snapshot after it.
  public var snapshot: Digest?

  // What was read, and what was lacking.
  /// What the decision read outside the snapshot.
  public var facts: [Fact] = []
  /// For a refusal, everything that is missing.
  public var missing: [JSON] = []

  /// What is particular to the kind.
  public var details: JSONObject = [:]

  /// For every personal or free text its commitment, by the name of the field.
  public var commitments: Members<Commitment> = [:]
}

extension Leaf {
  public init(kind: EntryKind, subject: Subject, at: Instant) {
    self.kind = kind
    self.subject = subject
    self.at = at
  }

  /// The commitment to the reason that was given.
  public var reason: Commitment? { commitments["reason"] }
}

/// A leaf does not fit into the log.
public enum EntryTooLarge: Error, Hashable, Sendable, CustomStringConvertible {
  /// It would have so many bytes, more than `Leaf.maximumByteCount`.
  case bytes(Int)
  /// Its data are nested so deep.
  case depth(Int)

  public var description: String {
    switch self {
    case .bytes(let count):
      "error: the entry would have \(count) bytes; \(Leaf.maximumByteCount) are allowed"
        + " [entry.large]"
    case .depth(let depth):
      "error: the entry's data are nested \(depth) deep; \(Leaf.maximumDepth) are allowed"
        + " [entry.deep]"
    }
  }
}

extension Leaf {
  /// The bytes that are kept and hashed: canonical JSON, without a line feed.
  ///
  /// - Throws: `EntryTooLarge`. Nothing is cut; whoever makes the entry decides what to leave out.
  public func canonical() throws(EntryTooLarge) -> [UInt8] {
    var writer = CanonicalWriter()
    write(to: &writer)
    guard writer.deepest <= Self.maximumDepth else { throw .depth(writer.deepest) }
    guard writer.count <= Self.maximumByteCount else { throw .bytes(writer.count) }
    return writer.bytes
  }

  /// Reads the bytes that `canonical` made.
  ///
  /// - Throws: `InvalidEntry` for anything else, also for JSON that means the same in other bytes,
  ///   so that an accepted leaf always has the hash of its bytes.
  public init(canonical bytes: [UInt8]) throws(InvalidEntry) {
    guard bytes.count <= Self.maximumByteCount else {
      throw InvalidEntry(.tooLarge, "a leaf has at most \(Self.maximumByteCount) bytes")
    }
    do throws(CanonicalReader.Unexpected) {
      self = try Self.read(bytes)
    } catch {
      try self.init(strictly: bytes)
    }
  }

  /// The same for all bytes, with a word about what is wrong with them.
  init(strictly bytes: [UInt8]) throws(InvalidEntry) {
    let json: JSON
    do throws(InvalidJSON) {
      json = try JSON(parsing: bytes, maximumDepth: Self.maximumDepth)
    } catch {
      throw InvalidEntry(.notJSON, error.description)
    }
    try self.init(json: json)
    guard canonical == bytes else {
      throw InvalidEntry(.notCanonical, "these bytes are not the canonical form of the leaf")
    }
  }

  /// The hash of the leaf in the tree (RFC 6962, section 2.1).
  public func hash() throws(EntryTooLarge) -> Digest {
    MerkleTree.leafHash(try canonical())
  }
}
