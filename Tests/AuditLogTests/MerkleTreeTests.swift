import AuditLog
import FoundationEssentials
import Testing

@Suite struct MerkleTreeTests {
  /// The leaves that the reference implementations of Certificate Transparency are tested with.
  static let leaves: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    (0x60...0x6F).map { UInt8($0) },
  ]

  /// The roots over the first 0 to 8 of them.
  static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  @Test(arguments: 0...8)
  func `the root is that of RFC 6962`(size: Int) {
    let tree = MerkleTree(leafHashes: Self.leaves.prefix(size).map(MerkleTree.leafHash))

    #expect(tree.root.hex == Self.roots[size])
    #expect(tree.size == size)
  }

  @Test func `the root of the empty tree is the hash of nothing`() {
    #expect(MerkleTree().root == MerkleTree.emptyRoot)
    #expect(MerkleTree.emptyRoot == Digest.sha256([]))
  }

  @Test(arguments: [0, 1, 2, 3, 7, 8, 100, 255, 256, 257])
  func `a tree that was kept goes on as if it had never stopped`(stop: Int) throws {
    let hashes = leafHashes(300)
    let first = MerkleTree(leafHashes: hashes.prefix(stop))

    var tree = try #require(MerkleTree(size: first.size, frontier: first.frontier))
    for hash in hashes.dropFirst(stop) {
      tree.append(hash)
    }

    #expect(tree == MerkleTree(leafHashes: hashes))
  }

  @Test(arguments: [(-1, 0), (0, 1), (1, 0), (3, 1), (4, 2), (7, 4)])
  func `a frontier that cannot belong to the size is refused`(size: Int, count: Int) {
    let frontier = leafHashes(count)

    #expect(MerkleTree(size: size, frontier: frontier) == nil)
  }

  @Test func `appending tells every node that it completed`() throws {
    let hashes = leafHashes(21)

    let nodes = nodes(over: hashes)

    #expect(nodes.count == 21 + 10 + 5 + 2 + 1)
    for (node, digest) in nodes {
      #expect(digest == MerkleTree(leafHashes: hashes[node.leaves]).root, "\(node)")
    }
  }

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence))
  func `the roots are those of the Go checksum database's code`() throws {
    struct File: Decodable {
      struct Root: Decodable {
        var size: Int
        var root: String
      }
      var roots: [Root]
    }
    let roots = try Vectors.decoded(File.self, "go-sumdb/rfc6962-entry-n.json").roots
    let expected = Dictionary(uniqueKeysWithValues: roots.map { ($0.size, $0.root) })

    var tree = MerkleTree()
    var found = [0: tree.root.hex]
    for size in 1...(expected.keys.max() ?? 0) {
      tree.append(MerkleTree.leafHash(Array("entry-\(size - 1)".utf8)))
      if expected[size] != nil { found[size] = tree.root.hex }
    }

    #expect(found == expected)
  }

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence), arguments: 0...15)
  func `the roots are those of a log that Tessera wrote`(size: Int) throws {
    let folder = "tessera-log/testdata/log"
    let checkpoint = String(
      decoding: try Vectors.bytes(of: "\(folder)/checkpoint.\(size)"), as: UTF8.self)
    let root = checkpoint.split(separator: "\n")[2]
    let entries = size == 0 ? [] : try Vectors.bytes(of: "\(folder)/tile/entries/000.p/\(size)")

    var tree = MerkleTree()
    var start = 0
    while start < entries.count {
      let end = start + 2 + Int(entries[start]) << 8 + Int(entries[start + 1])
      tree.append(MerkleTree.leafHash(Array(entries[start + 2..<end])))
      start = end
    }

    #expect(tree.size == size)
    #expect(tree.root.base64 == root)
  }
}

/// The hashes of so many leaves "entry-0", "entry-1", …
func leafHashes(_ count: Int) -> [Digest] {
  (0..<count).map { MerkleTree.leafHash(Array("entry-\($0)".utf8)) }
}
