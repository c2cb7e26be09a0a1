import AuditLog
import Testing

@Suite struct TileTests {
  private let key: SigningKey
  private let folder: TestFolder

  init() throws {
    key = try SigningKey(tesseraSigner)
    folder = try TestFolder()
  }

  @Test(arguments: [
    (0, "tile/0/000"), (67, "tile/0/067"), (999, "tile/0/999"), (1_000, "tile/0/x001/000"),
    (1_234_067, "tile/0/x001/x234/067"),
  ])
  func `a tile's number is written in groups of three digits`(index: Int, path: String) {
    let size = (index + 1) * 256

    #expect(TilePath(.hashes(level: 0), index: index, size: size)?.path == path)
  }

  /// The example of the specification.
  @Test func `a log of 70,000 entries has the tiles that the specification lists`() {
    func tile(_ level: Int, _ index: Int) -> String? {
      TilePath(.hashes(level: level), index: index, size: 70_000)?.path
    }

    #expect(tile(0, 272) == "tile/0/272")
    #expect(tile(0, 273) == "tile/0/273.p/112")
    #expect(tile(0, 274) == nil)
    #expect(tile(1, 0) == "tile/1/000")
    #expect(tile(1, 1) == "tile/1/001.p/17")
    #expect(tile(2, 0) == "tile/2/000.p/1")
    #expect(tile(3, 0) == nil)
  }

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence), arguments: [1, 256, 300])
  func `the tiles are byte by byte those of Go's code`(size: Int) throws {
    try write(size)

    let tiles = try folder.files().filter { $0.hasPrefix("tile/") || $0 == "checkpoint" }
    for file in tiles {
      #expect(
        try folder.bytes(file) == Vectors.bytes(of: "go-sumdb/log-\(size)/\(file)"), "\(file)")
    }
    #expect(tiles.count == [1: 3, 256: 4, 300: 6][size])
  }

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence), arguments: 0...15)
  func `a log that Tessera wrote verifies at every size`(size: Int) throws {
    let bytes = try Vectors.bytes(of: "tessera-log/testdata/log/checkpoint.\(size)")
    var reader = TileReader.tessera(size: size)
    var count = 0

    try reader.verify(against: SignedCheckpoint(parsing: bytes).checkpoint) { _, _ in count += 1 }

    #expect(count == size)
  }

  @Test(arguments: [0, 1, 255, 256, 257, 511, 512, 700])
  func `a log written in one go verifies`(size: Int) throws {
    let checkpoint = try write(size)
    var reader = TileReader(folder: folder.path, size: size)
    var leaves: [[UInt8]] = []

    try reader.verify(against: checkpoint.checkpoint) { leaves.append($1) }

    #expect(leaves == entries(0..<size))
    #expect(try reader.tree().root == checkpoint.checkpoint.root)
  }

  @Test func `three levels of tiles hold together`() throws {
    let size = 65_536 + 300
    let checkpoint = try write(size)
    var reader = TileReader(folder: folder.path, size: size)

    try reader.verify(against: checkpoint.checkpoint)

    #expect(try folder.files().contains("tile/2/000.p/1"))
    let proof = try reader.inclusion(of: 65_535)
    let (leafHash, root) = (
      MerkleTree.leafHash(Array("entry-65535".utf8)), checkpoint.checkpoint.root
    )
    #expect(proof?.verifies(leafHash: leafHash, root: root) == true)
  }

  @Test(arguments: [[0, 1], [1, 255, 256], [200, 300], [256, 700], [511, 513, 513, 1_100]])
  func `a log written bit by bit is the log written in one go`(sizes: [Int]) throws {
    for size in sizes { try write(size) }
    let other = try TestFolder()
    try write(sizes[sizes.count - 1], to: other)

    let files = try folder.files()

    for file in try other.files() {
      #expect(files.contains(file), "\(file)")
      #expect(try folder.bytes(file) == other.bytes(file), "\(file)")
    }
  }

  @Test func `every checkpoint that was published can still be verified`() throws {
    let sizes = [10, 40, 300, 310, 600]
    let checkpoints = try sizes.map { try write($0).checkpoint }

    for checkpoint in checkpoints {
      var reader = TileReader(folder: folder.path, size: checkpoint.size)
      try reader.verify(against: checkpoint)
    }

    let files = try folder.files()
    #expect(!files.contains { $0.contains("/000.p/") && !$0.hasPrefix("tile/1/") })
  }

  @Test func `going on asks only for the leaves that are new`() throws {
    try write(300)

    let writer = try TileWriter(folder: folder.path, log: key.verifyingKey)

    let size = writer.size
    #expect(size == 300)
  }

  @Test(arguments: [(1, 300), (255, 256), (256, 300), (299, 300), (300, 300)])
  func `a tiled log proves that it only grew`(old: Int, size: Int) throws {
    let root = try write(size).checkpoint.root
    var reader = TileReader(folder: folder.path, size: size)

    let proof = try reader.consistency(from: old)

    let oldRoot = MerkleTree(leafHashes: leafHashes(old)).root
    #expect(proof?.verifies(oldRoot: oldRoot, newRoot: root) == true)
  }

  @Test(arguments: [
    ("tile/0/000", 32 * 7, 7), ("tile/entries/000", 30, 3), ("tile/1/000.p/1", 5, 0),
    ("tile/0/001.p/44", 33, 257),
  ])
  func `a flipped bit in a tile is found`(file: String, place: Int, entry: Int) throws {
    let checkpoint = try write(300)
    var bytes = try folder.bytes(file)
    bytes[place] ^= 1
    try folder.put(bytes, file)
    var reader = TileReader(folder: folder.path, size: 300)

    let error = #expect(throws: TileError.self) {
      try reader.verify(against: checkpoint.checkpoint)
    }

    guard case .mismatch(_, entry, _) = error else {
      Issue.record("\(String(describing: error)) names another entry than \(entry)")
      return
    }
  }

  @Test func `a file that is missing is named`() throws {
    try write(300)
    var reader = TileReader(folder: folder.path, size: 556)

    let error = #expect(throws: TileError.self) { try reader.tree() }

    #expect(error == .missing(path: "tile/1/000.p/2"))
  }

  @Test(arguments: [300, Int.max, Int.max - 1])
  func `a size that the folder does not have is refused, not a crash`(size: Int) throws {
    let checkpoint = try write(20).checkpoint
    var reader = TileReader(folder: folder.path, size: size)

    #expect(throws: TileError.self) { try reader.verify(against: checkpoint) }
    #expect(throws: TileError.self) { try reader.tree() }
    #expect(throws: TileError.self) { try reader.inclusion(of: 5) }
  }

  @Test func `a checkpoint of another history is not published`() throws {
    try write(300)
    let before = try folder.bytes("checkpoint")
    var writer = try TileWriter(folder: folder.path, log: key.verifyingKey)
    try writer.append(Array("entry-300".utf8))
    var forged = leafHashes(301)
    forged[3] = MerkleTree.leafHash([])
    let checkpoint = try SignedCheckpoint(of: MerkleTree(leafHashes: forged), by: key)

    var code = ""
    do { try writer.publish(checkpoint) } catch { code = "\(error)" }

    #expect(code.hasSuffix("[tile.history]"))
    #expect(try folder.bytes("checkpoint") == before)
  }

  @Test func `a folder whose last tile was changed is not continued`() throws {
    try write(300)
    var bytes = try folder.bytes("tile/entries/001.p/44")
    bytes[5] ^= 1
    try folder.put(bytes, "tile/entries/001.p/44")

    var code = ""
    do { _ = try TileWriter(folder: folder.path, log: key.verifyingKey) } catch {
      code = "\(error)"
    }

    #expect(code.hasSuffix("[tile.history]"))
  }

  @Test func `another log's folder is not written to`() throws {
    try write(3)
    let other = try SigningKey.random(name: "other.example").verifyingKey

    var code = ""
    do { _ = try TileWriter(folder: folder.path, log: other) } catch { code = "\(error)" }

    #expect(code.hasSuffix("[checkpoint.origin]"))
  }

  @Test func `the key lies beside the log under a name without slashes`() throws {
    try write(3)

    let key = String(decoding: try folder.bytes("example.com%2Flog%2Ftestdata.vkey"), as: UTF8.self)

    #expect(key == tesseraVerifier + "\n")
  }

  @Test(arguments: [
    ("a-b_c~d.e", "a-b_c~d.e"), ("..", "%2E."), ("a/../b", "a%2F..%2Fb"), ("é", "%C3%A9"),
    ("a b@2", "a%20b%402"),
  ])
  func `a name becomes a file name`(text: String, name: String) {
    #expect(fileName(for: text) == name)
  }

  @Test func `two long names become two file names that a disk takes`() {
    let long = String(repeating: "纪要", count: 100)

    let names = [fileName(for: long + "1"), fileName(for: long + "2")]

    #expect(names[0] != names[1])
    #expect(names.allSatisfy { $0.utf8.count <= 200 })
  }

  @Test func `a leaf that is too large is refused`() throws {
    var writer = try TileWriter(folder: folder.path, log: key.verifyingKey)

    try writer.append([UInt8](repeating: 1, count: 65_535))

    var code = ""
    do { try writer.append([UInt8](repeating: 1, count: 65_536)) } catch { code = "\(error)" }
    #expect(code.hasSuffix("[tile.entry]"))
  }

  /// Brings the folder to a log of `size` entries.
  @discardableResult
  private func write(_ size: Int, to other: TestFolder? = nil) throws -> SignedCheckpoint {
    var writer = try TileWriter(folder: (other ?? folder).path, log: key.verifyingKey)
    for leaf in entries(writer.size..<size) { try writer.append(leaf) }
    let checkpoint = try SignedCheckpoint(
      of: MerkleTree(leafHashes: entries(0..<size).map { MerkleTree.leafHash($0) }), by: key)
    try writer.publish(checkpoint)
    return checkpoint
  }

  private func entries(_ range: Range<Int>) -> [[UInt8]] {
    range.map { Array("entry-\($0)".utf8) }
  }
}
