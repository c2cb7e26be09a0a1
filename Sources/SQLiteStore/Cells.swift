import AuditLog
import FoundationEssentials
import GRDB
import Statechart
import WorkflowEngine

/// How values stand in SQLite's columns, and how they are read back without trusting the file.

extension DatabaseValue {
  /// - Throws: `StoreError.unavailable` for a text with U+0000: SQLite ends texts there, so that
  ///   two ids would become one.
  static func text(_ text: String) throws(StoreError) -> DatabaseValue {
    let bytes = text.utf8.span
    guard !bytes.indices.contains(where: { bytes[$0] == 0 }) else {
      throw .unavailable("a text with the character U+0000 cannot be stored as a key")
    }
    return text.databaseValue
  }

  static func text(_ id: Identifier) throws(StoreError) -> DatabaseValue { try text(id.text) }

  static func text(_ id: Identifier?) throws(StoreError) -> DatabaseValue {
    guard let id else { return .null }
    return try text(id.text)
  }

  static func integer(_ number: Int) -> DatabaseValue { Int64(number).databaseValue }
  static func time(_ time: Instant) -> DatabaseValue { time.millisecondsSinceEpoch.databaseValue }
  static func blob(_ bytes: [UInt8]) -> DatabaseValue { Data(bytes).databaseValue }
  static func blob(_ digest: Digest) -> DatabaseValue { blob(digest.bytes) }

  /// A record's canonical JSON.
  ///
  /// - Throws: `StoreError.unavailable` where it is nested deeper than it could be read back.
  static func body(_ record: some StoredRecord) throws(StoreError) -> DatabaseValue {
    var writer = CanonicalWriter()
    record.write(to: &writer)
    guard writer.deepest <= type(of: record).maximumDepth else {
      throw .unavailable("a record is nested too deep to be stored")
    }
    return String(decoding: writer.bytes, as: UTF8.self).databaseValue
  }
}

extension DatabaseValue {
  func text() throws(StoreError) -> String {
    guard case .string(let text) = storage else { throw .corrupt("a cell is no text") }
    return text
  }

  func id() throws(StoreError) -> Identifier { Identifier(try text()) }

  func integer() throws(StoreError) -> Int {
    guard case .int64(let number) = storage else { throw .corrupt("a cell is no integer") }
    return Int(number)
  }

  func bytes() throws(StoreError) -> [UInt8] {
    guard case .blob(let data) = storage else {
      // GRDB gives a blob without bytes as NULL or as an empty blob, by its version.
      if isNull { return [] }
      throw .corrupt("a cell is no sequence of bytes")
    }
    return Array(data)
  }

  func digest() throws(StoreError) -> Digest {
    guard let digest = Digest(bytes: try bytes()) else { throw .corrupt("a cell is no digest") }
    return digest
  }

  /// Whether both hold the same bytes; Swift's `==` would take two normalizations of a text for
  /// one.
  func isIdentical(to other: DatabaseValue) -> Bool {
    switch (storage, other.storage) {
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    default: self == other
    }
  }

  /// For the one who looks for what was changed.
  var json: JSON {
    switch storage {
    case .null: .null
    case .int64(let number): JSON(Int(number))
    case .double(let number): .number(number)
    case .string(let text): .string(text)
    case .blob(let data): ["base64": .string(data.base64EncodedString())]
    }
  }
}
