public import Statechart
public import XML

/// Turns SCXML text into a `Document`, and says everything that is wrong with it.
public enum SCXMLReader {
  /// The document, if it can be used.
  ///
  /// - Throws: `InvalidDocument` with every diagnostic, not only the first.
  public static func read(_ bytes: [UInt8], options: SCXMLOptions = SCXMLOptions())
    throws(InvalidDocument) -> SCXMLDocument
  {
    let reading = check(bytes, options: options)
    guard let document = reading.document else { throw InvalidDocument(reading.diagnostics) }
    return document
  }

  /// Everything that can be said about a text: whether it is well-formed, follows the schemas and
  /// the standard, hangs together as a state machine, and has expressions that can be evaluated.
  ///
  /// A text that is not well-formed gets no further; every other check runs whatever the ones
  /// before it found, as far as there is something to look at.
  ///
  /// - Complexity: Linear in the text but for `Document.validate()`.
  public static func check(_ bytes: [UInt8], options: SCXMLOptions = SCXMLOptions())
    -> SCXMLReading
  {
    do {
      return check(try parse(bytes, options: options), options: options)
    } catch {
      return SCXMLReading(document: nil, diagnostics: error.diagnostics.map(Diagnostic.init))
    }
  }

  /// Parses a text, for whoever looks at it before or after `check`.
  public static func parse(_ bytes: [UInt8], options: SCXMLOptions = SCXMLOptions())
    throws(InvalidXML) -> ParsedXML
  {
    try ParsedXML(
      bytes, limits: options.limits, expecting: options.wasValidated ? nil : Schemas.scxml)
  }

  /// The same of a text that was parsed already.
  public static func check(_ source: consuming ParsedXML, options: SCXMLOptions = SCXMLOptions())
    -> SCXMLReading
  {
    let root = source.document.root
    let hasSchema = root.name == XMLName("scxml", namespace: SCXML.namespace)
    // Asked first, so that the source is no longer held while the document is made.
    let faults = hasSchema && !options.wasValidated ? source.faults(by: Schemas.scxml) : []
    var builder = DocumentBuilder(root: root, options: options)
    var found = Findings(in: root)
    found.add(builder.readDocument(root))
    found.addIfUnexplained(faults.map(Diagnostic.init), explained: builder.explained)

    let diagnostics = found.sorted
    guard !diagnostics.contains(where: { $0.severity == .error }) else {
      return SCXMLReading(document: nil, diagnostics: diagnostics)
    }
    let document = SCXMLDocument(
      document: builder.document, extensions: builder.extensions, diagnostics: diagnostics,
      root: root, namespaces: builder.namespaces, options: options, compiled: builder.compiled)
    return SCXMLReading(document: document, diagnostics: diagnostics)
  }
}

/// Diagnostics from several checks.
///
/// A schema has the last word: it says something only about tags in which nobody else found an
/// error, because it says the same in worse words.
private struct Findings {
  private let root: XMLElement
  private var diagnostics: [Diagnostic] = []
  /// Where the start tags begin, in document order.
  private var tags: [SourceLocation] = []

  init(in root: XMLElement) { self.root = root }

  private mutating func collect(_ element: XMLElement) {
    tags.append(SourceLocation(element.position))
    for child in element.elements { collect(child) }
  }

  mutating func add(_ more: [Diagnostic]) { diagnostics += more }

  /// - Parameter explained: Elements about whose content enough was said.
  mutating func addIfUnexplained(_ more: [Diagnostic], explained: Set<SourceLocation>) {
    if more.isEmpty { return }
    collect(root)
    let errors = diagnostics.filter { $0.severity == .error }
    var faulty = Set(errors.map { tag(of: $0.location) })
    faulty.formUnion(explained)
    var places: Set<SourceLocation> = []
    diagnostics += more.filter { finding in
      !faulty.contains(tag(of: finding.location)) && places.insert(finding.location).inserted
    }
  }

  /// The start tag in which a place lies, or behind which.
  private func tag(of place: SourceLocation) -> SourceLocation {
    var (low, high) = (0, tags.count)
    while low < high {
      let middle = (low + high) / 2
      if tags[middle] <= place { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? place : tags[low - 1]
  }

  /// By place, then by code; the same said twice is said once.
  var sorted: [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return InvalidDocument(diagnostics).diagnostics.filter { seen.insert($0).inserted }
  }
}

extension Diagnostic {
  fileprivate init(_ found: XMLDiagnostic) {
    self.init(.error, found.code, at: SourceLocation(found.position), found.message)
  }
}
