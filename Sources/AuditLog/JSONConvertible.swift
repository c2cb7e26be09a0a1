/// A value with one JSON form, which reads back as an equal value.
///
/// Two values are equal when their JSON is, so texts are compared by their bytes. Members without a
/// value and empty lists are left out.
public protocol JSONConvertible: CanonicallyWritten, Hashable, Sendable {
  /// Reads the JSON form; a member that is missing, unknown or of another type is refused.
  init(json: JSON) throws(InvalidEntry)
}

extension JSONConvertible {
  public static func == (left: Self, right: Self) -> Bool {
    left.canonical == right.canonical
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(canonical)
  }
}

/// Why bytes are not an entry's leaf or payload.
public struct InvalidEntry: Error, Hashable, Sendable {
  /// What is wrong; the raw value is the stable code that tests and tools match on.
  public enum Reason: String, Sendable {
    /// The bytes are not JSON.
    case notJSON = "entry.json"
    /// The bytes are JSON in another than the canonical form.
    case notCanonical = "entry.canonical"
    /// A newer Docket wrote this.
    case version = "entry.version"
    case missing = "entry.member.missing"
    case unknown = "entry.member.unknown"
    case type = "entry.member.type"
    case tooLarge = "entry.large"
  }

  public var reason: Reason

  /// Where: names and indexes as in `facts[0].digest`; empty for the whole.
  public var path: String

  /// A sentence.
  public var message: String

  init(_ reason: Reason, at path: String = "", _ message: String) {
    self.reason = reason
    self.path = path
    self.message = message
  }

  /// The same fault, seen from the value around it.
  func inside(_ outer: String) -> InvalidEntry {
    var error = self
    error.path = path.isEmpty || path.hasPrefix("[") ? outer + path : outer + "." + path
    return error
  }
}

extension InvalidEntry: CustomStringConvertible {
  /// `path: error: sentence [code]`
  public var description: String {
    (path.isEmpty ? "" : escapedForPeople(path) + ": ") + "error: \(message) [\(reason.rawValue)]"
  }
}
