import Foundation
import Glibc

/// Bytes that a command reads: a file, or standard input where its name is `-`.
struct InputFile {
  /// As the user wrote it; `standard input` for `-`.
  let name: String
  let bytes: [UInt8]
  /// The folder that it lies in; nil for standard input.
  let folder: String?

  /// The most bytes that are read: more than any definition may have, so that readers refuse it.
  static let limit = 80 << 20

  /// - Throws: `UsageError` where the file cannot be read.
  init(_ path: String) throws {
    name = path == "-" ? "standard input" : path
    folder = path == "-" ? nil : URL(fileURLWithPath: path).deletingLastPathComponent().path
    let file = try ChunkedFile(path)
    var bytes: [UInt8] = []
    while bytes.count <= Self.limit {
      let chunk = try file.next(1 << 20)
      if chunk.isEmpty { break }
      bytes += chunk
    }
    guard bytes.count <= Self.limit else {
      throw UsageError("\(name) is larger than \(Self.limit >> 20) MiB")
    }
    self.bytes = bytes
  }

  /// The text, for formats that are UTF-8 by definition.
  func text() throws -> String {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    guard
      let text = String(
        validating: bytes.dropFirst(bytes.starts(with: mark) ? 3 : 0), as: UTF8.self)
    else { throw UsageError("\(name) is not UTF-8") }
    return text
  }
}

/// A file that is read piece by piece.
final class ChunkedFile {
  private let handle: FileHandle
  private let name: String

  init(_ path: String) throws {
    name = path == "-" ? "standard input" : path
    if path == "-" {
      handle = .standardInput
      return
    }
    guard FileManager.default.fileExists(atPath: path) else {
      throw UsageError("there is no file \(path)")
    }
    let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    guard type != .typeDirectory else { throw UsageError("\(path) is a folder, not a file") }
    guard let opened = FileHandle(forReadingAtPath: path) else {
      throw UsageError("\(path) cannot be read")
    }
    handle = opened
  }

  /// Up to `count` bytes; fewer only at the end, none after it.
  func next(_ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      while bytes.count < count, let data = try handle.read(upToCount: count - bytes.count),
        !data.isEmpty
      {
        bytes += data
      }
    } catch {
      throw UsageError("\(name) cannot be read")
    }
    return bytes
  }
}
