/// That a leaf stands at its place in the tree of some size.
///
/// Source: RFC 6962, section 2.1.1; verification as in RFC 9162, section 2.1.3.2.
public struct InclusionProof: Hashable, Sendable {
  /// The leaf's place, from 0.
  public var index: Int

  /// The number of leaves of the tree.
  public var size: Int

  /// The siblings on the way from the leaf to the root.
  public var hashes: [Digest]

  /// A proof as somebody sent it; `verifies(leafHash:root:)` tells whether it is any good.
  public init(index: Int, size: Int, hashes: [Digest]) {
    self.index = index
    self.size = size
    self.hashes = hashes
  }

  /// Makes the proof from the hashes of complete subtrees.
  ///
  /// - Parameters:
  ///   - index: The leaf, from 0.
  ///   - size: The number of leaves of the tree; need not be all that the log has.
  ///   - hash: Gives the hash of a complete subtree within the first `size` leaves.
  /// - Returns: nil if there is no such leaf.
  /// - Complexity: O(log² *size*) calls of `hash` at most.
  public init?<Failure: Error>(
    of index: Int, in size: Int, hash: (MerkleNode) throws(Failure) -> Digest
  ) throws(Failure) {
    guard index >= 0, index < size else { return nil }
    var hashes: [Digest] = []
    var subtree = 0..<size
    // From the root down to the leaf; the proof is read the other way.
    while subtree.count > 1 {
      let middle = subtree.lowerBound + subtree.count.merkleSplit
      let (left, right) = (subtree.lowerBound..<middle, middle..<subtree.upperBound)
      let (down, sibling) = index < middle ? (left, right) : (right, left)
      hashes.append(try MerkleNode.root(of: sibling, hash: hash))
      subtree = down
    }
    self.init(index: index, size: size, hashes: hashes.reversed())
  }

  /// Makes the proof from all leaf hashes; nil if there is no such leaf.
  ///
  /// - Complexity: O(*n*) hashes.
  public init?(of index: Int, in leafHashes: [Digest]) {
    self.init(of: index, in: leafHashes.count) { node in node.hash(over: leafHashes) }
  }

  /// Whether the proof leads from this leaf to this root.
  public func verifies(leafHash: Digest, root: Digest) -> Bool {
    self.root(from: leafHash) == root
  }

  /// The root that the proof leads to, or nil if it has too many or too few hashes.
  public func root(from leafHash: Digest) -> Digest? {
    guard index >= 0, index < size else { return nil }
    // `node` and `last` are fn and sn of RFC 9162: this node and the last one of its level.
    var (node, last, root) = (index, size - 1, leafHash)
    for sibling in hashes {
      guard last > 0 else { return nil }
      if node & 1 == 1 || node == last {
        root = MerkleTree.nodeHash(sibling, root)
        while node & 1 == 0 && node > 0 {
          node >>= 1
          last >>= 1
        }
      } else {
        root = MerkleTree.nodeHash(root, sibling)
      }
      node >>= 1
      last >>= 1
    }
    return last == 0 ? root : nil
  }
}
