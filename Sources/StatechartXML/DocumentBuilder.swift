import Statechart
import XML

/// Builds a `Document` from elements, collecting what is wrong on the way.
///
/// It reads on after a fault wherever a reader can tell what was meant, so that one slip does not
/// hide the next. What each element becomes is in `StateReading`, `ContentReading`, `SendReading`.
struct DocumentBuilder {
  let options: SCXMLOptions
  /// The prefixes that expressions may use.
  let namespaces: [String: String]
  /// The namespace whose elements are taken for SCXML's: the root's, even where it is wrong.
  let namespace: String?
  /// Whether the root is `<scxml>`: nothing else can be read.
  var hasRoot = true

  var document = Document()
  var extensions: [SourceLocation: [XMLElement]] = [:]
  var diagnostics: [Diagnostic] = []
  /// Every expression in the order of its number, with the attribute it stands in.
  var expressions: [PlacedExpression] = []
  /// The XPath expressions that were checked: to run them, nobody parses them again.
  var compiled = XPathExpressions()
  /// The ids of `<data>`.
  var declaredData: Set<Identifier> = []
  /// The items and indexes of `<foreach>`, which come to be when it runs.
  var loopVariables: Set<Identifier> = []
  /// Attributes under the names that their author meant, by the place of the element.
  private var misspelt: [SourceLocation: [String: XMLAttribute]] = [:]
  /// The ids of `<invoke>`, with their first places.
  private var invokeIDs: [Identifier: SourceLocation] = [:]
  /// The targets of `<send>` by SCXML's own processor.
  var sendTargets: [XMLAttribute] = []
  /// The elements whose content was found faulty.
  private(set) var explained: Set<SourceLocation> = []

  init(root: XMLElement, options: SCXMLOptions) {
    self.options = options
    namespace = root.name.namespace
    var inScope = root.namespaces
    // XPath 1.0, section 2.3: the default namespace is not used for names without a prefix.
    inScope[""] = nil
    inScope["d"] = inScope["d"] ?? SCXML.workflowNamespace
    namespaces = inScope
  }
}

/// An expression where it stands: from a scalar of an attribute's value on.
struct PlacedExpression {
  let id: ExpressionID
  let attribute: XMLAttribute
  let start: Int

  func location(of offset: Int) -> SourceLocation {
    SourceLocation(attribute.position(ofScalar: start + offset))
  }
}

// MARK: - The whole

extension DocumentBuilder {
  /// Reads the document, and everything that can be said about it without a schema.
  mutating func readDocument(_ root: XMLElement) -> [Diagnostic] {
    readRoot(root)
    checkExpressions()
    checkSendTargets(invokes: Set(invokeIDs.keys))
    guard hasRoot else { return diagnostics }
    let found = document.validateAndKeep { nearestName(to: $0, among: $1) }
    return diagnostics + found.filter { !covers($0) }
  }

  /// Section 6.4.1: the id of an `<invoke>` is unique in the document.
  mutating func declareInvoke(_ id: Identifier, at attribute: XMLAttribute) {
    if let first = invokeIDs[id] {
      error(
        "invoke.id.duplicate", at: attribute.position,
        "the id \"\(id)\" is used by two <invoke>; its first use is at \(first)")
    } else {
      invokeIDs[id] = SourceLocation(attribute.position)
    }
  }
}

// MARK: - Saying what is wrong

extension DocumentBuilder {
  mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  /// Elements about whose content enough was said.
  mutating func explain(_ elements: Set<SourceLocation>) { explained.formUnion(elements) }

  mutating func error(_ code: String, at position: XMLPosition, _ message: String) {
    diagnostics.append(Diagnostic(.error, code, at: SourceLocation(position), message))
  }

  mutating func warn(_ code: String, at position: XMLPosition, _ message: String) {
    diagnostics.append(Diagnostic(.warning, code, at: SourceLocation(position), message))
  }

  /// A fault that the standard also allows to be met at run time.
  mutating func deferrable(_ code: String, at position: XMLPosition, _ message: String) {
    deferrable(Diagnostic(.error, code, at: SourceLocation(position), message))
  }

  /// Whether the reader has said the same of a better place already.
  func covers(_ diagnostic: Diagnostic) -> Bool {
    diagnostic.code == "transition.event.illegal"
  }

