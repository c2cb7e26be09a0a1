internal import CLibXML2

/// A document that was read: a tree of values in which everything knows its place in the source.
public struct XMLDocument: Hashable, Sendable {
  public let root: XMLElement

  /// Reads a document from its bytes, in UTF-8 or any encoding the system can convert.
  ///
  /// - Throws: What is wrong, with its place. A DOCTYPE is refused whatever is in it.
  /// - Complexity: O(bytes); what exceeds `limits` is refused before libxml2 sees it.
  public init(parsing bytes: [UInt8], limits: XMLLimits = .standard) throws(InvalidXML) {
    root = try Self.root(of: ScannedSource(bytes, limits: limits)).element
  }

  fileprivate init(root: XMLElement) { self.root = root }

  /// - Parameter schema: Looks at the document while it is read.
  /// - Returns: The root, and whether the document was found to follow the schema.
  fileprivate static func root(
    of source: ScannedSource, following schema: XMLSchema? = nil
  ) throws(InvalidXML) -> (element: XMLElement, isValid: Bool) {
    var outcome: ElementReading.Outcome?
    let isValid = schema?.isKept { outcome = ElementReading.read(source, schema: $0) } ?? false
    let read = outcome ?? ElementReading.read(source)
    if !read.isCertain { _ = try ParsedDocument(source) }
    guard let root = read.root else {
      throw InvalidXML(
        XMLDiagnostic(
          position: .start, code: "xml.malformed", message: "the document cannot be read"),
        bytesExamined: source.text.bytes.count)
    }
    return (root, isValid)
  }

  /// Reads a document from a file.
  ///
  /// - Throws: `XMLFileError` if the file cannot be read, `InvalidXML` if it is no acceptable document.
  ///   Never more than one byte over `limits.bytes` is read.
  public init(contentsOf path: String, limits: XMLLimits = .standard) throws {
    try self.init(parsing: SourceFile.bytes(of: path, atMost: limits.bytes + 1), limits: limits)
  }
}

/// A document that was read and can still be held against a schema.
public struct ParsedXML: ~Copyable {
  public let document: XMLDocument
  private let source: ScannedSource
  /// The schema that the document was found to follow while it was read.
  private let followed: XMLSchema?

  /// - Parameter schema: The schema that the document will be held against. It looks at the document
  ///   while it is read, so that a valid one is read once.
  /// - Throws: As `XMLDocument.init(parsing:limits:)`.
  public init(
    _ bytes: [UInt8], limits: XMLLimits = .standard, expecting schema: XMLSchema? = nil
  ) throws(InvalidXML) {
    let source = try ScannedSource(bytes, limits: limits)
    let (root, isValid) = try XMLDocument.root(of: source, following: schema)
    self.source = source
    document = XMLDocument(root: root)
    followed = isValid ? schema : nil
  }

  /// What in the document breaks the schema, in document order; nothing if it is valid.
  public consuming func faults(by schema: XMLSchema) -> [XMLDiagnostic] {
    if schema === followed { return [] }
    do {
      return schema.faults(in: try ParsedDocument(source))
    } catch {
      return error.diagnostics
    }
  }
}

/// The name of an element or attribute; both lay out name and namespace alike.
func nodeName(of node: UnsafeMutablePointer<xmlNode>) -> XMLName {
  XMLName(
    unsafe copied(node.pointee.name) ?? "", namespace: unsafe copied(node.pointee.ns?.pointee.href))
}

/// The value of an attribute: the texts below it. Without a DTD there is nothing else.
func attributeValue(_ attribute: UnsafeMutablePointer<xmlAttr>) -> String {
  guard let first = unsafe attribute.pointee.children else { return "" }
  var result = unsafe copied(first.pointee.content) ?? ""
  var child = unsafe first.pointee.next
  while let current = unsafe child {
    result += unsafe copied(current.pointee.content) ?? ""
    unsafe child = current.pointee.next
  }
  return result
}
