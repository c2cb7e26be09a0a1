public import Statechart
public import XML

/// A usable SCXML document as it was read, with what other namespaces say in it.
public struct SCXMLDocument: Sendable {
  public var document: Document
  /// The child elements of other namespaces, in document order, by the place of the `<scxml>`,
  /// state or `<transition>` they stand in. They are collected, never interpreted.
  public var extensions: [SourceLocation: [XMLElement]]
  /// The warnings that remain, sorted by place.
  public var diagnostics: [Diagnostic]
  public var root: XMLElement?
  /// The prefixes that expressions may use: those in scope at `<scxml>`, and `d`.
  public var namespaces: [String: String]
  /// How it was read. What it invokes is read in the same way.
  public var options: SCXMLOptions
  /// The XPath expressions, which were compiled to be checked.
  let compiled: XPathExpressions

  public init(
    document: Document, extensions: [SourceLocation: [XMLElement]] = [:],
    diagnostics: [Diagnostic] = [], root: XMLElement? = nil,
    namespaces: [String: String] = ["d": SCXML.workflowNamespace],
    options: SCXMLOptions = SCXMLOptions()
  ) {
    self.init(
      document: document, extensions: extensions, diagnostics: diagnostics, root: root,
      namespaces: namespaces, options: options, compiled: XPathExpressions())
  }

  init(
    document: Document, extensions: [SourceLocation: [XMLElement]], diagnostics: [Diagnostic],
    root: XMLElement?, namespaces: [String: String], options: SCXMLOptions,
    compiled: XPathExpressions
  ) {
    self.document = document
    self.extensions = extensions
    self.diagnostics = diagnostics
    self.root = root
    self.namespaces = namespaces
    self.options = options
    self.compiled = compiled
  }
}

/// What came of reading a text: everything that was found, and the document if it can be used.
public struct SCXMLReading: Sendable {
  /// Nil where there is an error among the diagnostics.
  public var document: SCXMLDocument?
  /// Errors and warnings, sorted by place; never two of one fault at one place.
  public var diagnostics: [Diagnostic]

  public init(document: SCXMLDocument?, diagnostics: [Diagnostic]) {
    self.document = document
    self.diagnostics = diagnostics
  }
}

/// How to read.
public struct SCXMLOptions: Sendable {
  /// What becomes of the faults that the standard lets a session meet as `error.execution`: an
  /// expression that is wrong, an event sent to where nobody listens.
  public enum Deferrable: Sendable {
    /// The document is refused.
    case refused
    /// The document is read, with a warning; the fault is met when it is executed.
    case executed
  }

  public var deferrable: Deferrable
  public var limits: XMLLimits
  /// Whether the very text was held against the schema before, and need not be again.
  public var wasValidated = false
  /// The functions of `urn:docket:workflow:1` by local name, with how many arguments they take.
  public var functions: [String: ClosedRange<Int>]
  /// The data model of a document that names none; which that is, the standard leaves to the platform
  /// (section 3.2.1).
  public var standardDatamodel = "null"
  /// The data models that there are beside `null` and `xpath`.
  public var datamodels: [DatamodelProvider]
  /// Finds what the document names by `src`; nil where nothing outside of it can be read.
  public var resources: (any ResourceLoader)?

  public init(
    deferrable: Deferrable = .refused, limits: XMLLimits = .standard,
    functions: [String: ClosedRange<Int>] = XPathVocabulary.workflowFunctions,
    datamodels: [DatamodelProvider] = [], resources: (any ResourceLoader)? = nil
  ) {
    self.deferrable = deferrable
    self.limits = limits
    self.functions = functions
    self.datamodels = datamodels
    self.resources = resources
  }
}

/// Names of the standard and of the house.
public enum SCXML {
  public static let namespace = "http://www.w3.org/2005/07/scxml"
  public static let workflowNamespace = "urn:docket:workflow:1"
  /// The elements of the house's namespace that can stand in those of SCXML.
  public static let workflowElements: Set<String> = [
    "workflow", "stage", "deadline", "reminder", "allow", "require", "seen", "authority", "reason",
  ]
  /// The event I/O processor between SCXML sessions (section C.1).
  public static let eventProcessor = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor"
}

extension SourceLocation {
  init(_ position: XMLPosition) {
    self.init(line: position.line, column: position.column)
  }
}
