import Statechart
import StatechartXML
import XML

/// Collects what `urn:docket:workflow:1` says in one document, and what is wrong with it.
///
/// It walks over the elements of SCXML that it knows and reads ours inside them; what each means is
/// in `DeclarationReading`, `StateRuleReading` and `JudgementReading`, and whether the names fit
/// together in `ReferenceChecking`.
struct WorkflowBuilder {
  let vocabulary = ElementVocabulary.workflow
  let names: DocumentNames
  /// What expressions may name.
  let expressionNames: XPathVocabulary
  let datamodel: String
  /// The data model, where it is neither of the house's own.
  let provider: DatamodelProvider?
  /// Finds the files that are declared.
  let resources: (any ResourceLoader)?
  /// The number that the first expression of ours gets.
  let firstExpression: Int

  var findings = Findings()
  /// The expressions of our elements, in document order.
  var expressions: [Expression] = []
  /// The places of elements and attributes about which everything is said that a schema could say.
  var explained: Set<SourceLocation> = []

  // What the document says.
  var isWorkflow = false
  var version: String?
  var titles = LocalizedText()
  var roles: [RoleDeclaration] = []
  var evidenceKinds: [EvidenceDeclaration] = []
  var ledgers: [LedgerDeclaration] = []
  var withdrawingRoles: [RoleID] = []
  var stages: [Stage] = []
  var deadlines: [DeadlineRule] = []
  var reminders: [ReminderRule] = []
  /// By the place of the `<transition>`.
  var judgements: [SourceLocation: Judgement] = [:]

  // Names, where they are declared and where they are used.
  var declared: [NameKind: [Identifier: SourceLocation]] = [:]
  var used: [NameKind: [NameUse]] = [:]
  /// Kinds of names that expressions compute, so that nothing can be called unused.
  var computed: Set<NameKind> = []
  /// The first element of ours outside of `d:workflow`.
  private var firstRule: XMLElement?
  /// The number of the state that is read, in document order.
  private var stateCount = 0

  /// A name that is used: in which attribute, and from which of its scalars on.
  struct NameUse {
    var id: Identifier
    var attribute: XMLAttribute
    var start = 0

    /// Where the name stands in the source. Costs as much as the attribute is long.
    var location: SourceLocation { SourceLocation(attribute.position(ofScalar: start)) }
  }

  /// What a workflow's own names name.
  enum NameKind: String {
    case role, evidence, ledger
  }

  init(root: XMLElement, options: SCXMLOptions, firstExpression: Int) {
    self.firstExpression = firstExpression
    datamodel = root.attribute("datamodel")?.value ?? "null"
    let datamodel = datamodel
    provider = options.datamodels.first { $0.name == datamodel }
    // What a script asks for cannot be seen.
    if provider != nil { computed = [.evidence, .ledger] }
    resources = options.resources
    names = DocumentNames(root)
    var namespaces = root.namespaces
    // XPath 1.0, section 2.3: the default namespace is not used for names without a prefix.
    namespaces[""] = nil
    namespaces["d"] = namespaces["d"] ?? SCXML.workflowNamespace
    expressionNames = XPathVocabulary(
      variables: names.variables, functions: options.functions, namespaces: namespaces,
      states: names.states)
  }

  mutating func read(_ root: XMLElement) {
    walk(root, inside: nil)
    if !isWorkflow, let firstRule {
      findings.error(
        "workflow.missing", at: SourceLocation(root.position),
        "the document uses \(vocabulary.tag(firstRule)), but <scxml> has no"
          + " <\(firstRule.prefix.map { $0 + ":" } ?? "")workflow version=\"…\">")
    }
    if isWorkflow { checkName(of: root) }
  }

  private mutating func checkName(of root: XMLElement) {
    guard let name = root.attribute("name") else {
      findings.error(
        "workflow.name.missing", at: SourceLocation(root.position),
        "a workflow is registered under its name; write name=\"…\" in <scxml>")
      return
    }
    guard !name.value.isNameToken else { return }
    explained.insert(SourceLocation(name.position))
    findings.error(
      "workflow.name.invalid", at: SourceLocation(name.position),
      "\"\(name.value)\" cannot be the name of a workflow: it is one word of letters, digits, \"-\","
        + " \".\" and \"_\"")
  }

  /// Reads what stands in an element of SCXML, and then the states and transitions inside it.
  private mutating func walk(_ element: XMLElement, inside parent: XMLElement?) {
    noteFacts(named: element)
    let isState = ["scxml", "state", "parallel", "final", "history"].contains(element.name.local)
    let state = StateIndex(stateCount)
    if isState { stateCount += 1 }
    if let place = WorkflowPlace(element) {
      let children = accept(element, place)
      switch place {
      case .document: for child in children { readWorkflow(child) }
      case .state: readRules(children, of: element, state, inside: parent)
      case .transition: readJudgement(children, of: element, inside: parent)
      }
    }
    for child in element.elements where child.name.namespace == SCXML.namespace {
      walk(child, inside: element)
    }
  }

  /// The elements of ours that belong in an element of SCXML; reports the others.
  private mutating func accept(_ element: XMLElement, _ place: WorkflowPlace) -> [XMLElement] {
    var accepted: [XMLElement] = []
    var seen: Set<String> = []
    for child in element.elements where child.name.namespace == vocabulary.namespace {
      let (name, location) = (child.name.local, SourceLocation(child.position))
      if name != "workflow", firstRule == nil { firstRule = child }
      if !place.children.contains(name) {
        explained.insert(location)
        refuse(child, in: element, place)
      } else if place.single.contains(name), !seen.insert(name).inserted {
        findings.error(
          "workflow.element.repeated", at: location,
          "<\(element.name.local)> has more than one \(vocabulary.tag(child)); it can have one")
      } else {
        accepted.append(child)
      }
    }
    return accepted
  }

  private mutating func refuse(_ child: XMLElement, in element: XMLElement, _ place: WorkflowPlace)
  {
    let (name, location) = (child.name.local, SourceLocation(child.position))
    let prefix = child.prefix.map { $0 + ":" } ?? ""
    if vocabulary.shapes[name] != nil {
      findings.error(
        "workflow.element.misplaced", at: location,
        "\(vocabulary.tag(child)) cannot stand in <\(element.name.local)>; it belongs in"
          + " \(WorkflowPlace.home(of: name, prefix))")
      return
    }
    let near =
      nearestName(to: name, among: place.children)
      ?? nearestName(to: name, among: vocabulary.shapes.keys)
    findings.error(
      "workflow.element.unknown", at: location,
      "there is no \(vocabulary.tag(child)) in \(vocabulary.namespace)"
        + (near.map { "; did you mean <\(prefix)\($0)>?" } ?? ""))
  }

  /// Reads an element with `body`; if that finds an error, the schema need not speak of it again.
  mutating func explaining(_ element: XMLElement, _ body: (inout WorkflowBuilder) -> Void) {
    let before = findings.diagnostics.count
    body(&self)
    let hasError = findings.diagnostics[before...].contains { $0.severity == .error }
    if hasError { explain(element) }
  }

  private mutating func explain(_ element: XMLElement) {
    explained.insert(SourceLocation(element.position))
    for attribute in element.attributes { explained.insert(SourceLocation(attribute.position)) }
    for child in element.elements { explain(child) }
  }
}
