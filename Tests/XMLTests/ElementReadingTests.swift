import Testing

@testable import XML

/// Elements are made while libxml2 parses, without its tree; and a schema looks on. Here both are held
/// against the tree, on generated documents. The argument of a failed test is the seed.
@Suite struct ElementReadingTests {
  @Test(arguments: 0..<300 as Range<UInt64>)
  func `elements are those of the tree`(_ seed: UInt64) throws {
    var generator = Generator(random: Seeded(state: seed))
    let source = generator.document()

    let root = try XMLDocument(parsing: Array(source.utf8)).root

    let tree = try XMLTree(parsing: Array(source.utf8))
    #expect(described(root) == described(tree.root), "\(source)")
  }

  @Test(arguments: 0..<600 as Range<UInt64>)
  func `a document that is wrong is refused as by the tree`(_ seed: UInt64) {
    var generator = Generator(random: Seeded(state: seed))
    let source = Array(generator.broken(generator.document()).utf8)

    let refusal = refusal { () throws(InvalidXML) in _ = try XMLDocument(parsing: source) }

    #expect(refusal == self.refusal { () throws(InvalidXML) in _ = try XMLTree(parsing: source) })
  }

  @Test(arguments: [#"<a xml:id="1"/>"#, #"<a xml:id="b"><a xml:id="b"/></a>"#, "<a xml:id='b'/>"])
  func `an id of XML is judged as by the tree`(_ source: String) {
    let source = Array(source.utf8)

    let refusal = refusal { () throws(InvalidXML) in _ = try XMLDocument(parsing: source) }

    #expect(refusal == self.refusal { () throws(InvalidXML) in _ = try XMLTree(parsing: source) })
  }

  @Test(arguments: ["xs:string", "xs:ID"], 0..<300 as Range<UInt64>)
  func `a schema that looks on finds what it finds in the tree`(_ type: String, _ seed: UInt64)
    throws
  {
    let schema = try XMLSchema(["s.xsd": Array(Self.schema(idType: type).utf8)], root: "s.xsd")
    var generator = Generator(random: Seeded(state: seed))
    let source = Array(generator.list().utf8)

    let parsed = try ParsedXML(source, expecting: schema)

    #expect(parsed.faults(by: schema) == (try schema.validate(source)))
  }

  private func refusal(_ read: () throws(InvalidXML) -> Void) -> InvalidXML? {
    do {
      try read()
      return nil
    } catch {
      return error
    }
  }

  // MARK: Descriptions

  private func described(_ element: XMLElement) -> String {
    let scope = element.namespaces.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let attributes = element.attributes.map { "\($0.prefix ?? "-") \($0.name) \($0.value)" }
    let children = element.children.map { child in
      switch child {
      case .element(let element): described(element)
      case .text(let text, _): "text \(text)"
      case .comment(let text): "comment \(text)"
      case .processingInstruction(let target, let data): "instruction \(target) \(data)"
      }
    }
    return "\(element.prefix ?? "-") \(element.name) \(scope) \(attributes) \(children)"
  }

  private func described(_ element: XMLTree.Node) -> String {
    let scope = element.namespaces.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let attributes = element.attributes.map { "\($0.prefix ?? "-") \($0.name) \($0.text)" }
    let children = element.children.compactMap { child -> String? in
      switch child.kind {
      case .element: described(child)
      case .text: child.text.isEmpty ? nil : "text \(child.text)"
      case .comment: "comment \(child.text)"
      case .processingInstruction: "instruction \(child.name) \(child.text)"
      case .document, .attribute: nil
      }
    }
    return "\(element.prefix ?? "-") \(element.name) \(scope) \(attributes) \(children)"
  }

  private static func schema(idType: String) -> String {
    """
    <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
      targetNamespace="urn:l" xmlns="urn:l" xmlns:l="urn:l">
      <xs:element name="list">
        <xs:complexType>
          <xs:choice minOccurs="1" maxOccurs="unbounded">
            <xs:element name="item" type="Item"/>
            <xs:element name="note" type="xs:token"/>
            <xs:any namespace="##other" processContents="lax"/>
          </xs:choice>
          <xs:attribute name="version" type="xs:positiveInteger" use="required"/>
        </xs:complexType>
        <xs:unique name="code"><xs:selector xpath="l:item"/><xs:field xpath="@code"/></xs:unique>
      </xs:element>
      <xs:complexType name="Item">
        <xs:sequence><xs:element name="note" minOccurs="0" maxOccurs="2"/></xs:sequence>
        <xs:attribute name="id" type="\(idType)"/>
        <xs:attribute name="code">
          <xs:simpleType>
            <xs:restriction base="xs:string"><xs:pattern value="[a-z&amp;]+"/></xs:restriction>
          </xs:simpleType>
        </xs:attribute>
      </xs:complexType>
    </xs:schema>
    """
  }

  // MARK: Documents

  private struct Generator {
    var random: Seeded

    mutating func pick<T>(_ choices: [T]) -> T {
      choices[Int.random(in: choices.indices, using: &random)]
    }

    mutating func chance(_ probability: Double) -> Bool {
      Double.random(in: 0..<1, using: &random) < probability
    }

    static let texts = [
      "", " ", "\n  ", "\r\n", "\r", "\t", "a", "1 &lt; 2", "&amp;#38;", "&#38;lt;", "&#x6574;",
      "整改", "e\u{301}", "&#13;&#10;&#9;", "&gt;&quot;&apos;", "]]", "a&#10;b", "#38;",
    ]

    mutating func document() -> String {
      pick(["", "<?xml version=\"1.0\"?>\n", "<!-- c --><?p?>"]) + element(depth: 4, "")
        + pick(["", "\n", "<!---->"])
    }

    mutating func element(depth: Int, _ inScope: String) -> String {
      var scope = inScope
      var tag = ""
      if chance(0.2) { tag += " xmlns=\"\(pick(["urn:a", "urn:b", ""]))\"" }
      if chance(0.3) {
        tag += "\n xmlns:p='\(pick(["urn:a", "urn:p"]))'"
        scope = "p:"
      }
      let name = pick(["a", "b", "整", scope + "c"])
      for attribute in ["x", "y", "é", "xml:lang", scope.isEmpty ? "z" : "p:x"] where chance(0.3) {
        tag += " \(attribute)\(pick(["=", " = "]))\"\(pick(Self.texts))\(pick(Self.texts))\""
      }
      if depth == 0 || chance(0.2) { return "<\(name)\(tag)/>" }
      var inside = ""
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        inside += pick(Self.texts)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: inside += "<![CDATA[\(pick(["", "x<y", "&amp;", "\r\n"]))]]>"
        case 1: inside += "<!--\(pick(["", "c"]))-->"
        case 2: inside += "<?t \(pick(["", "d "]))?>"
        default: inside += element(depth: depth - 1, scope)
        }
      }
      return "<\(name)\(tag)>\(inside)</\(name) >"
    }

    /// A document with a piece too much, or one left out.
    mutating func broken(_ source: String) -> String {
      var scalars = Array(source.unicodeScalars)
      let place = Int.random(in: 0..<scalars.count, using: &random)
      if chance(0.5) {
        scalars.remove(at: place)
      } else {
        let piece = pick([
          "&", "<", ">", "\"", "&nbsp;", "q:", "<q:a/>", "]]>", "--", "<?xml version='1.0'?>",
          "&#0;",
          "\u{1}", " x='1' x='2'", "</a>", "<b", "=", " xmlns:q=''",
        ])
        scalars.insert(contentsOf: piece.unicodeScalars, at: place)
      }
      return String(String.UnicodeScalarView(scalars))
    }

    /// A document for the schema, mostly valid.
    mutating func list() -> String {
      var text = "<list xmlns=\"urn:l\""
      if chance(0.95) { text += " version=\"\(pick(["1", "7", " 2 ", "0", "x"]))\"" }
      text += pick([">", ">", ">", " more=\"\">"])
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<5:
          text += "<item"
          if chance(0.5) { text += " id=\"\(pick(["a", "b", "c", "d", "1"]))\"" }
          if chance(0.5) { text += " code=\"\(pick(["a", "b&amp;", "cd", "e", "F"]))\"" }
          text += ">" + String(repeating: "<note/>", count: pick([0, 0, 1, 2, 3])) + "</item>"
        case 5..<8: text += "<note>\(pick(["n", "<![CDATA[m]]>", "&lt;", ""]))</note>"
        case 8: text += "<o xmlns='urn:o' a='1'><item/></o>"
        case 9: text += pick(["text", "<!-- c -->", "<?p?>", " "])
        default: text += pick(["<other/>", "\n", "\n", "\n"])
        }
      }
      return text + "</list>"
    }
  }
}
