import Testing
import XML

@Suite struct TreeTests {
  private let tree: XMLTree

  init() throws {
    tree = try XMLTree(parsing: Array("<a x='1'>one<b/>two<c><d/></c></a>".utf8))
  }

  private var text: String { tree.serialize(tree.root) }

  private func element(_ name: String) throws -> XMLTree.Node {
    try #require(tree.root.element(name))
  }

  @Test func `a new tree is one empty element`() {
    let tree = XMLTree(rootName: "data")

    #expect(tree.serialize(tree.root) == "<data/>")
  }

  @Test func `a tree reads as it was written`() {
    #expect(text == #"<a x="1">one<b/>two<c><d/></c></a>"#)
    #expect(tree.root.text == "onetwo")
    #expect(tree.root.value(of: "x") == "1")
    #expect(tree.root.children.map(\.kind) == [.text, .element, .text, .element])
  }

  @Suite struct Placing {
    private let tree: XMLTree

    init() throws {
      tree = try XMLTree(parsing: Array("<a>one<b/>two<c><d/></c></a>".utf8))
    }

    private var text: String { tree.serialize(tree.root) }

    private func element(_ name: String) throws -> XMLTree.Node {
      try #require(tree.root.element(name))
    }

    @Test func `a child is put last, first, before and after`() throws {
      let b = try element("b")

      try tree.appendChild(tree.createElement("last"), to: tree.root)
      try tree.prependChild(tree.createElement("first"), to: tree.root)
      try tree.insert(tree.createElement("before"), before: b)
      try tree.insert(tree.createElement("after"), after: b)

      #expect(text == "<a><first/>one<before/><b/><after/>two<c><d/></c><last/></a>")
    }

    @Test func `a child that is elsewhere is moved`() throws {
      try tree.appendChild(element("b"), to: element("c"))

      #expect(text == "<a>onetwo<c><d/><b/></c></a>")
    }

    @Test func `texts that touch become one`() throws {
      try tree.remove(element("b"))
      try tree.prependChild(tree.createText("0"), to: tree.root)

      #expect(tree.root.children.map(\.text) == ["0onetwo", ""])
    }

    @Test func `an element keeps its place before a text that is joined`() throws {
      let children = tree.root.children

      try tree.insert(children[1], before: children[2])
      try tree.insert(children[1], after: children[0])

      #expect(text == "<a>one<b/>two<c><d/></c></a>")
    }

    @Test func `an empty text is not put in`() throws {
      try tree.appendChild(tree.createText(""), to: element("b"))

      #expect(try element("b").children == [])
    }

    @Test func `a removed node is still there and can be put in again`() throws {
      let c = try element("c")

      try tree.remove(c)
      let isOut = !c.isInTree && tree.serialize(c) == "<c><d/></c>"
      try tree.prependChild(c, to: tree.root)

      #expect(isOut)
      #expect(text == "<a><c><d/></c>one<b/>two</a>")
    }

    @Test func `a node outlives every other reference to its tree`() throws {
      var other: XMLTree? = try XMLTree(parsing: Array("<a><b>t</b></a>".utf8))
      let node = try #require(other?.root.element("b"))

      other = nil

      #expect(other == nil)
      #expect(node.text == "t")
    }

    @Test func `a node is replaced by several`() throws {
      try tree.replace(element("b"), with: [tree.createText("-"), tree.createElement("e")])

      #expect(text == "<a>one-<e/>two<c><d/></c></a>")
    }

    @Test func `the children are replaced all at once`() throws {
      let d = try #require(element("c").element("d"))

      try tree.replaceChildren(of: tree.root, with: [d, tree.createText("x")])

      #expect(text == "<a><d/>x</a>")
    }

    @Test func `a child in its own parent's new children stays`() throws {
      let b = try element("b")

      try tree.replaceChildren(of: tree.root, with: [b])

      #expect(text == "<a><b/></a>")
    }

