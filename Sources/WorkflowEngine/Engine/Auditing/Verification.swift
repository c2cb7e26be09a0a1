public import AuditLog

/// What an audit of a store found.
public struct Verification: Hashable, Sendable {
  /// Something that is not what it was recorded as.
  public struct Fault: Hashable, Sendable {
    /// A stable name, for example `entry.hash`.
    public var code: String
    /// The entry, where it is about one.
    public var index: Int?
    /// A sentence that names what differs.
    public var message: String

    public init(_ code: String, at index: Int? = nil, _ message: String) {
      self.code = code
      self.index = index
      self.message = message
    }
  }

  /// How many entries the log has.
  public var entries = 0
  /// How many of them were decided again, and came out the same.
  public var replayed = 0
  /// Personal texts that are gone; their commitments still stand in the tree.
  public var erased = 0
  /// How many rows of the other tables were rebuilt from the log and compared.
  public var rows = 0
  /// How many files of evidence were read and hashed.
  public var files = 0
  /// The root of the tree over all leaves, as recomputed.
  public var root = MerkleTree.emptyRoot
  /// Values that are gone and of which no entry said yet that they were erased.
  var gone: [Int: Set<String>] = [:]
  /// In the order of the log; at most 100. Empty means that the store is what its log says.
  public var faults: [Fault] = []

  public init() {}

  mutating func note(_ fault: Fault) {
    if faults.count < 100 { faults.append(fault) }
  }
}
