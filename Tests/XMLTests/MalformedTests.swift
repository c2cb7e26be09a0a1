import Testing
import XML

/// What a person reads when a document is not well-formed: one line for each kind of mistake.
@Suite struct MalformedTests {
  struct Mistake: CustomTestStringConvertible {
    var source: String
    var diagnostics: String
    var testDescription: String { source.debugDescription }

    init(_ source: String, _ diagnostics: String) {
      self.source = source
      self.diagnostics = diagnostics
    }
  }

  static let mistakes = [
    Mistake("", "1:1: the document has no element [xml.malformed]"),
    Mistake(" <!-- c -->", "1:12: the document has no element [xml.malformed]"),
    Mistake("hello", "1:1: text is not allowed outside the root element [xml.malformed]"),
    Mistake("<a/>x", "1:5: text is not allowed outside the root element [xml.malformed]"),
    Mistake(
      "<a/>\n<b/>", "2:1: a document has one root element; this is a second [xml.malformed]"),
    Mistake(
      "<a><b>\n</a>", "2:1: </a> does not close <b>, which was opened at 1:4 [xml.malformed]"),
    Mistake("<a>\n <b/>", "1:1: <a> is never closed [xml.malformed]"),
    Mistake("</a>", "1:1: </a> closes nothing [xml.malformed]"),
    Mistake("<a", "1:1: the tag <a> lacks its '>' [xml.malformed]"),
    Mistake("<a></a", "1:4: the end tag </a> lacks its '>' [xml.malformed]"),
    Mistake("<a b></a>", "1:4: attribute 'b' has no value [xml.malformed]"),
    Mistake(
      "<a b=1/>", "1:6: the value of attribute 'b' must be in quotation marks [xml.malformed]"),
    Mistake("<a b='1/>", "1:6: the value of attribute 'b' is never closed [xml.malformed]"),
    Mistake("<a b='1'c='2'/>", "1:9: a space is missing before this attribute [xml.malformed]"),
    Mistake(
      "<a b='1>\n<c d='2'/></a>",
      "2:1: '<' in the value of attribute 'b' must be written &lt; (or a quotation mark is missing)"
        + " [xml.malformed]"),
    Mistake("<a b='1' c='2'\n b='3'/>", "2:2: attribute 'b' is given twice [xml.malformed]"),
    Mistake(
      "<a>\n &nbsp;</a>",
      "2:2: the entity &nbsp; is not known; only &lt; &gt; &amp; &quot; and &apos; are"
        + " [xml.malformed]"),
    Mistake("<a>R & D</a>", "1:6: a plain '&' must be written &amp; [xml.malformed]"),
    Mistake(
      "<a>&#0;</a>",
      "1:4: this character reference does not name a character that XML allows [xml.malformed]"),
    Mistake("<a><!-- -- --></a>", "1:9: '--' is not allowed inside a comment [xml.malformed]"),
    Mistake("<a><!-- </a>", "1:4: the comment is never closed [xml.malformed]"),
    Mistake("<a><![CDATA[ </a>", "1:4: the CDATA section is never closed [xml.malformed]"),
    Mistake("<a><? </a>", "1:4: the processing instruction is never closed [xml.malformed]"),
    Mistake("<a>\u{1}</a>", "1:4: the control character U+0001 is not allowed [xml.character]"),
    Mistake("<a b='\0'/>", "1:7: the control character U+0000 is not allowed [xml.character]"),
    Mistake("<a><p:b/></a>", "1:4: the prefix 'p' is not declared [xml.namespace]"),
    Mistake("<a>\n<b c='' p:d='1'/></a>", "2:9: the prefix 'p' is not declared [xml.namespace]"),
    Mistake(
      "<a><!ELEMENT b></a>",
      "1:4: '<!' starts neither a comment nor a CDATA section [xml.malformed]"),
    Mistake("< a/>", "1:2: a name after '<' is expected here [xml.malformed]"),
  ]

  @Test(arguments: mistakes)
  func `a mistake is named in plain words at its place`(_ mistake: Mistake) {
    let error = #expect(throws: InvalidXML.self) {
      try XMLDocument(parsing: Array(mistake.source.utf8))
    }

    #expect(error?.diagnostics.map(\.description) == [mistake.diagnostics])
  }

  @Test func `every undeclared prefix is reported`() {
    let error = #expect(throws: InvalidXML.self) {
      try XMLDocument(parsing: Array("<a><p:b/><q:c/></a>".utf8))
    }

    #expect(error?.diagnostics.map(\.position.column) == [4, 10])
  }

  @Test(arguments: [[0xC3, 0x28], [0xFF], [0xE6, 0x95], [0xED, 0xA0, 0x80], [0xC0, 0xAF]])
  func `bytes that are not UTF-8 are located`(_ bad: [UInt8]) {
    let bytes = Array("<a>\n整".utf8) + bad + Array("</a>".utf8)

    let error = #expect(throws: InvalidXML.self) { try XMLDocument(parsing: bytes) }

    #expect(error?.diagnostics.map(\.code) == ["xml.encoding"])
    #expect(error?.diagnostics.map(\.position) == [XMLPosition(line: 2, column: 2)])
  }
}
