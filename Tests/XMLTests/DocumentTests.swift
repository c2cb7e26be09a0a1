import Testing
import XML

@Suite struct DocumentTests {
  private func root(_ source: String) throws -> XMLElement {
    try XMLDocument(parsing: Array(source.utf8)).root
  }

  @Test func `names carry their namespace`() throws {
    let root = try root("<a xmlns='urn:a' xmlns:b='urn:b'><b:c b:d='1' d='2'/></a>")

    let child = root.elements[0]

    #expect(root.name == XMLName("a", namespace: "urn:a"))
    #expect(child.name == XMLName("c", namespace: "urn:b"))
    #expect(child.prefix == "b")
    #expect(child.attribute("d", namespace: "urn:b")?.value == "1")
    #expect(child.attribute("d")?.value == "2")
  }

  @Test func `the namespaces in scope are those declared above and not taken away`() throws {
    let root = try root("<a xmlns='urn:a' xmlns:p='urn:p'><b xmlns='' xmlns:q='urn:q'/></a>")

    let scope = root.elements[0].namespaces

    #expect(scope == ["p": "urn:p", "q": "urn:q"])
  }

  @Test func `references and CDATA sections are text`() throws {
    let root = try root("<a>1 &lt; 2 &#38; <![CDATA[<b>]]><c>&#x6574;</c></a>")

    #expect(root.text == "1 < 2 & <b>整")
  }

  @Test func `line ends in a value are spaces`() throws {
    #expect(try root("<a b='1\r\n2\t3'/>").attribute("b")?.value == "1 2 3")
  }

  @Test func `comments and instructions are kept`() throws {
    let root = try root("<a><!--c--><?p d?></a>")

    #expect(root.children == [.comment("c"), .processingInstruction(target: "p", data: "d")])
  }

  @Test func `the source of an element declares what its names need and nothing else`() throws {
    let root = try root(
      "<a xmlns='urn:a' xmlns:b='urn:b' xmlns:c='urn:c'><b:d e='1'><f/></b:d></a>")

    let source = root.elements[0].source()

    #expect(
      source == #"<b:d xmlns:b="urn:b" e="1"><f xmlns="urn:a"/></b:d>"#)
  }

  @Test func `the source of an element reads back as the same`() throws {
    let text =
      "<a xmlns='urn:a' b='&#10;&#9;\"&lt;'>&#13;x &amp; ]]&gt;<c xmlns=''/><!-- c -->整</a>"
    let element = try root(text)

    let again = try root(element.source())

    #expect(again.source() == element.source())
    #expect(again.text == element.text)
    #expect(again.attribute("b")?.value == "\n\t\"<")
  }

  @Test func `the source of the content leaves the element itself out`() throws {
    #expect(try root("<a x='1'>t<b/>&lt;</a>").contentSource() == "t<b/>&lt;")
  }

  @Test func `equal names have equal bytes`() {
    #expect(XMLName("\u{E9}") != XMLName("e\u{301}"))
  }

  @Suite struct Encodings {
    private let text = "<?xml version='1.0' encoding='ENC'?>\n<整 改='é'/>"

    private func expectSame(_ bytes: [UInt8]) throws {
      let root = try XMLDocument(parsing: bytes).root

      #expect(root.name.local == "整")
      #expect(root.attribute("改")?.value == "é")
      #expect(root.attribute("改")?.position == XMLPosition(line: 2, column: 4))
    }

    @Test(arguments: [true, false])
    func `UTF-16 is read with a byte order mark and without`(_ hasMark: Bool) throws {
      let units = Array((hasMark ? "\u{FEFF}" : "").utf16) + Array(text.utf16)

      try expectSame(units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
      try expectSame(units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    }

    @Test func `GB18030 is read, and a column is a character`() throws {
      let head = Array("<?xml version='1.0' encoding='GB18030'?>\n<".utf8)
      let name: [UInt8] = [0xD5, 0xFB]
      let attribute: [UInt8] = [0xB8, 0xC4]

      try expectSame(
        head + name + [0x20] + attribute + Array("='".utf8) + [0xA8, 0xA6] + Array("'/>".utf8))
    }

    @Test func `ISO-8859-1 is read`() throws {
      let head = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a b='".utf8)

      let root = try XMLDocument(parsing: head + [0xE9] + Array("' c='1'/>".utf8)).root

      #expect(root.attribute("b")?.value == "é")
      #expect(root.attribute("c")?.position == XMLPosition(line: 1, column: 53))
    }

    @Test(arguments: ["x-unheard-of", "UTF-7", "UTF-16", "A//TRANSLIT", ""])
    func `an encoding that cannot be is refused`(_ name: String) {
      let error = #expect(throws: InvalidXML.self) {
        try XMLDocument(parsing: Array("<?xml version='1.0' encoding='\(name)'?><a/>".utf8))
      }

      #expect(error?.diagnostics.map(\.code) == ["xml.encoding"])
    }

    @Test func `bytes that the encoding does not know are located`() {
      let bytes = Array("<?xml version='1.0' encoding='GB18030'?>\n<a>".utf8) + [0xFF, 0x3C]

      let error = #expect(throws: InvalidXML.self) { try XMLDocument(parsing: bytes) }

      #expect(error?.diagnostics.map(\.position) == [XMLPosition(line: 2, column: 4)])
    }
  }

  @Suite struct Files {
    @Test func `a missing file is no document, and the system says why`() {
      #expect(throws: XMLFileError(path: "/nowhere/a.xml", reason: "No such file or directory")) {
        try XMLDocument(contentsOf: "/nowhere/a.xml")
      }
    }

    @Test func `a file without end is read up to the limit and refused`() {
      let error = #expect(throws: InvalidXML.self) {
        try XMLDocument(contentsOf: "/dev/zero", limits: XMLLimits(bytes: 100_000))
      }

      #expect(error?.diagnostics.map(\.code) == ["xml.size"])
    }
  }
}
