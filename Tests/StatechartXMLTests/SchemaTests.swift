import FoundationEssentials
import Statechart
import StatechartXML
import Testing

@Suite struct SchemaTests {
  @Test(arguments: [
    ("scxml.xsd", EmbeddedSchemas.scxml), ("workflow.xsd", EmbeddedSchemas.workflow),
    ("organisation.xsd", EmbeddedSchemas.organisation), ("xml.xsd", EmbeddedSchemas.xml),
  ])
  func `an embedded schema has the bytes of its file`(_ name: String, _ embedded: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("schemas/\(name)")

    let bytes = try Data(contentsOf: file)

    #expect(Data(embedded.utf8) == bytes, "run scripts/embed-schemas")
  }

  @Test func `a misspelt attribute of an extension is reported where it stands`() {
    let text = scxml(
      "<state id='a'><transition event='go'><d:reason min='x'/></transition></state>")

    let found = SCXMLReader.check(Array(text.utf8)).diagnostics

    #expect(
      found.contains {
        $0.code == "schema.attribute.unexpected" && $0.location.line == 2
          && $0.location.column == 48
      })
  }
}
