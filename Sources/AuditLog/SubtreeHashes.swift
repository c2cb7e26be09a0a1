/// The hashes of some complete subtrees, gathered while leaves pass by: what a proof of a log takes
/// that keeps no inner nodes.
///
/// ```swift
/// var hashes = SubtreeHashes(forInclusionOf: 7, in: 1_000)
/// for leaf in leaves { hashes.add(MerkleTree.leafHash(leaf)) }
/// let proof = hashes.inclusion
/// ```
public struct SubtreeHashes: Sendable {
  private enum Proof: Sendable {
    case inclusion(index: Int, size: Int)
    case consistency(from: Int, to: Int)
  }

  private let proof: Proof
  private var wanted: [MerkleNode: Digest?] = [:]
  public private(set) var tree = MerkleTree()

  /// Nil if there is no such leaf.
  public init?(forInclusionOf index: Int, in size: Int) {
    proof = .inclusion(index: index, size: size)
    var nodes: [MerkleNode] = []
    guard InclusionProof(of: index, in: size, hash: { Self.note($0, in: &nodes) }) != nil else {
      return nil
    }
    for node in nodes { wanted[node] = .some(nil) }
  }

  /// Nil if the earlier tree is empty or the larger one.
  public init?(forConsistencyFrom oldSize: Int, to newSize: Int) {
    proof = .consistency(from: oldSize, to: newSize)
    var nodes: [MerkleNode] = []
    guard
      ConsistencyProof(from: oldSize, to: newSize, hash: { Self.note($0, in: &nodes) }) != nil
    else { return nil }
    for node in nodes { wanted[node] = .some(nil) }
  }

  private static func note(_ node: MerkleNode, in nodes: inout [MerkleNode]) -> Digest {
    nodes.append(node)
    return MerkleTree.emptyRoot
  }

  /// Takes the next leaf.
  public mutating func add(_ leafHash: Digest) {
    let index = tree.size
    for (level, hash) in tree.append(leafHash).enumerated() {
      let node = MerkleNode(level: level, index: index >> level)
      if wanted.keys.contains(node) { wanted[node] = hash }
    }
  }

  /// The proof that was asked for, once all leaves have passed; nil before, or if it was the other.
  public var inclusion: InclusionProof? {
    guard case .inclusion(let index, let size) = proof else { return nil }
    return try? InclusionProof(of: index, in: size) { (node) throws(Lacking) in try hash(node) }
  }

  /// The proof that was asked for, once all leaves have passed; nil before, or if it was the other.
  public var consistency: ConsistencyProof? {
    guard case .consistency(let old, let new) = proof else { return nil }
    return try? ConsistencyProof(from: old, to: new) { (node) throws(Lacking) in try hash(node) }
  }

  private struct Lacking: Error {}

  private func hash(_ node: MerkleNode) throws(Lacking) -> Digest {
    guard let hash = wanted[node] ?? nil else { throw Lacking() }
    return hash
  }
}
