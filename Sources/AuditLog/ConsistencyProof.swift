/// That a tree is an earlier one with leaves appended: nothing before was changed or taken away.
///
/// Source: RFC 6962, section 2.1.2; verification as in RFC 9162, section 2.1.4.2.
public struct ConsistencyProof: Hashable, Sendable {
  /// The number of leaves of the earlier tree.
  public var oldSize: Int

  /// The number of leaves of the later tree.
  public var newSize: Int

  public var hashes: [Digest]

  /// A proof as somebody sent it; `verifies(oldRoot:newRoot:)` tells whether it is any good.
  public init(oldSize: Int, newSize: Int, hashes: [Digest]) {
    self.oldSize = oldSize
    self.newSize = newSize
    self.hashes = hashes
  }

  /// Makes the proof from the hashes of complete subtrees.
  ///
  /// Between trees of one size the proof has no hashes.
  ///
  /// - Parameter hash: Gives the hash of a complete subtree within the first `newSize` leaves.
  /// - Returns: nil if the earlier tree is empty, which proves nothing, or the larger one.
  /// - Complexity: O(log² *newSize*) calls of `hash` at most.
  public init?<Failure: Error>(
    from oldSize: Int, to newSize: Int, hash: (MerkleNode) throws(Failure) -> Digest
  ) throws(Failure) {
    guard oldSize > 0, oldSize <= newSize else { return nil }
    var hashes: [Digest] = []
    // SUBPROOF of RFC 6962 without its recursion: from the root down to where the old tree ends.
    var subtree = 0..<newSize
    while oldSize < subtree.upperBound {
      let middle = subtree.lowerBound + subtree.count.merkleSplit
      if oldSize <= middle {
        hashes.append(try MerkleNode.root(of: middle..<subtree.upperBound, hash: hash))
        subtree = subtree.lowerBound..<middle
      } else {
        hashes.append(try MerkleNode.root(of: subtree.lowerBound..<middle, hash: hash))
        subtree = middle..<subtree.upperBound
      }
    }
    // A verifier knows the subtree that is left only if it is the whole of the old tree.
    if subtree.lowerBound > 0 {
      hashes.append(try MerkleNode.root(of: subtree, hash: hash))
    }
    self.init(oldSize: oldSize, newSize: newSize, hashes: hashes.reversed())
  }

  /// Makes the proof from all leaf hashes of the later tree; nil if the earlier one is empty or
  /// larger.
  ///
  /// - Complexity: O(*n*) hashes.
  public init?(from oldSize: Int, in leafHashes: [Digest]) {
    self.init(from: oldSize, to: leafHashes.count) { node in node.hash(over: leafHashes) }
  }

  /// Whether the proof leads to both roots.
  ///
  /// A proof from the empty tree never does: every tree continues it, whatever its root.
  public func verifies(oldRoot: Digest, newRoot: Digest) -> Bool {
    guard oldSize > 0, oldSize <= newSize else { return false }
    if oldSize == newSize { return hashes.isEmpty && oldRoot == newRoot }

    // An old tree that is one complete subtree is where the path starts; the proof leaves it out.
    var path = hashes[...]
    let isComplete = oldSize.nonzeroBitCount == 1
    guard let start = isComplete ? oldRoot : path.popFirst() else { return false }

    // `node` and `last` are fn and sn of RFC 9162.
    var (node, last) = (oldSize - 1, newSize - 1)
    while node & 1 == 1 {
      node >>= 1
      last >>= 1
    }
    var (old, new) = (start, start)
    for sibling in path {
      guard last > 0 else { return false }
      if node & 1 == 1 || node == last {
        old = MerkleTree.nodeHash(sibling, old)
        new = MerkleTree.nodeHash(sibling, new)
        while node & 1 == 0 && node > 0 {
          node >>= 1
          last >>= 1
        }
      } else {
        new = MerkleTree.nodeHash(new, sibling)
      }
      node >>= 1
      last >>= 1
    }
    return last == 0 && old == oldRoot && new == newRoot
  }
}
