import Foundation
import Glibc

/// A file that an answer is written to. It appears under its name when it is complete.
final class NewFile {
  private let path: String
  private let partial: String
  private let handle: FileHandle

  /// - Throws: `UsageError` where it cannot be made.
  init(_ path: String) throws {
    self.path = path
    partial = path + ".partial-\(FreshID.make())"
    guard FileManager.default.createFile(atPath: partial, contents: nil),
      let handle = FileHandle(forWritingAtPath: partial)
    else { throw UsageError("\(path) cannot be written") }
    self.handle = handle
  }

  func write(_ bytes: [UInt8]) throws {
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw OutputFailure(sentence: "\(path) could not be written: no space, or no right to")
    }
  }

  /// Gives the file its name; a file that had it before is replaced.
  func finish() throws {
    do {
      try handle.close()
      // Not `replaceItemAt`: POSIX's rename replaces in one step, under any name.
      guard unsafe rename(partial, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw OutputFailure(sentence: "\(path) could not be written")
    }
  }
}
