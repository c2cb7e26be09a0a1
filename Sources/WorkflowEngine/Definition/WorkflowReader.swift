import AuditLog
public import Statechart
public import StatechartXML
import XML

/// Turns the text of a workflow into a `Workflow`, and says everything that is wrong with it.
public enum WorkflowReader {
  /// The workflow, if it can be registered and run.
  ///
  /// - Throws: `InvalidDocument` with every diagnostic; `workflow.missing` where the text is SCXML
  ///   without a `d:workflow`.
  public static func read(_ text: [UInt8], options: SCXMLOptions = standardOptions)
    throws(InvalidDocument) -> Workflow
  {
    let (workflow, diagnostics) = check(text, options: options)
    if let workflow { return workflow }
    throw InvalidDocument(diagnostics + [missing(in: diagnostics)].compactMap(\.self))
  }

  /// Everything that can be said about a text: as XML, as SCXML, and as a workflow; sorted by place.
  ///
  /// SCXML that does not speak of `urn:docket:workflow:1` is no workflow, but nothing is wrong with
  /// it: then both the workflow is nil and there is no error.
  public static func check(_ text: [UInt8], options: SCXMLOptions = standardOptions)
    -> (workflow: Workflow?, diagnostics: [Diagnostic])
  {
    check(WorkflowSource(text), options: options, needsRegistration: true)
  }

  /// The workflow of a document with its files.
  ///
  /// - Parameters:
  ///   - isInvoked: Any legal document will do. Its faults are met when they are executed, as there
  ///     is no author to tell.
  ///   - wasValidated: Whether this very text was held against the schema when it was registered.
  static func read(_ source: WorkflowSource, isInvoked: Bool, wasValidated: Bool = false)
    throws(InvalidDocument) -> Workflow
  {
    var options = standardOptions
    options.wasValidated = wasValidated
    if isInvoked { options.deferrable = .executed }
    if !source.files.isEmpty {
      options.resources = ResourceSet(source.files, base: source.base)
    }
    let (workflow, diagnostics) = check(source, options: options, needsRegistration: !isInvoked)
    if let workflow { return workflow }
    throw InvalidDocument(
      diagnostics + (isInvoked ? [] : [missing(in: diagnostics)].compactMap(\.self)))
  }

  static func check(
    _ source: WorkflowSource, options: SCXMLOptions, needsRegistration: Bool
  ) -> (workflow: Workflow?, diagnostics: [Diagnostic]) {
    let parsed: ParsedXML
    do {
      parsed = try SCXMLReader.parse(source.text, options: options)
    } catch {
      return (nil, error.diagnostics.map { Diagnostic($0) })
    }
    let root = parsed.document.root
    var options = options
    if root.defersFaults { options.deferrable = .executed }
    let reading = SCXMLReader.check(parsed, options: options)
    // A document that is wrong as SCXML is looked at all the same: one slip shall not hide the next.
    guard root.name == XMLName("scxml", namespace: SCXML.namespace) else {
      return (nil, reading.diagnostics)
    }

    var builder = WorkflowBuilder(
      root: root, options: options,
      firstExpression: reading.document?.document.expressions.count ?? 0)
    builder.read(root)
    builder.checkReferences()

    // What the schema and the reader of SCXML say about our elements is said better here.
    var findings = Findings()
    findings.append(
      reading.diagnostics.filter {
        !($0.code.hasPrefix("schema.") || $0.code == "extension.unknown")
          || !builder.explained.contains($0.location)
      })
    findings.append(builder.findings.diagnostics)
    guard !findings.hasErrors, builder.isWorkflow || !needsRegistration,
      let document = reading.document
    else { return (nil, findings.sorted) }
    do {
      let workflow = try builder.workflow(of: document, source)
      return (workflow, findings.sorted)
    } catch {
      findings.append(error.diagnostics)
      return (nil, findings.sorted)
    }
  }

  /// What to say of SCXML without faults that cannot be registered.
  private static func missing(in diagnostics: [Diagnostic]) -> Diagnostic? {
    guard !diagnostics.contains(where: { $0.severity == .error }) else { return nil }
    return Diagnostic(
      .error, "workflow.missing", at: SourceLocation(line: 1, column: 1),
      "the document has no <d:workflow version=\"…\"> and cannot be registered")
  }
}

extension XMLElement {
  /// Whether a document says that its faults are to be met when they are executed.
  fileprivate var defersFaults: Bool {
    elements.contains {
      $0.name == XMLName("workflow", namespace: SCXML.workflowNamespace)
        && $0.attribute("faults")?.value == "executed"
    }
  }
}

extension WorkflowBuilder {
  /// The workflow of a document without errors, which this builder has read.
  fileprivate func workflow(of read: SCXMLDocument, _ source: WorkflowSource)
    throws(InvalidDocument) -> Workflow
  {
    var document = read.document
    document.expressions += expressions
    let chart = try Chart(document)
    let datamodel = read.datamodel(for: chart)
    let transitions = (0..<chart.transitionCount).map { TransitionIndex($0) }
    let judged = transitions.compactMap { transition in
      judgements[chart.location(transition)].map { (transition, $0) }
    }
    var workflow = Workflow(
      reference: WorkflowReference(
        name: Identifier(document.name ?? ""), version: version ?? "", digest: source.digest),
      titles: titles, chart: chart, interpreter: Interpreter(chart, datamodel: datamodel),
      roles: roles, evidenceKinds: evidenceKinds, ledgers: ledgers,
      withdrawingRoles: withdrawingRoles, stages: stages, deadlines: deadlines,
      reminders: reminders, judgements: Dictionary(uniqueKeysWithValues: judged))
    workflow.source = WorkflowSource([], files: source.files, base: source.base)
    return workflow
  }
}
