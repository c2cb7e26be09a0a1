/// A place in the text of a document.
///
/// Lines and columns count from 1. A column counts Unicode scalars of the decoded text, so that a
/// Chinese character is one column in every encoding; a byte order mark counts nothing. LF, CR LF and
/// a lone CR end a line (XML 1.0, section 2.11).
public struct XMLPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var line: Int {
    get { Int(lineNumber) }
    set { lineNumber = Int32(clamping: newValue) }
  }
  public var column: Int {
    get { Int(columnNumber) }
    set { columnNumber = Int32(clamping: newValue) }
  }

  // A document has a place for all that it consists of.
  private var lineNumber: Int32
  private var columnNumber: Int32

  public init(line: Int, column: Int) {
    lineNumber = Int32(clamping: line)
    columnNumber = Int32(clamping: column)
  }

  /// The first character of a document.
  public static let start = XMLPosition(line: 1, column: 1)

  public static func < (left: XMLPosition, right: XMLPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  /// `line:column`, as compilers write it.
  public var description: String { "\(line):\(column)" }
}

/// A name with its namespace.
///
/// Names are equal if their UTF-8 bytes are: two spellings of one accented letter are two names.
public struct XMLName: Hashable, Sendable, CustomStringConvertible {
  /// The namespace's URI; nil for no namespace.
  public var namespace: String?
  public var local: String

  public init(_ local: String, namespace: String? = nil) {
    self.local = local
    self.namespace = namespace
  }

  public init(namespace: String?, local: String) {
    self.init(local, namespace: namespace)
  }

  public static func == (left: XMLName, right: XMLName) -> Bool {
    left.isNamed(right.local, right.namespace)
  }

  /// Whether this is the name of these parts.
  func isNamed(_ local: String, _ namespace: String?) -> Bool {
    guard self.local.isIdentical(to: local) else { return false }
    if self.namespace == nil, namespace == nil { return true }
    return (self.namespace ?? "").isIdentical(to: namespace ?? "")
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(local)
    hasher.combine(namespace ?? "")
  }

  /// `{uri}local`, or the local name alone.
  public var description: String { namespace.map { "{\($0)}\(local)" } ?? local }

  /// The namespace of `xml:lang` and `xml:space`.
  public static let xmlNamespace = "http://www.w3.org/XML/1998/namespace"

  /// Whether `text` can be the local part of a name (Namespaces in XML 1.0, production NCName).
  public static func isLocalName(_ text: String) -> Bool {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return isPlainLocalName(text) }
    guard let first = text.unicodeScalars.first, first.startsXMLName else { return false }
    return text.unicodeScalars.allSatisfy(\.continuesXMLName)
  }

  /// The same of ASCII characters: letters and `_`, behind the first also digits, `-` and `.`.
  private static func isPlainLocalName(_ text: String) -> Bool {
    var isFirst = true
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "_"):
        break
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
        if isFirst { return false }
      default: return false
      }
      isFirst = false
    }
    return !isFirst
  }
}