    @Test func `what cannot be is refused and changes nothing`() throws {
      let before = text
      let c = try element("c")
      let d = try #require(c.element("d"))
      let foreign = XMLTree(rootName: "z").root

      #expect(throws: XMLTreeError.self) { try tree.appendChild(c, to: d) }
      #expect(throws: XMLTreeError.self) { try tree.appendChild(c, to: c) }
      #expect(throws: XMLTreeError.self) { try tree.appendChild(tree.root, to: d) }
      #expect(throws: XMLTreeError.self) { try tree.appendChild(foreign, to: d) }
      #expect(throws: XMLTreeError.self) { try tree.appendChild(d, to: tree.root.children[0]) }
      #expect(throws: XMLTreeError.self) { try tree.appendChild(d, to: tree.documentNode) }
      #expect(throws: XMLTreeError.self) { try tree.remove(tree.root) }
      #expect(throws: XMLTreeError.self) { try tree.remove(tree.documentNode) }
      #expect(throws: XMLTreeError.self) { try tree.insert(d, before: tree.root) }
      #expect(throws: XMLTreeError.self) { try tree.replace(tree.root, with: [d]) }
      #expect(throws: XMLTreeError.self) { try tree.createElement("1a") }
      #expect(throws: XMLTreeError.self) { try tree.createElement("a:b") }
      #expect(throws: XMLTreeError.self) { try tree.setAttribute("", to: "", of: c) }
      #expect(throws: XMLTreeError.self) { try tree.setAttribute("xmlns", to: "u", of: c) }
      #expect(text == before)
    }

    @Test func `elements cannot be nested deeper than can be read again`() throws {
      var last = tree.root
      for _ in 0..<199 {
        let next = try tree.createElement("n")
        try tree.appendChild(next, to: last)
        last = next
      }

      let error = #expect(throws: XMLTreeError.self) {
        try tree.appendChild(tree.createElement("n"), to: last)
      }

