/// One thing wrong with a document, for the person who wrote it.
public struct XMLDiagnostic: Hashable, Sendable, CustomStringConvertible {
  public var position: XMLPosition
  /// Stable and dotted, such as `xml.malformed` or `schema.element.unexpected`. Tests match on it.
  public var code: String
  /// A sentence without a capital and without a full stop, such as
  /// `element <foo> is not allowed here; expected <state> or <final>`.
  public var message: String

  public init(position: XMLPosition, code: String, message: String) {
    self.position = position
    self.code = code
    self.message = message
  }

  /// `line:column: message [code]`.
  public var description: String { "\(position): \(message) [\(code)]" }
}

/// The document cannot be read.
public struct InvalidXML: Error, Hashable, Sendable {
  /// In document order, never empty.
  public let diagnostics: [XMLDiagnostic]
  /// How many bytes of the source had been looked at when it was refused. Hostile documents are
  /// refused early; this is how a test can tell.
  public let bytesExamined: Int

  /// - Parameter others: Further diagnostics; the order does not matter.
  public init(_ first: XMLDiagnostic, others: [XMLDiagnostic] = [], bytesExamined: Int) {
    self.diagnostics = ([first] + others).sorted { $0.position < $1.position }
    self.bytesExamined = bytesExamined
  }
}

/// The file could not be read; its content was not judged.
public struct XMLFileError: Error, Hashable, Sendable {
  public let path: String
  /// The system's words, such as `No such file or directory`.
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}
