import AuditLog
import FoundationEssentials
import Statechart
import WorkflowEngine

/// What stands in one column of a row, of the five types that SQLite has.
enum Cell: Sendable {
  case null
  case integer(Int)
  case real(Double)
  case string(String)
  case blob([UInt8])

  /// A text that other texts are compared with.
  ///
  /// - Throws: `StoreError.unavailable` for a text with U+0000: SQLite ends texts there, so that
  ///   two ids would become one.
  static func text(_ text: String) throws(StoreError) -> Cell {
    let bytes = text.utf8.span
    for index in bytes.indices where bytes[index] == 0 { throw .textWithNUL }
    return .string(text)
  }

  static func text(_ id: Identifier) throws(StoreError) -> Cell { try text(id.text) }
  static func time(_ time: Instant) -> Cell { .integer(Int(time.millisecondsSinceEpoch)) }
  static func digest(_ digest: Digest) -> Cell { .blob(digest.bytes) }
}

// How cells are read back without trusting the file.

extension Cell {
  var isNull: Bool {
    if case .null = self { true } else { false }
  }

  func text() throws(StoreError) -> String {
    guard case .string(let text) = self else { throw .corrupt("a cell is no text") }
    return text
  }

  func id() throws(StoreError) -> Identifier { Identifier(try text()) }

  func integer() throws(StoreError) -> Int {
    guard case .integer(let number) = self else { throw .corrupt("a cell is no integer") }
    return number
  }

  /// Empty also for NULL.
  func bytes() throws(StoreError) -> [UInt8] {
    switch self {
    case .blob(let bytes): return bytes
    case .null: return []
    default: throw .corrupt("a cell is no sequence of bytes")
    }
  }

  func digest() throws(StoreError) -> Digest {
    guard let digest = Digest(bytes: try bytes()) else { throw .corrupt("a cell is no digest") }
    return digest
  }

  /// For the one who looks for what was changed.
  var json: JSON {
    switch self {
    case .null: .null
    case .integer(let number): JSON(number)
    case .real(let number): .number(number)
    case .string(let text): .string(text)
    case .blob(let bytes): ["base64": .string(Data(bytes).base64EncodedString())]
    }
  }
}

extension StoreError {
  static let textWithNUL = StoreError.unavailable(
    "a text with the character U+0000 cannot be stored as a key")
}
