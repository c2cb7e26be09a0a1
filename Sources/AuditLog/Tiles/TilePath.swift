/// One file of a tiled log: up to 256 hashes of one level, or up to 256 entries.
///
/// Source: C2SP tlog-tiles.
public struct TilePath: Hashable, Sendable {
  /// The number of hashes or entries of a full tile: a subtree of height 8.
  public static let fullWidth = 256

  /// The binary levels of the tree that lie between two levels of tiles.
  static let height = 8

  /// What is in a tile.
  public enum Content: Hashable, Sendable {
    /// Hashes of complete subtrees of 256^level leaves.
    case hashes(level: Int)
    /// The entries themselves, each after its length in two bytes, big-endian.
    case entries
  }

  public var content: Content

  /// The place among the tiles of its level, from 0.
  public var index: Int

  /// 256, or less for the last tile of a level.
  public var width: Int

  init(_ content: Content, index: Int, width: Int = fullWidth) {
    (self.content, self.index, self.width) = (content, index, width)
  }

  /// The tile at that place in a log of `size` leaves, or nil if there is nothing in it.
  public init?(_ content: Content, index: Int, size: Int) {
    let level = if case .hashes(let level) = content { level } else { 0 }
    guard 0..<Self.height ~= level, index >= 0, size >= 0, index <= size >> Self.height else {
      return nil
    }
    let width = min(Self.fullWidth, size >> (Self.height * level) - index * Self.fullWidth)
    guard width > 0 else { return nil }
    self.init(content, index: index, width: width)
  }

  /// The same tile with all of its 256 places.
  var full: TilePath { TilePath(content, index: index) }

  public var isFull: Bool { width == Self.fullWidth }

  /// `tile/0/x001/x234/067.p/12` in the log's folder.
  public var path: String { isFull ? stem : "\(partials)/\(width)" }

  /// The folder of all partial states of this tile.
  var partials: String { stem + ".p" }

  private var stem: String {
    let folder =
      switch content {
      case .hashes(let level): "tile/\(level)/"
      case .entries: "tile/entries/"
      }
    return folder + Self.encoded(index)
  }

  /// A number in groups of three digits, all but the last marked with an x: 1234067 is
  /// `x001/x234/067`.
  static func encoded(_ index: Int) -> String {
    var path = padded(index % 1_000, 3)
    var rest = index / 1_000
    while rest > 0 {
      path = "x\(padded(rest % 1_000, 3))/\(path)"
      rest /= 1_000
    }
    return path
  }
}

/// A tiled log cannot be read or written.
public enum TileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file that the log's size calls for is not there.
  case missing(path: String)
  /// A file has not the form that it must have.
  case malformed(path: String, why: String)
  /// What a file says does not fit the rest of the log. `entry` is the first one it concerns.
  case mismatch(path: String, entry: Int, why: String)
  /// The folder holds a log that is not the beginning of this one.
  case otherHistory(folder: String, why: String)
  /// A leaf is larger than `Leaf.maximumByteCount`.
  case leafTooLarge(entry: Int, bytes: Int)

  /// `path: error: sentence [code]`
  public var description: String {
    switch self {
    case .missing(let path): "\(path): error: this file is missing [tile.missing]"
    case .malformed(let path, let why): "\(path): error: \(why) [tile.malformed]"
    case .mismatch(let path, let entry, let why):
      "\(path): error: from entry \(entry) on, \(why) [tile.mismatch]"
    case .otherHistory(let folder, let why): "\(folder): error: \(why) [tile.history]"
    case .leafTooLarge(let entry, let bytes):
      "error: entry \(entry) has \(bytes) bytes; \(Leaf.maximumByteCount) are allowed [tile.entry]"
    }
  }
}

/// The name of a file for a text that may have slashes and anything else: letters, digits and `-._~`
/// stay, every other byte becomes `%` and two hexadecimal digits (RFC 3986, section 2.1).
///
/// The log `docket.example/drive` has the key file `docket.example%2Fdrive.vkey`. A name that is too
/// long for a file is cut and ends with the beginning of its hash.
public func fileName(for text: String) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  var name: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      name.append(byte)
    case UInt8(ascii: ".") where !name.isEmpty: name.append(byte)
    default: name += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
    }
  }
  guard name.count > 200 else { return String(decoding: name, as: UTF8.self) }
  return String(decoding: name.prefix(183), as: UTF8.self) + "-"
    + Digest.sha256(text.utf8).hex.prefix(16)
}
