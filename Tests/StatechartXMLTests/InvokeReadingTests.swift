import Statechart
import StatechartXML
import Testing

@Suite("6.4 Reading invoke, script and src") struct InvokeReadingTests {
  private func invoke(_ text: String) throws -> Invoke {
    let document = try read(
      scxml("<datamodel><data id='x'/></datamodel><final id='end'/>\(text)"), .executed)
    return try #require(document.document.root.children.last?.invokes.first)
  }

  @Test func `every attribute of an invoke is read`() throws {
    let invoke = try invoke(
      """
      <state id="a">
        <invoke id="i" type="scxml" src="child.scxml" autoforward="true" namelist="$x">
          <param name="p" expr="1"/><finalize><log label="seen"/></finalize>
        </invoke>
      </state>
      """)

    #expect(invoke.id == "i")
    #expect(invoke.autoforward)
    #expect(invoke.parameters.map(\.name) == ["x", "p"])
    #expect(invoke.finalize?.count == 1)
    guard case .reference(.literal("child.scxml")) = invoke.source else {
      Issue.record("the source is \(invoke.source)")
      return
    }
  }

  @Test func `an inline document is kept with the prefixes that only expressions use`() throws {
    let invoke = try invoke(
      """
      <state id="a"><invoke xmlns:p="urn:p">
        <content><scxml version="1.0" datamodel="xpath"><final id="f"/></scxml></content>
      </invoke></state>
      """)

    guard case .content(let source) = invoke.source else {
      Issue.record("the source is \(invoke.source)")
      return
    }
    let inner = try read(source)
    #expect(inner.namespaces["p"] == "urn:p")
    #expect(inner.document.root.children.map(\.id) == ["f"])
  }

  @Test func `a document in a CDATA section is read when it is invoked`() throws {
    let invoke = try invoke(
      """
      <state id="a"><invoke><content><![CDATA[\(scxml("<final id='f'/>"))]]></content></invoke></state>
      """)

    guard case .content(let source) = invoke.source else {
      Issue.record("the source is \(invoke.source)")
      return
    }
    #expect(try read(source).document.root.children.map(\.id) == ["f"])
  }

  @Test func `a fault in an inline document is reported in its place`() {
    let text = """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="xpath">
      <state id="a"><invoke><content>
      <scxml version="1.0"><state id="b"><transition event="e" target="c"/></state></scxml>
      </content></invoke></state></scxml>
      """

    let errors = SCXMLReader.check(Array(text.utf8)).diagnostics.filter { $0.severity == .error }

    #expect(errors.map(\.code) == ["transition.target.unknown"])
    #expect(errors.map(\.location) == [SourceLocation(line: 3, column: 66)])
  }

  @Test func `5.3: what src names becomes the content of data`() throws {
    let options = SCXMLOptions(resources: FakeFiles(["x.xml": "<?xml version='1.0'?><x/>"]))
    let text = scxml("<datamodel><data id='x' src='x.xml'/></datamodel><final id='a'/>")

    let document = try SCXMLReader.read(Array(text.utf8), options: options)

    guard case .content("<x/>") = document.document.root.data.first?.source else {
      Issue.record("the data are \(document.document.root.data)")
      return
    }
  }

  @Test func `5.3: data that cannot be loaded may be met at run time`() throws {
    let text = scxml("<datamodel><data id='x' src='x.xml'/></datamodel><final id='a'/>")

    let document = try read(text, .executed)

    #expect(document.document.root.data.first?.fault != nil)
    #expect(document.diagnostics.map(\.code).contains("data.src.unreadable"))
  }
}

/// A data model with scripts, of which only the reading matters.
@Suite("5.8 Reading script") struct ScriptReadingTests {
  private let provider = DatamodelProvider(
    "basic", faultInExpression: { $0.source == "!" ? "it is only a mark" : nil },
    faultInScript: { $0.contains("GOTO") ? "GOTO considered harmful" : nil },
    prepare: { NullDatamodel($0) })

  private func check(_ body: String, files: [String: String] = [:]) -> SCXMLReading {
    let text = scxml(body, attributes: "datamodel=\"basic\"")
    return SCXMLReader.check(
      Array(text.utf8),
      options: SCXMLOptions(
        deferrable: .executed, datamodels: [provider], resources: FakeFiles(files)))
  }

  @Test func `the document's script and those in content are read as text`() throws {
    let reading = check(
      """
      <script>LET A = 1 &lt; 2</script>
      <state id="a"><onentry><script src="b.bas"/></onentry></state>
      """, files: ["b.bas": "LET B = 2"])

    let document = try #require(reading.document?.document)
    #expect(document.script == "LET A = 1 < 2")
    guard case .script("LET B = 2") = document.root.children.first?.onentry.first?.first else {
      Issue.record("the content is \(document.root.children)")
      return
    }
  }

  @Test func `a document whose script cannot be loaded is rejected`() {
    let reading = check("<script src='nowhere.bas'/><final id='a'/>")

    #expect(reading.document == nil)
    #expect(reading.diagnostics.map(\.code) == ["script.src.unreadable"])
  }

  @Test func `what the data model finds in scripts and expressions has its place`() {
    let reading = check(
      "<script>GOTO 10</script><state id='a'><transition event='e' cond='!'/></state>")

    #expect(
      reading.diagnostics.filter { $0.code.hasSuffix("invalid") }.map(\.message) == [
        "the script cannot be run: GOTO considered harmful",
        "\"!\" cannot be evaluated: it is only a mark",
      ])
  }

  @Test func `a data model that nobody provides is named with those that there are`() {
    let text = scxml("<final id='a'/>", attributes: "datamodel=\"basik\"")

    let reading = SCXMLReader.check(
      Array(text.utf8), options: SCXMLOptions(datamodels: [provider]))

    #expect(reading.diagnostics.map(\.code) == ["datamodel.unknown"])
    #expect(reading.diagnostics.first?.message.contains("did you mean \"basic\"?") == true)
  }
}
