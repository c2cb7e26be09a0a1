import ECMAScriptDatamodel
import Statechart
import StatechartXML
import Testing

/// What is said where there is no engine; these tests need none.
@Suite struct AvailabilityTests {
  @Test func `without the program the data model says what is missing`() {
    let error = #expect(throws: ECMAScriptUnavailable.self) {
      try ECMAScriptEngine(program: "/nowhere/docket-ecmascript")
    }

    #expect(
      error?.description
        == "the data model \"ecmascript\" is not installed: there is no program"
        + " /nowhere/docket-ecmascript; it is built where libmozjs-102-dev is")
  }

  @Test(arguments: ["/bin/true", "/bin/cat"])
  func `another program is not taken for the engine`(_ program: String) {
    let limits = ECMAScriptLimits(patience: .milliseconds(100))

    #expect(throws: ECMAScriptUnavailable.self) {
      try ECMAScriptEngine(program: program, limits: limits)
    }
  }

  @Test func `a document is refused at the data model that is not there`() {
    let provider = DatamodelProvider.ecmascript(program: "/nowhere/docket-ecmascript")
    let text = """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">
        <final id="done"/>
      </scxml>
      """

    let found = SCXMLReader.check(
      Array(text.utf8), options: SCXMLOptions(datamodels: [provider])
    ).diagnostics

    #expect(found.map(\.code) == ["unsupported.datamodel"])
    #expect(found.first?.message.contains("/nowhere/docket-ecmascript") == true)
  }
}
