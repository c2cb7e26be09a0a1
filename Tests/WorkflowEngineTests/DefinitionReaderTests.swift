import AuditLog
import Foundation
import Statechart
import Testing
import WorkflowEngine

@Suite struct DefinitionReaderTests {
  // MARK: What is read

  @Test func `a workflow has its name, its version and the digest of its text`() throws {
    let text = Definition().text

    let workflow = try WorkflowReader.read(text)

    #expect(workflow.reference.name == "drive")
    #expect(workflow.reference.version == "2023.2")
    #expect(workflow.reference.digest == Digest.sha256(text))
  }

  @Test func `declarations are read in their order, with titles by language`() throws {
    let workflow = try Definition(
      declarations: """
        <d:title xml:lang="en">Drive</d:title>
        <d:title xml:lang="zh-Hans">专项</d:title>
        <d:role id="clerk" manages="true"/>
        <d:role id="office"><d:title xml:lang="en">The  office</d:title></d:role>
        <d:evidence id="report"/>
        <d:evidence id="photo" max-bytes="1000" kinds="png jpg"/>
        <d:ledger id="problems" workflow="item" closed="closed verified"/>
        <d:withdraw role="office"/>
        """
    ).read()

    #expect(workflow.titles == LocalizedText([.init("en", "Drive"), .init("zh-Hans", "专项")]))
    #expect(
      workflow.roles == [
        RoleDeclaration(id: "clerk", titles: LocalizedText(), manages: true),
        RoleDeclaration(id: "office", titles: LocalizedText([.init("en", "The office")])),
      ])
    #expect(
      workflow.evidenceKinds == [
        EvidenceDeclaration(id: "report", titles: LocalizedText(), maxBytes: 20 << 20),
        EvidenceDeclaration(
          id: "photo", titles: LocalizedText(), maxBytes: 1_000, fileKinds: ["png", "jpg"]),
      ])
    #expect(
      workflow.ledgers == [
        LedgerDeclaration(
          id: "problems", titles: LocalizedText(), workflow: "item", closed: ["closed", "verified"])
      ])
    #expect(workflow.withdrawingRoles == ["office"])
  }

  @Test func `stages are at the positions that the chart gives their states`() throws {
    let workflow = try Definition(
      states: """
        <state id="a">
          <d:stage><d:title xml:lang="en">A</d:title></d:stage>
          <history id="h"><transition target="b"/></history>
          <state id="b">
            <d:stage><d:title xml:lang="en">B</d:title></d:stage>
            <transition event="on" target="c"/>
          </state>
          <parallel id="c">
            <d:stage><d:title xml:lang="en">C</d:title></d:stage>
            <transition event="back" target="h"/>
            <state><transition event="out" target="z"/></state>
          </parallel>
        </state>
        """
    ).read()

    #expect(workflow.stages.map(\.id) == ["a", "b", "c"])
    #expect(workflow.stages.map { workflow.chart.id($0.state) } == ["a", "b", "c"])
  }

  @Test func `a deadline is told after, in working days, at, or by an expression`() throws {
    let rules = [
      #"after="P5D""#, #"working-days="3""#, #"at="2023-12" soft="true""#,
      #"expr="d:batch()/@end""#,
    ]

    let deadlines = try rules.map { rule in
      try #require(
        Definition(rules: "<d:deadline \(rule)/>").read().deadlines.first)
    }

    let lastOfYear = try date("2023-12-31")
    #expect(
      deadlines.map(\.due) == [
        .after(duration("P5D")), .workingDays(3), .at(.endOf(lastOfYear)),
        .expression(ExpressionID(0)),
      ])
    #expect(deadlines.map(\.isSoft) == [false, false, true, false])
  }

  @Test func `reminders of a state keep their order`() throws {
    let workflow = try Definition(
      rules: """
        <d:deadline after="P30D"/><d:reminder before="P7D"/><d:reminder before="PT12H"/>
        """
    ).read()

    let state = try #require(workflow.chart.index(of: "a"))
    #expect(workflow.reminders(of: state).map(\.before) == [duration("P7D"), duration("PT12H")])
  }

  @Test func `what judges a transition is found under the transition`() throws {
    let workflow = try Definition(
      declarations: #"<d:role id="clerk"/><d:role id="boss"/>"#,
      judgement: """
        <d:allow role="clerk"/>
        <d:allow role="boss" distinct-from="go"/>
        <d:authority/>
        <d:reason/>
        """
    ).read()

    let (transition, judgement) = try #require(workflow.judgements.first)
    #expect(workflow.judgements.count == 1)
    #expect(workflow.chart.events(transition).map(\.text) == ["go"])
    #expect(workflow.chart.id(workflow.chart.source(transition)) == "a")
    #expect(judgement.allows.map(\.role) == ["clerk", "boss"])
    #expect(judgement.allows.map(\.distinctFrom) == [nil, "go"])
    #expect(judgement.needsAuthority && judgement.needsReason)
  }

  @Test(arguments: [
    (#"evidence="k""#, Requirement.Rule.evidence(kind: "k", min: 1, sinceEntry: false)),
    (#"evidence="k" min="4" since="entry""#, .evidence(kind: "k", min: 4, sinceEntry: true)),
    (#"ledger="l""#, .ledger("l", open: 0)), (#"ledger="l" open="2""#, .ledger("l", open: 2)),
    (#"units="children" in="a z""#, .units(.children, states: ["a", "z"], share: 1)),
    (#"units="descendants" in="z" share="0.95""#, .units(.descendants, states: ["z"], share: 0.95)),
    (#"test="true()""#, .test(ExpressionID(0))),
  ])
  func `a requirement has one of four rules`(_ attributes: String, _ rule: Requirement.Rule) throws
  {
    let workflow = try Definition(
      declarations: #"<d:evidence id="k"/><d:ledger id="l" workflow="item"/>"#,
      judgement: "<d:require \(attributes)>It is missing.</d:require>"
    ).read()

    let requirement = try #require(workflow.judgements.values.first?.requirements.first)
    #expect(requirement.rule == rule)
    #expect(requirement.message == LocalizedText("It is missing."))
  }

  @Test func `messages are read by language`() throws {
    let workflow = try Definition(
      judgement: """
        <d:require test="true()">
          <d:message xml:lang="en">Not approved.</d:message>
          <d:message xml:lang="zh-Hans">尚未批准。</d:message>
        </d:require>
        """
    ).read()

    let message = workflow.judgements.values.first?.requirements.first?.message
    #expect(
      message == LocalizedText([.init("en", "Not approved."), .init("zh-Hans", "尚未批准。")]))
  }

  @Test func `expressions of ours come after those of the document`() throws {
    let workflow = try Definition(
      judgement: #"<d:require test="$plan = 'yes'">No plan.</d:require>"#,
      condition: "true()", data: #"<datamodel><data id="plan" expr="'no'"/></datamodel>"#
    ).read()

    let rule = workflow.judgements.values.first?.requirements.first?.rule
    guard case .test(let expression) = rule else {
      Issue.record("the requirement is no test")
      return
    }
    #expect(workflow.chart.document.expressions[expression.index].source == "$plan = 'yes'")
    #expect(workflow.chart.document.expressions[expression.index].use == .condition)
  }

  @Test func `an expression of ours can be evaluated`() throws {
    let workflow = try Definition(
      judgement: #"<d:require test="$plan = 'no'">A plan.</d:require>"#,
      data: #"<datamodel><data id="plan" expr="'no'"/></datamodel>"#
    ).read()
    let start = try workflow.interpreter.start(in: Environment(sessionID: "i"))

    var verdicts: [Bool] = []
    let step = try workflow.interpreter.macrostep(
      Event("go"), from: start.snapshot, in: Environment(sessionID: "i")
    ) { selection in
      for transition in selection.transitions {
        for requirement in workflow.judgements[transition]?.requirements ?? [] {
          if case .test(let test) = requirement.rule {
            verdicts.append((try? selection.condition(test)) ?? false)
          }
        }
      }
      return false
    }

    #expect(verdicts == [true])
    #expect(step.outcome == .refused)
  }

  @Test func `the prefix is the author's own`() throws {
    let text = String(decoding: Definition(judgement: "<d:reason/>").text, as: UTF8.self)
      .replacing("xmlns:d=", with: "xmlns:docket=").replacing("<d:", with: "<docket:")
      .replacing("</d:", with: "</docket:")

    let workflow = try WorkflowReader.read(Array(text.utf8))

    #expect(workflow.judgements.values.first?.needsReason == true)
  }

  // MARK: What is no workflow

  @Test func `plain SCXML is checked without complaint, but cannot be read as a workflow`() {
    let text = Array(
      """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0"><final id="z"/></scxml>
      """.utf8)

    let (workflow, diagnostics) = WorkflowReader.check(text)

    #expect(workflow == nil)
    #expect(diagnostics.isEmpty)
    let error = #expect(throws: InvalidDocument.self) { try WorkflowReader.read(text) }
    #expect(error?.diagnostics.map(\.code) == ["workflow.missing"])
  }

  @Test func `what is not XML is refused with its place`() {
    let (workflow, diagnostics) = WorkflowReader.check(Array("<scxml>\n  <state".utf8))

    #expect(workflow == nil)
    #expect(diagnostics.map(\.severity) == [.error])
  }

  @Test func `diagnostics of all layers are sorted by place`() throws {
    let file = DefinitionDiagnosticsTests.folder.appendingPathComponent("every-layer.scxml")

    let found = WorkflowReader.check(try Example.bytes(file)).diagnostics

    #expect(found.map(\.location) == found.map(\.location).sorted())
    #expect(Set(found.map { $0.code.prefix { $0 != "." } }).count >= 4)
  }

  @Test func `a list of very many wrong names is answered with its first faults`() {
    let names = String(repeating: "nowhere ", count: 50_000)
    let text = Definition(judgement: #"<d:require units="children" in="\#(names)"/>"#).text

    let (_, diagnostics) = WorkflowReader.check(text)

    #expect(
      diagnostics.map(\.code) == Array(repeating: "workflow.require.state.unknown", count: 20))
  }

  // MARK: The workflows that come with the house

  @Test(arguments: ["rectification-drive", "integrated-campaign", "rectification-item"])
  func `a workflow of the house is read without a warning`(_ name: String) throws {
    let file = Example.workflows.appendingPathComponent(name + ".scxml")

    let (workflow, diagnostics) = WorkflowReader.check(try Example.bytes(file))

    #expect(diagnostics.map { "\($0.location) \($0.message)" } == [])
    #expect(workflow?.reference.name.text == name)
  }
}

/// A small workflow with a hole for what a test is about.
struct Definition {
  var declarations = ""
  var rules = ""
  var judgement = ""
  var condition: String?
  var data = ""
  var states: String?

  var text: [UInt8] {
    let cond = condition.map { "cond=\"\($0)\"" } ?? ""
    let state = """
      <state id="a">
      \(rules)
      <transition event="go" \(cond) target="z">\(judgement)</transition>
      </state>
      """
    return Array(
      """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
             version="1.0" name="drive" datamodel="xpath" initial="a">
      <d:workflow version="2023.2">\(declarations)</d:workflow>
      \(data)
      \(states ?? state)
      <final id="z"/>
      </scxml>
      """.utf8)
  }

  func read() throws -> Workflow { try WorkflowReader.read(text) }
}
