import AuditLog
import FoundationEssentials
import Testing

/// Vectors that others made. They are not part of the repository: `$DOCKET_VECTORS` names their
/// folder, else `shared/vectors` beside the repository is taken.
enum Vectors {
  static let isPresent = FileManager.default.fileExists(atPath: folder)

  static let absence: Comment = "set DOCKET_VECTORS to the folder with the Merkle tree vectors"

  static let folder: String = {
    if let folder = ProcessInfo.processInfo.environment["DOCKET_VECTORS"] { return folder }
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/" + root + "/../shared/vectors"
  }()

  static func bytes(of path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: folder + "/" + path)))
  }

  static func decoded<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(bytes(of: path)))
  }

  /// The paths of all JSON files below a folder, sorted.
  static func files(below path: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder + "/" + path)
      .filter { $0.hasSuffix(".json") }.sorted().map { path + "/" + $0 }
  }
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

enum Base64Text {
  static func encoded(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}

extension TileReader {
  /// The log of fifteen entries that Tessera wrote, at one of its sizes.
  static func tessera(size: Int) -> TileReader {
    TileReader(folder: Vectors.folder + "/tessera-log/testdata/log", size: size)
  }
}

/// The root of the repository.
let repository = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
