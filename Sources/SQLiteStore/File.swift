import Foundation
import Glibc
import WorkflowEngine

/// What the store asks of the file system beside SQLite.
enum File {
  /// Makes an empty file; false where something has this name already.
  static func make(_ path: String) throws -> Bool {
    let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o666)
    if descriptor >= 0 {
      close(descriptor)
      return true
    }
    guard errno == EEXIST else { throw fault(path) }
    return false
  }

  /// In bytes; nil where there is no such file.
  static func size(_ path: String) throws -> Int? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      if errno == ENOENT { return nil }
      throw fault(path)
    }
    return Int(status.st_size)
  }

  static func remove(_ path: String) { unsafe unlink(path) }

  /// Gives a complete file its name, unless another has it, and makes both durable.
  static func publish(_ partial: String, as path: String) throws {
    try synchronize(partial)
    if unsafe link(partial, path) != 0 {
      switch errno {
      case EEXIST: throw StoreError.exists(path)
      case EPERM, EOPNOTSUPP, ENOSYS, EMLINK:
        // A file system without links.
        guard try size(path) == nil else { throw StoreError.exists(path) }
        guard unsafe rename(partial, path) == 0 else { throw fault(path) }
      default: throw fault(path)
      }
    }
    let folder = (path as NSString).deletingLastPathComponent
    try synchronize(folder.isEmpty ? "." : folder)
  }

  private static func synchronize(_ path: String) throws {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw fault(path) }
  }

  private static func fault(_ path: String) -> StoreError {
    .unavailable("\(path): \(unsafe String(cString: strerror(errno)))")
  }

  /// The path in a form that SQLite takes for a file in any case: not for a URI, nor for a
  /// database in memory.
  static func plain(_ path: String) -> String { path.hasPrefix("/") ? path : "./" + path }

  /// The path as a URI by which SQLite reads a file that cannot change.
  static func immutable(_ path: String) -> String { uri(path, "immutable=1") }

  /// The path in a form by which SQLite gathers what it writes ahead.
  static func gathering(_ path: String) -> String {
    GatheredLog.name.map { uri(path, "vfs=\($0)") } ?? plain(path)
  }

  private static func uri(_ path: String, _ parameter: String) -> String {
    let absolute = URL(fileURLWithPath: path).path
    let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%;"))
    let encoded = absolute.addingPercentEncoding(withAllowedCharacters: allowed) ?? absolute
    return "file:\(encoded)?\(parameter)"
  }

  /// Whether no write-ahead log stands beside the file, or an empty one.
  static func hasNoLog(_ path: String) -> Bool { ((try? size(path + "-wal")) ?? 0) == 0 }
}