      #expect(error?.reason == .tooDeep)
      #expect(throws: Never.self) { try XMLTree(parsing: tree.bytes()) }
    }
  }

  @Test func `the text of an element, attribute and text can be set`() throws {
    try tree.setText("整", of: element("c"))
    try tree.setText("2", of: #require(tree.root.attribute("x")))
    try tree.setText("ONE", of: tree.root.children[0])

    #expect(text == #"<a x="2">ONE<b/>two<c>整</c></a>"#)
  }

  @Test func `a text that is set to nothing goes, and its neighbours stay apart`() throws {
    try tree.setText("", of: tree.root.children[0])

    #expect(text == #"<a x="1"><b/>two<c><d/></c></a>"#)
  }

  @Test func `an attribute keeps its place when it is set again`() throws {
    try tree.setAttribute("y", to: "2", of: tree.root)
    try tree.setAttribute("x", to: "3", of: tree.root)
    try tree.removeAttribute("nothing", of: tree.root)

    #expect(tree.root.attributes.map(\.text) == ["3", "2"])
  }

  @Test func `the handle of a removed attribute keeps its value`() throws {
    let attribute = try #require(tree.root.attribute("x"))

    try tree.removeAttribute("x", of: tree.root)

    #expect(attribute.text == "1")
    #expect(tree.root.attribute("x") == nil)
  }

  @Test func `characters that XML does not allow are replaced`() throws {
    try tree.setText("a\u{0}b\u{1}\u{FFFE}", of: tree.root)
    try tree.setAttribute("x", to: "\u{8}", of: tree.root)

    #expect(text == "<a x=\"\u{FFFD}\">a\u{FFFD}b\u{FFFD}\u{FFFD}</a>")
  }

  @Suite struct Namespaces {
    @Test func `a moved element keeps its namespace`() throws {
      let tree = try XMLTree(
        parsing: Array("<a xmlns:p='urn:1'><b xmlns:p='urn:2'><p:c p:d=''/></b><e/></a>".utf8))
      let b = try #require(tree.root.element("b"))
      let c = try #require(b.element("c", namespace: "urn:2"))

      try tree.appendChild(c, to: #require(tree.root.element("e")))
      try tree.remove(b)

      #expect(
        tree.serialize(tree.root)
          == #"<a xmlns:p="urn:1"><e><p:c xmlns:p="urn:2" p:d=""/></e></a>"#)
    }

    @Test func `an element of no namespace stays so below a default namespace`() throws {
      let tree = try XMLTree(parsing: Array("<a xmlns='urn:a'/>".utf8))

      try tree.appendChild(tree.createElement("b"), to: tree.root)

      #expect(tree.serialize(tree.root) == #"<a xmlns="urn:a"><b xmlns=""/></a>"#)
    }

    @Test func `two namespaces that want one prefix get two`() throws {
      let tree = XMLTree(rootName: "a")

      try tree.setAttribute("b", to: "1", of: tree.root, namespace: "urn:1", prefix: "p")
      try tree.setAttribute("b", to: "2", of: tree.root, namespace: "urn:2", prefix: "p")
      let text = tree.serialize(tree.root)

      #expect(text == #"<a xmlns:ns1="urn:2" xmlns:p="urn:1" p:b="1" ns1:b="2"/>"#)
      #expect(throws: Never.self) { try XMLTree(parsing: Array(text.utf8)) }
    }

    @Test func `xml:lang needs no declaration`() throws {
      let tree = XMLTree(rootName: "a")

      try tree.setAttribute("lang", to: "zh", of: tree.root, namespace: XMLName.xmlNamespace)

      #expect(tree.serialize(tree.root) == #"<a xml:lang="zh"/>"#)
    }
  }

  @Suite struct Copying {
    @Test func `a copy is deep and of its own`() throws {
      let source = try XMLTree(
        parsing: Array("<r xmlns:p='urn:p'><p:a q='1'>t<!--c--><?i d?></p:a></r>".utf8))
      let target = XMLTree(rootName: "data")

      let copy = target.copy(source.root.children[0])
      try target.appendChild(copy, to: target.root)
      try source.setText("", of: source.root)

      #expect(
        target.serialize(target.root)
          == #"<data><p:a xmlns:p="urn:p" q="1">t<!--c--><?i d?></p:a></data>"#)
    }

    @Test func `an element that was read is copied too`() throws {
      let element = try XMLDocument(
        parsing: Array("<a xmlns='urn:a' b='1'>t<c/></a>".utf8)
      ).root
      let tree = XMLTree(rootName: "data")

      try tree.appendChild(tree.copy(element), to: tree.root)

      #expect(tree.serialize(tree.root) == #"<data><a xmlns="urn:a" b="1">t<c/></a></data>"#)
    }
  }

  @Suite struct Fragments {
    private let tree = XMLTree(rootName: "data")

    @Test func `a fragment may have several roots and text`() throws {
      let nodes = try tree.append(fragment: "x<a/>y<b/>&lt;", to: tree.root)

      #expect(tree.serialize(tree.root) == "<data>x<a/>y<b/>&lt;</data>")
      #expect(nodes.count == 5)
    }

    @Test func `prefixes can be given from outside`() throws {
      try tree.append(fragment: "<p:a/>", to: tree.root, namespaces: ["p": "urn:p"])

      #expect(tree.serialize(tree.root) == #"<data><p:a xmlns:p="urn:p"/></data>"#)
    }

    @Test(arguments: [
      "<a>", "a & b", "</fragment><fragment>", "<!DOCTYPE a>", "<?xml version='1.0'?><a/>",
      "<p:a/>",
    ])
    func `what is not well-formed is refused and changes nothing`(_ source: String) {
      #expect(throws: InvalidXML.self) { try tree.append(fragment: source, to: tree.root) }
      #expect(tree.root.children == [])
    }

    @Test func `places count within the fragment`() {
      let error = #expect(throws: InvalidXML.self) {
        try tree.append(fragment: "x <a b></a>", to: tree.root, namespaces: ["p": "urn:p"])
      }

      #expect(error?.diagnostics.map(\.position) == [XMLPosition(line: 1, column: 6)])
    }
  }

  @Test func `what is written reads back equal`() throws {
    let source = "<a b='&#10;&#13;&#9;\"&amp;&lt;'>&#13;]]&gt;<!-- - --><?p q?>整改\u{10FFFF}\n</a>"
    let tree = try XMLTree(parsing: Array(source.utf8))

    let again = try XMLTree(parsing: tree.bytes())

    #expect(again.bytes() == tree.bytes())
    #expect(again.root.text == "\r]]>整改\u{10FFFF}\n")
    #expect(again.root.value(of: "b") == "\n\r\t\"&<")
  }

  @Test func `the content is written without its element`() throws {
    #expect(tree.serializeContent(tree.root) == "one<b/>two<c><d/></c>")
    #expect(try tree.serializeContent(#require(tree.root.attribute("x"))) == "1")
  }
}
