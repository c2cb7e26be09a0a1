import AuditLog
import FoundationEssentials
import Testing

@Suite struct ProofTests {
  @Test(arguments: 1...33)
  func `every leaf of every small tree can be proven`(size: Int) throws {
    let hashes = leafHashes(size)
    let root = MerkleTree(leafHashes: hashes).root

    for index in 0..<size {
      let proof = try #require(InclusionProof(of: index, in: hashes))
      #expect(proof.verifies(leafHash: hashes[index], root: root), "leaf \(index)")
    }
  }

  @Test(arguments: 1...33)
  func `every small tree is an extension of every smaller one`(size: Int) throws {
    let hashes = leafHashes(size)
    let root = MerkleTree(leafHashes: hashes).root

    for oldSize in 1...size {
      let oldRoot = MerkleTree(leafHashes: hashes.prefix(oldSize)).root
      let proof = try #require(ConsistencyProof(from: oldSize, in: hashes))
      #expect(proof.verifies(oldRoot: oldRoot, newRoot: root), "from \(oldSize)")
    }
  }

  @Test(arguments: 2...12)
  func `a proof of another leaf, place, size or root fails`(size: Int) throws {
    let hashes = leafHashes(size + 1)
    let root = MerkleTree(leafHashes: hashes.prefix(size)).root
    let proof = try #require(InclusionProof(of: 1, in: Array(hashes.prefix(size))))
    var (moved, shorter, longer, changed) = (proof, proof, proof, proof)

    moved.index = 0
    shorter.hashes.removeLast()
    longer.hashes.append(hashes[0])
    changed.hashes[0] = hashes[size]

    #expect(!proof.verifies(leafHash: hashes[0], root: root))
    #expect(!proof.verifies(leafHash: hashes[1], root: hashes[0]))
    for wrong in [moved, shorter, longer, changed] {
      #expect(!wrong.verifies(leafHash: hashes[1], root: root), "\(wrong)")
    }
  }

  @Test(arguments: 1...12)
  func `a history that was changed is not consistent`(oldSize: Int) throws {
    let hashes = leafHashes(13)
    let oldRoot = MerkleTree(leafHashes: hashes.prefix(oldSize)).root
    var forged = hashes
    forged[oldSize - 1] = MerkleTree.leafHash([0])

    let proof = try #require(ConsistencyProof(from: oldSize, in: forged))

    #expect(!proof.verifies(oldRoot: oldRoot, newRoot: MerkleTree(leafHashes: forged).root))
  }

