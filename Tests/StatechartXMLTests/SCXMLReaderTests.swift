import Statechart
import StatechartXML
import Testing
import XML

@Suite struct SCXMLReaderTests {
  @Test func `states stand in document order under their kinds and ids`() throws {
    let text = scxml(
      """
      <state id="work"><history id="past" type="deep"><transition target="one"/></history>
        <state id="one"/><parallel id="both"><state id="x"/><state id="y"/></parallel></state>
      <final id="end"/>
      """)

    let root = try read(text).document.root

    #expect(root.children.map(\.kind) == [.state, .final])
    #expect(root.children[0].children.map(\.kind) == [.deepHistory, .state, .parallel])
    #expect(root.children[0].children[2].children.map(\.id) == ["x", "y"])
  }

  @Test func `a transition keeps its events, targets, kind and the places of all of them`() throws {
    let text = scxml(
      """
      <state id="a"><transition event="go  on.*" type="internal"
          target="b"/><final id="b"/></state>
      """)

    let transition = try #require(read(text).document.root.children[0].transitions.first)

    #expect(transition.events.map(\.text) == ["go", "on.*"])
    #expect(transition.kind == .internal)
    #expect(transition.location == SourceLocation(line: 2, column: 15))
    #expect(transition.targets == [Reference("b", at: SourceLocation(line: 3, column: 13))])
  }

  @Test func `the initial element keeps its content, the attribute has none`() throws {
    let text = scxml(
      """
      <state id="a"><initial><transition target="b"><raise event="e"/></transition></initial>
        <state id="b"><transition event="go" target="c"/></state></state>
      <state id="c" initial="d"><state id="d"/></state>
      """)

    let states = try read(text).document.root.children

    #expect(states[0].initial?.targets.map(\.id) == ["b"])
    #expect(states[0].initial?.content.count == 1)
    #expect(states[1].initial?.content.isEmpty == true)
  }

  @Test func `every onentry is a block of its own`() throws {
    let text = scxml(
      """
      <state id="a"><onentry><log expr="1"/><log expr="2"/></onentry>
        <onentry><log expr="3"/></onentry></state>
      """)

    let state = try read(text).document.root.children[0]

    #expect(state.onentry.map(\.count) == [2, 1])
  }

  @Test func `an if is read as its branches, else without a condition`() throws {
    let text = scxml(
      """
      <state id="a"><onentry><if cond="true()"><log/><elseif cond="false()"/><log/><log/><else/>
        <raise event="e"/></if></onentry><transition event="e" target="a"/></state>
      """)

    let content = try #require(read(text).document.root.children[0].onentry.first?.first)

    guard case .if(let branches) = content else {
      Issue.record("not an <if>")
      return
    }
    #expect(branches.map(\.content.count) == [1, 2, 1])
    #expect(branches.map { $0.condition == nil } == [false, false, true])
  }

  @Test func `an expression stands at its first character, after references and line ends`() throws
  {
    let text = scxml(
      """
      <state id="a"><transition event="go"
         cond=" 1 &lt; 2" target="a"/></state>
      """)

    let expression = try #require(read(text).document.expressions.first)

    #expect(expression.source == " 1 < 2")
    #expect(expression.location == SourceLocation(line: 3, column: 10))
  }

  @Test func `inline data is kept as XML source that stands alone`() throws {
    let text = scxml(
      """
      <datamodel><data id="x"><d:a xmlns:q="urn:q"><q:b>1 &amp; 2</q:b></d:a></data></datamodel>
      <final id="s"/>
      """)

    let data = try #require(read(text).document.root.data.first)

    guard case .content(let source) = data.source else {
      Issue.record("not content")
      return
    }
    let parsed = try XMLDocument(parsing: Array(source.utf8)).root
    #expect(parsed.name == XMLName("a", namespace: "urn:docket:workflow:1"))
    #expect(parsed.text == "1 & 2")
  }

  @Test func `a namelist becomes parameters under the names of the data`() throws {
    let text = scxml(
      """
      <datamodel><data id="x"/><data id="y"/></datamodel>
      <state id="a"><onentry><send event="e" namelist="$x y"/></onentry>
        <transition event="e" target="a"/></state>
      """)

    let document = try read(text).document

    guard case .send(let send)? = document.root.children[0].onentry.first?.first,
      case .parameters(let parameters)? = send.payload
    else {
      Issue.record("no parameters")
      return
    }
    #expect(parameters.map(\.name) == ["x", "y"])
    #expect(parameters.map { document.expressions[$0.value.index].source } == ["$x", "$y"])
  }

