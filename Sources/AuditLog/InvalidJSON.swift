/// Why a text is not JSON that can be kept, and where.
public struct InvalidJSON: Error, Hashable, Sendable {
  /// What is wrong; the raw value is the stable code that tests and tools match on.
  public enum Reason: String, Sendable {
    case encoding = "json.encoding"
    case syntax = "json.syntax"
    case truncated = "json.truncated"
    case trailing = "json.trailing"
    case duplicateName = "json.name.duplicate"
    case surrogate = "json.surrogate"
    case numberRange = "json.number.range"
    case depth = "json.depth"
  }

  public var reason: Reason

  /// A sentence for the person who wrote the text.
  public var message: String

  /// The byte at which the fault begins, counted from 0.
  public var offset: Int

  /// The line, counted from 1; a line ends with LF.
  public var line: Int

  /// The column, counted from 1 in Unicode scalars.
  public var column: Int

  /// A fault at a byte of `bytes`, which need not be valid UTF-8 from there on.
  init(_ reason: Reason, _ message: String, at offset: Int, in bytes: [UInt8]) {
    self.reason = reason
    self.message = message
    self.offset = offset
    let before = bytes[..<offset]
    line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    // Every scalar has exactly one byte that is not a continuation byte (10xxxxxx).
    column = 1 + before[start...].count { $0 & 0xC0 != 0x80 }
  }
}

extension InvalidJSON: CustomStringConvertible {
  /// `line:column: error: sentence [code]`
  public var description: String {
    "\(line):\(column): error: \(message) [\(reason.rawValue)]"
  }
}
