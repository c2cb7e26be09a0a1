internal import Foundation

/// A file that is written piece by piece and gets its name only when it is complete. One that is
/// given up leaves nothing behind.
public final class ExportFile {
  private let partial: URL
  private let final: URL
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private var isFinished = false

  /// Begins the file; its bytes are gathered beside it under its name and `.part`.
  public init(_ path: String) throws {
    final = URL(filePath: path)
    partial = URL(filePath: path + ".part")
    try Data().write(to: partial)
    handle = try FileHandle(forWritingTo: partial)
  }

  deinit {
    guard !isFinished else { return }
    try? handle.close()
    try? FileManager.default.removeItem(at: partial)
  }

  /// Adds bytes at the end.
  public func write(_ bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Makes the file durable and gives it its name, in place of a file that had it.
  public func finish() throws {
    try flush()
    try handle.synchronize()
    try handle.close()
    // Not `replaceItem`: POSIX's rename replaces in one step.
    guard unsafe rename(partial.path, final.path) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: final.path])
    }
    isFinished = true
  }

  private func flush() throws {
    try handle.write(contentsOf: Data(buffer))
    buffer.removeAll(keepingCapacity: true)
  }
}
