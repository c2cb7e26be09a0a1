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
    if diagnostics.contains(where: { $0.severity == .error }) { throw InvalidDocument(diagnostics) }
    throw InvalidDocument(
      diagnostics + [
        Diagnostic(
          .error, "workflow.missing", at: SourceLocation(line: 1, column: 1),
          "the document has no <d:workflow version=\"…\"> and cannot be registered")
      ])
  }

  /// Everything that can be said about a text: as XML, as SCXML, and as a workflow; sorted by place.
  ///
  /// SCXML that does not speak of `urn:docket:workflow:1` is no workflow, but nothing is wrong with
  /// it: then both the workflow is nil and there is no error.
  public static func check(_ text: [UInt8], options: SCXMLOptions = standardOptions)
    -> (workflow: Workflow?, diagnostics: [Diagnostic])
  {
    let reading = SCXMLReader.check(text, options: options)
    // A document that is wrong as SCXML is looked at all the same: one slip shall not hide the next.
    let parsed =
      reading.document?.root ?? (try? XMLDocument(parsing: text, limits: options.limits))?.root
    guard let root = parsed, root.name == XMLName("scxml", namespace: SCXML.namespace) else {
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
    guard !findings.hasErrors, builder.isWorkflow, let document = reading.document?.document else {
      return (nil, findings.sorted)
    }
    do {
      let workflow = try builder.workflow(of: document, text: text)
      return (workflow, findings.sorted)
    } catch {
      findings.append(error.diagnostics)
      return (nil, findings.sorted)
    }
  }
}

extension WorkflowBuilder {
  /// The workflow of a document without errors, which this builder has read.
  fileprivate func workflow(of document: Document, text: [UInt8]) throws(InvalidDocument)
    -> Workflow
  {
    let invoking = document.root.invokes(in: [])
    guard invoking.isEmpty else {
      throw InvalidDocument(
        invoking.map { state in
          Diagnostic(
            .error, "unsupported.invoke", at: state.location,
            "a workflow of the store cannot invoke another one yet; `docket simulate` can play it")
        })
    }
    var document = document
    document.expressions += expressions
    let chart = try Chart(document)
    let datamodel: any Datamodel =
      document.datamodel == "xpath"
      ? XPathDatamodel(document, namespaces: expressionNames.namespaces)
      : provider?.prepare(chart) ?? NullDatamodel(chart)
    let transitions = (0..<chart.transitionCount).map { TransitionIndex($0) }
    let judged = transitions.compactMap { transition in
      judgements[chart.location(transition)].map { (transition, $0) }
    }
    return Workflow(
      reference: WorkflowReference(
        name: Identifier(document.name ?? ""), version: version ?? "",
        digest: Digest.sha256(text)),
      titles: titles, chart: chart, interpreter: Interpreter(chart, datamodel: datamodel),
      roles: roles, evidenceKinds: evidenceKinds, ledgers: ledgers,
      withdrawingRoles: withdrawingRoles, stages: stages, deadlines: deadlines,
      reminders: reminders, judgements: Dictionary(uniqueKeysWithValues: judged))
  }
}

extension State {
  /// The states at and below this one that invoke something, in document order, after `found`.
  fileprivate func invokes(in found: [State]) -> [State] {
    children.reduce(invokes.isEmpty ? found : found + [self]) { $1.invokes(in: $0) }
  }
}
