import Foundation
import Glibc
import Reports

/// Standard output and standard error.
enum Terminal {
  /// Opens those of the three standard streams that the caller has closed, so that no file of ours
  /// takes their place and gets our answers written into it.
  static func openStandardStreams() {
    var descriptor: Int32 = 0
    while (0...2).contains(descriptor) { descriptor = unsafe open("/dev/null", O_RDWR | O_CLOEXEC) }
    if descriptor > 2 { close(descriptor) }
  }

  /// Writes an answer to standard output.
  ///
  /// A reader that has gone away is no failure: it has read what it wanted.
  ///
  /// - Throws: `OutputFailure`, for example where a disk is full.
  static func print(_ text: String) throws {
    let code = write(Array(text.utf8), to: STDOUT_FILENO)
    guard code != 0, code != EPIPE, code != EBADF else { return }
    throw OutputFailure(
      sentence: "the answer could not be written: \(unsafe String(cString: strerror(code)))")
  }

  /// Writes bytes to standard output as they are.
  static func print(bytes: [UInt8]) throws {
    let code = write(bytes, to: STDOUT_FILENO)
    guard code != 0, code != EPIPE, code != EBADF else { return }
    throw OutputFailure(
      sentence: "the bytes could not be written: \(unsafe String(cString: strerror(code)))")
  }

  /// Writes a line to standard error, with nothing in it that a terminal would obey.
  static func complain(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(\.visible)
    _ = write(Array((lines.joined(separator: "\n") + "\n").utf8), to: STDERR_FILENO)
  }

  /// Whether somebody watches what goes to standard error.
  static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

  /// Shows how far something is, on one line of standard error; nothing if that is no terminal.
  static func progress(_ done: Int, of size: Int, _ what: String) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    let end = done >= size ? "\r\u{1B}[K" : ""
    _ = write(Array("\r\(done)/\(size) \(what)\(end)".utf8), to: STDERR_FILENO)
  }

  /// Shows a line of standard error in place of the last one; nothing if that is no terminal.
  ///
  /// - Parameter isOver: Takes it away again.
  static func progress(_ words: String, isOver: Bool) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    _ = write(Array("\r\u{1B}[K\(isOver ? "" : words)".utf8), to: STDERR_FILENO)
  }

  /// Whether answers may have colours.
  static var style: Style {
    let environment = ProcessInfo.processInfo.environment
    let isPlain = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    return isatty(STDOUT_FILENO) == 1 && !isPlain ? .ansi : .plain
  }

  /// - Returns: 0, or the number of the error.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}
