public import AuditLog

/// A record that a store keeps as one JSON object, and reads back as an equal record.
///
/// Members without a value and empty lists are left out, so equal records have equal canonical
/// bytes. A store may keep these bytes; two stores can be compared by them.
public protocol StoredRecord: CanonicallyWritten, Hashable, Sendable {
  /// - Throws: `StoreError.corrupt` for a member that is missing, unknown or of another type.
  init(json: JSON) throws(StoreError)

  /// Reads the bytes of `canonical`.
  ///
  /// - Throws: `StoreError.corrupt` for anything else.
  init(parsing bytes: [UInt8]) throws(StoreError)
}

extension StoredRecord {
  /// The deepest nesting that is read back: a value of a hostile event fits several times over.
  public static var maximumDepth: Int { 1_024 }

  public init(parsing bytes: [UInt8]) throws(StoreError) { try self.init(strictly: bytes) }

  /// The same, with a word about what is wrong.
  init(strictly bytes: [UInt8]) throws(StoreError) {
    let json: JSON
    do throws(InvalidJSON) {
      json = try JSON(parsing: bytes, maximumDepth: Self.maximumDepth)
    } catch {
      throw .corrupt("a stored record is not JSON: \(error)")
    }
    try self.init(json: json)
  }
}
