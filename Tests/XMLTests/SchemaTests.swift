import Testing
import XML

@Suite struct SchemaTests {
  private static let chart = #"""
    <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:chart"
      xmlns="urn:chart" xmlns:c="urn:chart" elementFormDefault="qualified">
      <xs:import namespace="urn:more" schemaLocation="more.xsd"/>
      <xs:element name="chart">
        <xs:complexType>
          <xs:sequence>
            <xs:choice maxOccurs="unbounded">
              <xs:element name="state" type="State"/>
              <xs:element name="final" type="State"/>
              <xs:any namespace="##other" processContents="strict"/>
            </xs:choice>
            <xs:element name="end" minOccurs="0"/>
          </xs:sequence>
          <xs:attribute name="version" type="xs:positiveInteger"/>
        </xs:complexType>
        <xs:unique name="code">
          <xs:selector xpath="c:state|c:final"/><xs:field xpath="@code"/>
        </xs:unique>
      </xs:element>
      <xs:complexType name="State">
        <xs:sequence><xs:element name="on" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
        <xs:attributeGroup ref="Common"/>
      </xs:complexType>
      <xs:attributeGroup name="Common">
        <xs:attribute name="id" use="required" type="xs:ID"/>
        <xs:attribute name="type">
          <xs:simpleType><xs:restriction base="xs:string">
            <xs:enumeration value="internal"/><xs:enumeration value="external"/>
          </xs:restriction></xs:simpleType>
        </xs:attribute>
        <xs:attribute name="code">
          <xs:simpleType>
            <xs:restriction base="xs:string"><xs:pattern value="[a-z]+"/></xs:restriction>
          </xs:simpleType>
        </xs:attribute>
      </xs:attributeGroup>
    </xs:schema>
    """#
  private static let more = #"""
    <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:more">
      <xs:element name="count">
        <xs:complexType>
          <xs:simpleContent>
            <xs:extension base="xs:integer"><xs:attribute name="id"/></xs:extension>
          </xs:simpleContent>
        </xs:complexType>
      </xs:element>
    </xs:schema>
    """#

  private let schema: XMLSchema

  init() throws {
    schema = try XMLSchema(
      ["chart.xsd": Array(Self.chart.utf8), "more.xsd": Array(Self.more.utf8)], root: "chart.xsd")
  }

  private func diagnostics(_ content: String, attributes: String = "") throws -> [String] {
    let source = "<chart xmlns='urn:chart' xmlns:m='urn:more'\(attributes)>\n\(content)\n</chart>"
    return try schema.validate(Array(source.utf8)).map(\.description)
  }

  @Test func `a valid document has no diagnostics`() throws {
    #expect(try diagnostics("<state id='a'/><m:count id='b'>3</m:count><end/>") == [])
  }

  @Test func `an element that is not allowed is named with what is`() throws {
    #expect(
      try diagnostics("<zzz/>") == [
        "2:1: element <zzz> is not allowed here; expected <state>, <final> or an element of another"
          + " namespace [schema.element.unexpected]"
      ])
  }

  @Test func `a misspelt element gets the name that was meant`() throws {
    #expect(
      try diagnostics("<stat id='a'/><state id='b'/>") == [
        "2:1: element <stat> is not allowed here; did you mean <state>? [schema.element.unexpected]"
      ])
  }

  @Test func `elements behind one that is not allowed are judged too`() throws {
    #expect(
      try diagnostics("<zzz/>\n<state id='1'/>\n<yyy/>").map { $0.prefix(3) } == [
        "2:1", "3:8", "4:1",
      ])
  }

  @Test func `an element in excess says that nothing may follow`() throws {
    #expect(
      try diagnostics("<state id='a'/><end/>\n<end/>") == [
        "3:1: element <end> is not allowed here; nothing more may follow in <chart>"
          + " [schema.element.unexpected]"
      ])
  }

  @Test func `an element that is not complete says what is expected`() throws {
    #expect(
      try diagnostics("") == [
        "1:1: <chart> is not complete; expected <state>, <final> or an element of another namespace"
          + " [schema.element.missing]"
      ])
  }

  @Test func `an attribute that is not allowed is reported at the attribute`() throws {
    #expect(
      try diagnostics("<state id='a'\n  m:zzz='1' tpye='x'/>") == [
        "3:3: attribute 'm:zzz' is not allowed on <state> [schema.attribute.unexpected]",
        "3:13: attribute 'tpye' is not allowed on <state>; did you mean 'type'?"
          + " [schema.attribute.unexpected]",
      ])
  }

  @Test func `a missing attribute is reported at the element`() throws {
    #expect(
      try diagnostics("<state/>").first
        == "2:1: <state> needs the attribute 'id' [schema.attribute.missing]")
  }

  @Test func `a value that is not in the list gets the nearest or the list`() throws {
    #expect(
      try diagnostics("<state id='a' type='intern'/><state id='b' type='zzz'/>") == [
        "2:15: 'intern' is not allowed in attribute 'type' of <state>; did you mean 'internal'?"
          + " [schema.value.enumeration]",
        "2:44: 'zzz' is not allowed in attribute 'type' of <state>; expected 'internal' or"
          + " 'external' [schema.value.enumeration]",
      ])
  }

  @Test func `a value of the wrong form shows the form`() throws {
    #expect(
      try diagnostics("<state id='a' code='A'/>") == [
        "2:15: 'A' in attribute 'code' of <state> does not have the right form ([a-z]+)"
          + " [schema.value.pattern]"
      ])
  }

  @Test func `a value of the wrong type says what it should be`() throws {
    #expect(
      try diagnostics("<m:count id='a'>x</m:count>", attributes: " version='0'") == [
        "1:45: '0' in attribute 'version' of <chart> is not a whole number greater than 0"
          + " [schema.value.type]",
        "2:1: 'x' in <m:count> is not a whole number [schema.value.type]",
      ])
  }

  @Test func `an id that is used twice is named`() throws {
    #expect(
      try diagnostics("<state id='a'/>\n<state id='a'/>").contains(
        "3:8: the id 'a' is used twice [schema.id.duplicate]"))
  }

  @Test func `a key that is used twice is named`() throws {
    #expect(
      try diagnostics("<state id='a' code='x'/>\n<state id='b' code='x'/>") == [
        "3:1: 'x' is used twice [schema.key.duplicate]"
      ])
  }

  @Test func `text where only elements belong is reported`() throws {
    #expect(
      try diagnostics("<state id='a'>hello</state>") == [
        "2:1: text is not allowed in <state>, only elements [schema.content]"
      ])
  }

  @Test func `an element of another namespace that is not known is reported`() throws {
    #expect(
      try diagnostics("<m:cuont id='a'>1</m:cuont>").first
        == "2:1: element <m:cuont> is not known; did you mean <count>? [schema.element.unknown]")
  }

  @Test func `a root that is not known is reported`() throws {
    let diagnostics = try schema.validate(Array("<chrat xmlns='urn:chart'/>".utf8))

    #expect(
      diagnostics.map(\.description) == [
        "1:1: the root element <chrat> is not known; did you mean <chart>? [schema.root.unknown]"
      ])
  }

  @Test func `no message shows libxml2's way of writing`() throws {
    let all = try diagnostics(
      "<zzz a='1'/><state type='q' code='1'>x<y/></state><m:count>x</m:count>text")

    #expect(all.count > 4)
    #expect(!all.contains { $0.contains("{") || $0.contains("cvc") || $0.contains("facet") })
  }

  @Test func `a document that is not well-formed is thrown, not listed`() {
    #expect(throws: InvalidXML.self) { try schema.validate(Array("<chart>".utf8)) }
  }

  @Test func `a schema that does not compile is refused with its name`() {
    let error = #expect(throws: InvalidXMLSchema.self) {
      try XMLSchema(
        [
          "a.xsd": Array(
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='a' type='b'/></xs:schema>"
              .utf8)
        ],
        root: "a.xsd")
    }

    #expect(error?.name == "a.xsd")
  }

  @Test func `an import that is not given is refused, not fetched`() {
    let error = #expect(throws: InvalidXMLSchema.self) {
      try XMLSchema(["chart.xsd": Array(Self.chart.utf8)], root: "chart.xsd")
    }

    #expect(error?.name == "chart.xsd")
  }

  @Test func `one schema serves many threads`() async {
    let schema = schema
    let source = Array("<chart xmlns='urn:chart'><state id='1'/></chart>".utf8)

    let counts = await withTaskGroup(of: Int?.self) { group in
      for _ in 0..<50 { group.addTask { try? schema.validate(source).count } }
      return await group.reduce(into: [Int?]()) { $0.append($1) }
    }

    #expect(Set(counts) == [1])
  }
}
