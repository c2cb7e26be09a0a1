/// The Merkle tree of the log, as far as appending needs it: the roots of its complete subtrees.
///
/// It holds one digest for every bit that is set in its size (at most 63), whatever the number of
/// leaves. Keep `size` and `frontier` in the store to go on after a restart.
///
/// Source: RFC 6962, section 2.1 (RFC 9162, section 2.1.1, is the same tree).
public struct MerkleTree: Hashable, Sendable {
  /// The number of leaves.
  public private(set) var size: Int

  /// The roots of the complete subtrees from left to right, the largest first; their sizes are the
  /// powers of two that add up to `size`.
  public private(set) var frontier: [Digest]

  /// The root of the tree without leaves: the hash of nothing.
  public static let emptyRoot = Digest.sha256([])

  /// The tree without leaves.
  public init() {
    size = 0
    frontier = []
  }

  /// The tree as it was kept, or nil if the frontier cannot belong to that size.
  public init?(size: Int, frontier: [Digest]) {
    guard size >= 0, frontier.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.frontier = frontier
  }

  /// The tree over these leaf hashes.
  public init(leafHashes: some Sequence<Digest>) {
    self.init()
    for hash in leafHashes {
      append(hash)
    }
  }

  /// Adds the next leaf by its hash.
  ///
  /// - Returns: The roots of the subtrees that this leaf completed, the leaf itself first: those of
  ///   level 0, 1, 2, … as a store of interior nodes keeps them.
  /// - Complexity: O(1) hashes on average, O(log *n*) at most.
  @discardableResult
  public mutating func append(_ leafHash: Digest) -> [Digest] {
    var completed = [leafHash]
    for _ in 0..<size.trailingOneBitCount {
      completed.append(Self.nodeHash(frontier.removeLast(), completed[completed.count - 1]))
    }
    frontier.append(completed[completed.count - 1])
    size += 1
    return completed
  }

  /// The root over all leaves; of an empty tree `emptyRoot`.
  ///
  /// - Complexity: O(log *n*) hashes.
  public var root: Digest {
    guard var root = frontier.last else { return Self.emptyRoot }
    for subtree in frontier.dropLast().reversed() {
      root = Self.nodeHash(subtree, root)
    }
    return root
  }
}

extension MerkleTree {
  /// The hash of a leaf: SHA-256(0x00 ‖ leaf).
  public static func leafHash(_ leaf: [UInt8]) -> Digest {
    var hasher = SHA256()
    hasher.update(0x00)
    hasher.update(leaf)
    return hasher.finalize()
  }

  /// The hash of an interior node: SHA-256(0x01 ‖ left ‖ right).
  public static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
    var hasher = SHA256()
    hasher.update(0x01)
    hasher.update(left)
    hasher.update(right)
    return hasher.finalize()
  }
}

extension FixedWidthInteger {
  /// How many ones the number ends with in binary.
  fileprivate var trailingOneBitCount: Int { (~self).trailingZeroBitCount }
}
