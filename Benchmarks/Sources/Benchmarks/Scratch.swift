import CBaselines
import Foundation
import Synchronization

/// A folder on a real disk for stores that are measured: `$BENCH_FOLDER`, else the temporary one.
struct Scratch: Sendable {
  let path: String

  static let parent =
    ProcessInfo.processInfo.environment["BENCH_FOLDER"] ?? NSTemporaryDirectory()

  private static let made = Mutex<[String]>([])

  init() throws {
    path = Self.parent + "/docket-bench-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    Self.made.withLock { [path] in $0.append(path) }
  }

  func file(_ name: String) -> String { path + "/" + name }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// Removes whatever this process has made and not removed.
  static func removeAll() {
    for path in made.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Puts a copy of a database in another's place, without the files beside it.
  func copy(_ name: String, to other: String) throws {
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: file(other) + suffix)
    }
    try FileManager.default.copyItem(atPath: file(name), toPath: file(other))
    // Else the first checkpoint would wait for the whole copy.
    let descriptor = open(file(other), O_RDONLY)
    fsync(descriptor)
    close(descriptor)
  }

  /// The file system, by the number that Linux gives it.
  static var kind: String {
    let number = cb_file_system(parent)
    return switch number {
    case 0xEF53: "ext4"
    case 0x5846_5342: "XFS"
    case 0x9123_683E: "Btrfs"
    case 0x0102_1994: "tmpfs (no disk: durable rows mean nothing here)"
    case 0x794C_7630: "overlayfs"
    default: "file system 0x" + String(number, radix: 16)
    }
  }
}