  @Test func `elements of other namespaces are kept by the place of what they stand in`() throws {
    let text = scxml(
      """
      <d:workflow version="1"><d:title xml:lang="en">T</d:title></d:workflow>
      <state id="a"><d:stage/><transition event="go" target="a"><d:reason/></transition></state>
      """)

    let document = try read(text)

    let state = document.document.root.children[0]
    #expect(document.extensions[document.document.root.location]?.map(\.name.local) == ["workflow"])
    #expect(document.extensions[state.location]?.map(\.name.local) == ["stage"])
    #expect(document.extensions[state.transitions[0].location]?.map(\.name.local) == ["reason"])
  }

  @Test func `an unknown namespace is nobody's business`() throws {
    let text = scxml("<state id='a' my:x='1' xmlns:my='urn:my'><my:note>hello</my:note></state>")

    let reading = SCXMLReader.check(Array(text.utf8))

    #expect(reading.document != nil)
    #expect(reading.diagnostics.allSatisfy { $0.severity == .warning })
  }

  @Test func `a refused document throws everything that was found, not the first`() {
    let text = scxml("<stat id='a'><transition target='nowhere' cond='$x'/></stat>")

    let error = #expect(throws: InvalidDocument.self) { try read(text) }

    let codes = error?.diagnostics.filter { $0.severity == .error }.map(\.code)
    #expect(codes == ["element.unknown", "transition.target.unknown", "xpath.variable.unknown"])
  }

  @Test func `a bad expression is a warning where it may be met at run time`() throws {
    let text = scxml("<state id='a'><transition event='go' cond='!1' target='a'/></state>")

    let document = try read(text, .executed)

    #expect(document.diagnostics.contains { $0.code == "xpath.syntax" && $0.severity == .warning })
  }

  @Test func `what is not supported is refused also where faults may be met at run time`() {
    let text = scxml("<script>go()</script><final id='a'/>")

    let error = #expect(throws: InvalidDocument.self) { try read(text, .executed) }

    #expect(error?.diagnostics.map(\.code) == ["script.unsupported"])
  }

  @Test func `a document without data model has the null data model`() throws {
    let text = scxml("<final id='a'/>", attributes: "")

    let document = try read(text)

    #expect(document.document.datamodel == "null")
  }

  @Test func `deep nesting is refused by the limits, not by a crash`() {
    let depth = 5000
    let text = scxml(
      String(repeating: "<state>", count: depth) + String(repeating: "</state>", count: depth))

    let reading = SCXMLReader.check(Array(text.utf8))

    #expect(reading.diagnostics.map(\.code) == ["xml.depth"])
  }
}

@Suite struct XPathVocabularyTests {
  let vocabulary = XPathVocabulary(
    variables: ["plan"], functions: ["evidence": 1...2], states: ["study", "done"])

  private func codes(_ expression: String) -> [String] {
    vocabulary.check(expression) { SourceLocation(line: 1, column: $0 + 1) }
      .map { "\($0.location.column) \($0.code)" }
  }

  @Test(arguments: [
    "$plan/@approved = 'true'", "In('study') and not(In(\"done\"))", "d:evidence('x') >= 4",
    "$_event/data/data[@id='x']", "count($plan/*[position() = last()]) = 0", "In($plan)",
    "$_name = 'x' or $_sessionid or $_ioprocessors or $_x",
  ])
  func `an expression of known names has no faults`(_ expression: String) {
    #expect(codes(expression).isEmpty)
  }

  @Test(arguments: [
    ("$plan and $paln", "11 xpath.variable.unknown"),
    ("true() or evidence('x')", "11 xpath.function.unknown"),
    ("d:evidence()", "1 xpath.function.arity"),
    ("1 = x:foo", "5 xpath.prefix.unknown"),
    ("In( 'sudty' )", "6 in.state.unknown"),
    ("1 +", "4 xpath.syntax"),
  ])
  func `a fault is found at its scalar`(_ expression: String, _ fault: String) {
    #expect(codes(expression) == [fault])
  }

  @Test func `a document's vocabulary knows its data, loop variables and states`() throws {
    let text = scxml(
      """
      <datamodel><data id="x"/></datamodel>
      <state id="a"><onentry><foreach array="$x/*" item="i" index="n"><log expr="$i + $n"/></foreach>
      </onentry></state>
      """)

    let vocabulary = try read(text).vocabulary()

    #expect(vocabulary.variables == ["x", "i", "n"])
    #expect(vocabulary.states == ["a"])
  }
}
