internal import Foundation

/// Puts files into one archive that every system can open: `ustar`, not compressed.
///
/// A tar was chosen over a zip because it needs no library and no checksums of its own: the
/// contents of a bundle are hashed and signed anyway.
///
/// Source: POSIX.1-2017, `pax`, "ustar Interchange Format".
struct TarWriter: ~Copyable {
  private static let block = 512

  private let file: ExportFile
  private let time: Instant

  /// - Parameter time: The time that all files get.
  init(_ path: String, time: Instant) throws {
    file = try ExportFile(path)
    self.time = time
  }

  /// Copies a file of a folder in pieces.
  func add(_ path: String, from folder: Folder) throws {
    let url = URL(filePath: folder.path, directoryHint: .isDirectory).appending(path: path)
    let handle = try FileHandle(forReadingFrom: url)
    defer { try? handle.close() }
    let size = Int(try handle.seekToEnd())
    try handle.seek(toOffset: 0)
    guard let header = Self.header(path, size: size, time: time) else {
      throw BundleError.path(path)
    }
    try file.write(header)
    var left = size
    while left > 0 {
      guard let piece = try handle.read(upToCount: min(left, 1 << 16)), !piece.isEmpty else {
        throw BundleError.changed(path)
      }
      try file.write(Array(piece))
      left -= piece.count
    }
    let rest = size % Self.block
    if rest > 0 { try file.write([UInt8](repeating: 0, count: Self.block - rest)) }
  }

  /// Ends the archive with two empty blocks.
  consuming func finish() throws {
    try file.write([UInt8](repeating: 0, count: 2 * Self.block))
    try file.finish()
  }

  /// The block before a file, or nil if its path or its size cannot be written.
  static func header(_ path: String, size: Int, time: Instant) -> [UInt8]? {
    guard let (prefix, name) = split(path), size >= 0, size < 1 << 33 else { return nil }
    var block = [UInt8](repeating: 0, count: Self.block)
    func put(_ text: [UInt8], at start: Int) {
      block.replaceSubrange(start..<(start + text.count), with: text)
    }
    func octal(_ number: Int, _ digits: Int) -> [UInt8] {
      let text = String(max(0, number), radix: 8)
      return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }
    put(name, at: 0)
    put(octal(0o644, 7), at: 100)
    put(octal(0, 7), at: 108)
    put(octal(0, 7), at: 116)
    put(octal(size, 11), at: 124)
    put(octal(Int(min(time.millisecondsSinceEpoch / 1_000, 1 << 33 - 1)), 11), at: 136)
    put(Array("0".utf8), at: 156)
    put(Array("ustar\0".utf8) + Array("00".utf8), at: 257)
    put(prefix, at: 345)
    // The sum is taken with spaces in its own place.
    put([UInt8](repeating: 0x20, count: 8), at: 148)
    let sum = block.reduce(0) { $0 + Int($1) }
    put(octal(sum, 6) + [0, 0x20], at: 148)
    return block
  }

  /// A path in the two fields that there are for it: 155 bytes before a slash and 100 after it.
  private static func split(_ path: String) -> (prefix: [UInt8], name: [UInt8])? {
    let bytes = Array(path.utf8)
    if bytes.count <= 100 { return ([], bytes) }
    let slash = bytes.indices.first { index in
      bytes[index] == UInt8(ascii: "/") && bytes.count - index - 1 <= 100
    }
    guard let slash, slash <= 155, slash + 1 < bytes.count else { return nil }
    return (Array(bytes[..<slash]), Array(bytes[(slash + 1)...]))
  }
}
