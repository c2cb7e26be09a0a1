/// A checkpoint that the log keeps of itself, with what it takes to go on from there.
///
/// The frontier is no secret and needs no signature: it hashes to the root that was signed.
public struct KeptCheckpoint: Hashable, Sendable {
  public let signed: SignedCheckpoint

  /// The tree of the checkpoint's size and root.
  public let tree: MerkleTree

  public var size: Int { tree.size }

  /// Nil if the tree is not the one that was signed.
  public init?(_ signed: SignedCheckpoint, tree: MerkleTree) {
    guard tree.size == signed.checkpoint.size, tree.root == signed.checkpoint.root else {
      return nil
    }
    (self.signed, self.tree) = (signed, tree)
  }

  /// The same with the signatures that somebody added to another copy.
  public func merging(_ other: SignedCheckpoint) throws(InvalidNote) -> KeptCheckpoint {
    KeptCheckpoint(try signed.merging(other), tree: tree) ?? self
  }
}
