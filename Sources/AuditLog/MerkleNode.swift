/// A complete subtree of the log's tree: 2^level leaves from `index` · 2^level on.
///
/// These are the nodes that never change once their leaves are there, so a store or a tile may keep
/// their hashes. A proof asks for O(log *n*) of them.
public struct MerkleNode: Hashable, Sendable {
  /// 0 for a leaf.
  public var level: Int

  /// The place among the nodes of its level, from 0.
  public var index: Int

  public init(level: Int, index: Int) {
    self.level = level
    self.index = index
  }

  /// The leaves below the node.
  public var leaves: Range<Int> { index << level..<(index + 1) << level }
}

extension MerkleNode {
  /// The complete subtrees that cover `leaves` from left to right, the largest first. The range
  /// begins at a multiple of the power of two that is not smaller than its length, as every
  /// subtree of the recursion of RFC 6962, section 2.1, does.
  static func covering(_ leaves: Range<Int>) -> [MerkleNode] {
    var nodes: [MerkleNode] = []
    var start = leaves.lowerBound
    while start < leaves.upperBound {
      let level = (leaves.upperBound - start).mostSignificantBit
      nodes.append(MerkleNode(level: level, index: start >> level))
      start += 1 << level
    }
    return nodes
  }

  /// The root of the subtree over `leaves`, from the hashes of complete subtrees.
  static func root<Failure: Error>(
    of leaves: Range<Int>, hash: (MerkleNode) throws(Failure) -> Digest
  ) throws(Failure) -> Digest {
    var root: Digest?
    for node in covering(leaves).reversed() {
      let subtree = try hash(node)
      root = root.map { MerkleTree.nodeHash(subtree, $0) } ?? subtree
    }
    return root ?? MerkleTree.emptyRoot
  }

  /// The hash of this node from the hashes of all leaves.
  func hash(over leafHashes: [Digest]) -> Digest {
    MerkleTree(leafHashes: leafHashes[leaves]).root
  }
}

extension Int {
  /// The place of the highest one in binary, from 0; −1 for 0.
  var mostSignificantBit: Int { Int.bitWidth - 1 - leadingZeroBitCount }

  /// The largest power of two smaller than this number, which is 2 or more: where RFC 6962 splits a
  /// tree of this size.
  var merkleSplit: Int { 1 << (self - 1).mostSignificantBit }
}
