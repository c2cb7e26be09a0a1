import Testing
import XML

@Suite struct PositionTests {
  @Test func `an element stands at its opening bracket`() throws {
    let document = try XMLDocument(parsing: Array("<a>\n  <b/><c/>\n</a>".utf8))

    let places = document.root.elements.map(\.position)

    #expect(document.root.position == XMLPosition(line: 1, column: 1))
    #expect(places == [XMLPosition(line: 2, column: 3), XMLPosition(line: 2, column: 7)])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `every kind of line end counts once`(_ end: String) throws {
    let source = ["<a", " x='1'", ">", "\t<b y='2'/>", "</a>"].joined(separator: end)

    let root = try XMLDocument(parsing: Array(source.utf8)).root

    #expect(root.attribute("x")?.position == XMLPosition(line: 2, column: 2))
    #expect(root.elements[0].position == XMLPosition(line: 4, column: 2))
    #expect(root.elements[0].attribute("y")?.position == XMLPosition(line: 4, column: 5))
  }

  @Test func `a Chinese character and an emoji are one column each`() throws {
    let root = try XMLDocument(parsing: Array("<a>整改😀<b 名='一' z='2'/></a>".utf8)).root

    let child = root.elements[0]

    #expect(child.position == XMLPosition(line: 1, column: 7))
    #expect(child.attribute("z")?.position == XMLPosition(line: 1, column: 16))
  }

  @Test func `a byte order mark counts nothing`() throws {
    let root = try XMLDocument(parsing: [0xEF, 0xBB, 0xBF] + Array("<a b='c'/>".utf8)).root

    #expect(root.position == .start)
    #expect(root.attribute("b")?.position == XMLPosition(line: 1, column: 4))
  }

  @Test func `lines beyond 65,535 are counted`() throws {
    let source = "<a>" + String(repeating: "\n", count: 70_000) + " <b/></a>"

    let root = try XMLDocument(parsing: Array(source.utf8)).root

    #expect(root.elements[0].position == XMLPosition(line: 70_001, column: 2))
  }

  @Test func `an angle bracket inside a comment or CDATA section moves nothing`() throws {
    let source = "<a><!-- <x> --><![CDATA[<y>]]><?p <z>?><b/></a>"

    let root = try XMLDocument(parsing: Array(source.utf8)).root

    #expect(root.elements.map(\.position) == [XMLPosition(line: 1, column: 40)])
  }

  @Test func `a text stands where its first character does`() throws {
    let root = try XMLDocument(parsing: Array("<a>x<b/>\n y<![CDATA[z]]></a>".utf8)).root

    let texts = root.children.compactMap { node in
      if case .text(let text, let position) = node {
        "\(text.debugDescription) \(position)"
      } else {
        nil
      }
    }

    #expect(texts == ["\"x\" 1:4", "\"\\n yz\" 1:9"])
  }

  @Test func `namespace declarations do not disturb the places of attributes`() throws {
    let source = "<a xmlns='urn:a' p:x='1' xmlns:p='urn:p' y='2'/>"

    let root = try XMLDocument(parsing: Array(source.utf8)).root

    #expect(root.attribute("x", namespace: "urn:p")?.position == XMLPosition(line: 1, column: 18))
    #expect(root.attribute("y")?.position == XMLPosition(line: 1, column: 42))
  }

  @Suite struct InsideValues {
    private func place(_ offset: Int, in source: String) throws -> XMLPosition? {
      try XMLDocument(parsing: Array(source.utf8)).root.attribute("v")?.position(ofScalar: offset)
    }

    @Test func `an offset in a plain value is a shift of columns`() throws {
      #expect(try place(2, in: "<a v='整改x'/>") == XMLPosition(line: 1, column: 9))
    }

    @Test func `references are longer in the source than in the value`() throws {
      #expect(try place(3, in: "<a v='a&lt;&#x4E00;b'/>") == XMLPosition(line: 1, column: 20))
    }

    @Test func `a value over several lines is followed`() throws {
      #expect(try place(5, in: "<a v='ab\r\n  cd'/>") == XMLPosition(line: 2, column: 3))
    }

    @Test func `an offset outside is drawn to the nearest end`() throws {
      #expect(try place(99, in: "<a v='ab'/>") == XMLPosition(line: 1, column: 9))
      #expect(try place(-1, in: "<a v='a&amp;'/>") == XMLPosition(line: 1, column: 7))
    }
  }
}
