/// A place in a document's text.
public struct SourceLocation: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The line, counted from 1.
  public var line: Int {
    get { Int(lineNumber) }
    set { lineNumber = Int32(clamping: newValue) }
  }
  /// The column in Unicode scalars, counted from 1.
  public var column: Int {
    get { Int(columnNumber) }
    set { columnNumber = Int32(clamping: newValue) }
  }

  // Everything in a document has a location.
  private var lineNumber: Int32
  private var columnNumber: Int32

  public init(line: Int, column: Int) {
    lineNumber = Int32(clamping: line)
    columnNumber = Int32(clamping: column)
  }

  public static func < (a: SourceLocation, b: SourceLocation) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }

  public var description: String { "\(line):\(column)" }
}

/// One thing that is wrong, or doubtful, in a document, said so that its author can mend it.
public struct Diagnostic: Hashable, Sendable {
  public enum Severity: String, Hashable, Sendable, CaseIterable {
    /// The document cannot be used.
    case error
    /// The document can be used, but probably does not do what its author meant.
    case warning
  }

  public var severity: Severity
  public var location: SourceLocation
  /// A stable name that tests and tools match on, such as `transition.target.unknown`.
  public var code: String
  /// One sentence without a full stop, with a suggestion where there is one.
  public var message: String

  public init(_ severity: Severity, _ code: String, at location: SourceLocation, _ message: String)
  {
    self.severity = severity
    self.location = location
    self.code = code
    self.message = message
  }
}

/// A definition that cannot be used, with every reason why.
public struct InvalidDocument: Error, Sendable {
  /// At least one error, and the warnings found beside it, sorted by place.
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics.sorted { ($0.location, $0.code) < ($1.location, $1.code) }
  }
}