  mutating func deferrable(_ diagnostic: Diagnostic) {
    var diagnostic = diagnostic
    if options.deferrable == .executed { diagnostic.severity = .warning }
    diagnostics.append(diagnostic)
  }
}

// MARK: - Elements and attributes

extension DocumentBuilder {
  /// An SCXML element under the name its author meant.
  struct Child {
    let name: String
    let element: XMLElement
  }

  /// Checks the attributes, text and child elements of `element` against the rule for `name`.
  ///
  /// - Returns: The SCXML children that belong here, in document order. One with a misspelt name is
  ///   returned under the right one, so that what it declares is not missed elsewhere.
  mutating func inspect(_ element: XMLElement, as name: String) -> [Child] {
    guard let rule = ElementRule.all[name] else { return [] }
    inspectAttributes(of: element, as: name, rule)
    guard case .elements = rule.content else { return [] }
    var accepted: [Child] = []
    accepted.reserveCapacity(element.children.count)
    for node in element.children {
      switch node {
      case .element(let child):
        guard let found = accept(child, in: element, as: name, rule) else { continue }
        if rule.single.contains(found), accepted.contains(where: { $0.name == found }) {
          error(
            "element.repeated", at: child.position,
            "<\(name)> has more than one <\(found)>; it can have one")
        } else {
          accepted.append(Child(name: found, element: child))
        }
      case .text(let text, let position):
        inspectText(text, at: position, in: name, element)
      case .comment, .processingInstruction:
        continue
      }
    }
    return accepted
  }

  private mutating func inspectAttributes(
    of element: XMLElement, as name: String, _ rule: ElementRule
  ) {
    for attribute in element.attributes {
      let written = attribute.name
      let local = written.local
      if written.namespace != nil || rule.attributes.contains(local) { continue }
      let free = rule.attributes.filter { element.attribute($0) == nil }
      error(
        "attribute.unknown", at: attribute.position,
        "<\(name)> has no attribute \"\(local)\"" + didYouMean(local, among: free))
      if let meant = nearestName(to: local, among: free) {
        misspelt[SourceLocation(element.position), default: [:]][meant] = attribute
      }
    }
    for required in rule.required where attribute(required, of: element) == nil {
      error(
        "attribute.missing", at: element.position,
        "<\(name)> lacks the attribute \"\(required)\"")
    }
  }

  /// An attribute, also where its name is misspelt: what it says is read as it was meant, so that one
  /// slip is reported once.
  func attribute(_ name: String, of element: XMLElement) -> XMLAttribute? {
    if let attribute = element.attribute(name) { return attribute }
    return misspelt.isEmpty ? nil : misspelt[SourceLocation(element.position)]?[name]
  }

  /// - Returns: The name under which to read `child`, or nil where it is not to be read.
  private mutating func accept(
    _ child: XMLElement, in parent: XMLElement, as parentName: String, _ rule: ElementRule
  ) -> String? {
    let written = child.name
    let local = written.local
    guard written.namespace == namespace else {
      acceptForeign(child, in: parent, as: parentName)
      return nil
    }
    if rule.children.contains(local) { return local }
    if ElementRule.all[local] != nil {
      let place =
        rule.children.isEmpty
        ? "which has no child elements" : "only " + list(rule.children.map { "<\($0)>" })
      error(
        "element.misplaced", at: child.position,
        "<\(local)> cannot stand in <\(parentName)>, \(place)")
      return nil
    }
    let meant = nearestName(to: local, among: rule.children)
    error(
      "element.unknown", at: child.position,
      "there is no SCXML element <\(local)>" + (meant.map { "; did you mean <\($0)>?" } ?? ""))
    return meant
  }