  /// The proofs over the reference leaves that the tests of Certificate Transparency name.
  @Test func `the proofs over the reference leaves are the known ones`() throws {
    let hashes = MerkleTreeTests.leaves.map(MerkleTree.leafHash)

    let inclusion = try #require(InclusionProof(of: 5, in: hashes))
    let consistency = try #require(ConsistencyProof(from: 6, in: hashes))

    let shared = [
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    #expect(
      inclusion.hashes.map(\.hex)
        == ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"] + shared)
    #expect(
      consistency.hashes.map(\.hex)
        == ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"] + shared)
  }

  @Test(arguments: [(0, 0), (-1, 3), (3, 3), (4, 3)])
  func `there is no proof of a leaf that is not there`(index: Int, size: Int) {
    #expect(InclusionProof(of: index, in: leafHashes(size)) == nil)
  }

  @Test(arguments: [(-1, 3), (0, 3), (4, 3)])
  func `there is no proof from a tree that is empty or larger`(oldSize: Int, size: Int) {
    #expect(ConsistencyProof(from: oldSize, in: leafHashes(size)) == nil)
  }

  @Test(arguments: [(-1, 3), (0, 0), (0, -1), (3, 3), (Int.max, Int.max), (0, Int.max)])
  func `numbers that make no sense fail, not crash`(index: Int, size: Int) {
    let hashes = leafHashes(3)

    let inclusion = InclusionProof(index: index, size: size, hashes: hashes)
    let consistency = ConsistencyProof(oldSize: index, newSize: size, hashes: hashes)

    #expect(!inclusion.verifies(leafHash: hashes[0], root: hashes[1]))
    #expect(!consistency.verifies(oldRoot: hashes[0], newRoot: hashes[1]))
  }

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence))
  func `proofs are those of the Go checksum database's code`() throws {
    let file = try JSON(parsing: Vectors.bytes(of: "go-sumdb/rfc6962-entry-n.json"))
    let inclusion = try #require(file["inclusion"]?.array)
    let consistency = try #require(file["consistency"]?.array)
    let sizes =
      inclusion.compactMap { $0["Size"]?.int } + consistency.compactMap { $0["Size2"]?.int }
    let nodes = nodes(over: leafHashes(sizes.max() ?? 0))

    for vector in inclusion {
      let (index, size) = try (#require(vector["Index"]?.int), #require(vector["Size"]?.int))
      let proof = try InclusionProof(of: index, in: size) { try #require(nodes[$0]) }
      #expect(proof?.hashes.map { JSON($0.hex) } == vector["Proof"]?.array, "\(index) of \(size)")
    }
    for vector in consistency {
      let (old, new) = try (#require(vector["Size1"]?.int), #require(vector["Size2"]?.int))
      let proof = try ConsistencyProof(from: old, to: new) { try #require(nodes[$0]) }
      #expect(proof?.hashes.map { JSON($0.hex) } == vector["Proof"]?.array, "\(old) to \(new)")
    }
  }

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence))
  func `inclusion proofs verify exactly when the vectors of transparency-dev say so`() throws {
    struct Vector: Decodable {
      var leafIdx: UInt64
      var treeSize: UInt64
      var root: String
      var leafHash: String
      var proof: [String]?
      var wantErr: Bool
    }
    let files = try Vectors.files(below: "transparency-dev-merkle/testdata/inclusion")

    for file in files {
      let vector = try Vectors.decoded(Vector.self, file)
      #expect(verifies(vector) == !vector.wantErr, "\(file)")
    }

    #expect(files.count > 90)

    // A number or a hash that Swift's types cannot hold is a refusal, too.
    func verifies(_ vector: Vector) -> Bool {
      guard let index = Int(exactly: vector.leafIdx), let size = Int(exactly: vector.treeSize),
        let leafHash = Digest(base64: vector.leafHash), let root = Digest(base64: vector.root),
        let hashes = digests(vector.proof)
      else { return false }
      return InclusionProof(index: index, size: size, hashes: hashes)
        .verifies(leafHash: leafHash, root: root)
    }
  }

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence))
  func `consistency proofs verify exactly when the vectors of transparency-dev say so`() throws {
    struct Vector: Decodable {
      var size1: UInt64
      var size2: UInt64
      var root1: String
      var root2: String
      var proof: [String]?
      var wantErr: Bool
    }
    let files = try Vectors.files(below: "transparency-dev-merkle/testdata/consistency")

    for file in files {
      let vector = try Vectors.decoded(Vector.self, file)
      #expect(verifies(vector) == !vector.wantErr, "\(file)")
    }

    #expect(files.count > 90)

    func verifies(_ vector: Vector) -> Bool {
      guard let oldSize = Int(exactly: vector.size1), let newSize = Int(exactly: vector.size2),
        let hashes = digests(vector.proof)
      else { return false }
      // Some vectors have words for a root that must not matter; they stand for their hash.
      let oldRoot = Digest(base64: vector.root1) ?? Digest.sha256(vector.root1.utf8)
      let newRoot = Digest(base64: vector.root2) ?? Digest.sha256(vector.root2.utf8)
      return ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: hashes)
        .verifies(oldRoot: oldRoot, newRoot: newRoot)
    }
  }

  /// The digests, or nil if one of them is none; a missing list is an empty one.
  private func digests(_ texts: [String]?) -> [Digest]? {
    let digests = (texts ?? []).map { Digest(base64: $0) }
    return digests.contains(nil) ? nil : digests.compactMap(\.self)
  }
}

/// The hashes of all complete subtrees, as a store of interior nodes keeps them.
func nodes(over leafHashes: [Digest]) -> [MerkleNode: Digest] {
  var tree = MerkleTree()
  var nodes: [MerkleNode: Digest] = [:]
  for (index, hash) in leafHashes.enumerated() {
    for (level, digest) in tree.append(hash).enumerated() {
      nodes[MerkleNode(level: level, index: index >> level)] = digest
    }
  }
  return nodes
}