  /// Elements of other namespaces are kept where they can mean something (section 3.1: platforms
  /// ignore what they do not know), and mentioned where they are certainly without effect.
  private mutating func acceptForeign(
    _ child: XMLElement, in parent: XMLElement, as parentName: String
  ) {
    switch parentName {
    case "scxml", "state", "parallel", "final", "transition":
      extensions[SourceLocation(parent.position), default: []].append(child)
      checkExtension(child)
    default:
      let named = child.prefix.map { "\($0):\(child.name.local)" } ?? child.name.local
      let severity: Diagnostic.Severity =
        child.name.namespace == SCXML.workflowNamespace || child.name.namespace == nil
        ? .error : .warning
      diagnostics.append(
        Diagnostic(
          severity, "extension.misplaced", at: SourceLocation(child.position),
          child.name.namespace == nil
            ? "<\(named)> is in no namespace and means nothing in <\(parentName)>"
            : "<\(named)> has no effect in <\(parentName)>; it belongs in <scxml>, a state or a"
              + " transition"))
    }
  }

  /// The schema checks the extensions that it knows; it takes one that it does not know for
  /// somebody else's.
  private mutating func checkExtension(_ element: XMLElement) {
    let local = element.name.local
    guard element.name.namespace == SCXML.workflowNamespace,
      !SCXML.workflowElements.contains(local)
    else { return }
    let prefix = element.prefix.map { $0 + ":" } ?? ""
    let meant = nearestName(to: local, among: SCXML.workflowElements)
    error(
      "extension.unknown", at: element.position,
      "there is no element <\(prefix)\(local)> in \(SCXML.workflowNamespace)"
        + (meant.map { "; did you mean <\(prefix)\($0)>?" } ?? ""))
  }

  private mutating func inspectText(
    _ text: String, at position: XMLPosition, in name: String, _ element: XMLElement
  ) {
    if text.isBlank { return }
    var place = position
    for scalar in text.unicodeScalars {
      guard scalar.isXMLSpace else {
        explained.insert(SourceLocation(element.position))
        let excerpt = text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        error(
          "text.unexpected", at: place,
          "<\(name)> cannot contain text, but \"\(excerpt.prefix(24))\" stands here")
        return
      }
      if scalar == "\n" {
        place = XMLPosition(line: place.line + 1, column: 1)
      } else {
        place = XMLPosition(line: place.line, column: place.column + 1)
      }
    }
  }

  /// Reports two attributes, or an attribute and content, of which only one may be there.
  mutating func exclude(_ a: String, _ b: String, in element: XMLElement, as name: String) {
    guard attribute(a, of: element) != nil, let second = attribute(b, of: element) else { return }
    error(
      "attribute.conflict", at: second.position,
      "<\(name)> has both \"\(a)\" and \"\(b)\"; only one of them can count")
  }

  /// The value, if it is one of `allowed`; reports any other.
  mutating func choice(_ name: String, of element: XMLElement, from allowed: [String]) -> String? {
    guard let attribute = attribute(name, of: element) else { return nil }
    if allowed.contains(attribute.value) { return attribute.value }
    error(
      "attribute.value", at: attribute.position,
      "\"\(attribute.value)\" is no value of \"\(name)\"; it is "
        + list(allowed.map { "\"\($0)\"" }, "or"))
    return nil
  }

  /// The id that an element declares; reports one that is not an XML name.
  mutating func identifier(_ name: String = "id", of element: XMLElement) -> Identifier? {
    guard let attribute = attribute(name, of: element) else { return nil }
    if !XMLName.isLocalName(attribute.value) {
      error(
        "id.invalid", at: attribute.position,
        "\"\(attribute.value)\" cannot be an id: an id is a name that begins with a letter or \"_\""
          + " and has no spaces or colons")
    }
    return Identifier(attribute.value)
  }

  mutating func expression(_ attribute: XMLAttribute, _ use: Expression.Use) -> ExpressionID {
    expression(attribute, attribute.value, from: 0, use)
  }

  /// Part of an attribute's value as an expression, which begins at its scalar number `start`.
  mutating func expression(
    _ attribute: XMLAttribute, _ source: String, from start: Int, _ use: Expression.Use
  ) -> ExpressionID {
    let location = SourceLocation(attribute.position(ofScalar: start))
    let id = document.add(Expression(source, use, at: location))
    expressions.append(PlacedExpression(id: id, attribute: attribute, start: start))
    return id
  }

  /// The expression of an attribute that may be missing.
  mutating func expression(_ name: String, of element: XMLElement, _ use: Expression.Use)
    -> ExpressionID?
  {
    attribute(name, of: element).map { expression($0, use) }
  }
}
