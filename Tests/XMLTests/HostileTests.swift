import Testing
import XML

/// Documents made to exhaust or to spy: refused early, and libxml2 stays small.
@Suite struct HostileTests {
  private static let memoryLimit = 64 << 20

  /// The one diagnostic of a refusal, the bytes looked at before it, and the peak of libxml2's memory.
  private func refusal(_ bytes: [UInt8]) -> (code: String?, examined: Int, peak: Int) {
    var error: InvalidXML?
    let peak = XMLMemory.peak {
      error = #expect(throws: InvalidXML.self) { try XMLDocument(parsing: bytes) }
    }
    return (error?.diagnostics.first?.code, error?.bytesExamined ?? .max, peak)
  }

  @Test(arguments: [
    "<!DOCTYPE a>", "<!DOCTYPE a SYSTEM 'http://127.0.0.1/a.dtd'>",
    "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
    "<!DOCTYPE a [<!ENTITY x 'lol'><!ENTITY y '&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;'>]>",
    "<!DOCTYPE a [<!ATTLIST a b CDATA 'c'>]>",
  ])
  func `a DOCTYPE is refused before libxml2 sees it`(_ doctype: String) {
    let source = "<?xml version='1.0'?>\n\(doctype)\n<a>&x;</a>"

    let refusal = refusal(Array(source.utf8))

    #expect(refusal.code == "xml.doctype")
    #expect(refusal.examined == 22)
    #expect(refusal.peak == 0)
  }

  @Test func `two hundred thousand attributes are refused at the first too many`() {
    let attributes = (0..<200_000).map { " a\($0)=''" }.joined()

    let refusal = refusal(Array("<a\(attributes)/>".utf8))

    #expect(refusal.code == "xml.attributes")
    #expect(refusal.examined < 4_000)
    #expect(refusal.peak == 0)
  }

  @Test func `a million nested elements are refused at the first too deep`() {
    let refusal = refusal(Array(String(repeating: "<a>", count: 1_000_000).utf8))

    #expect(refusal.code == "xml.depth")
    #expect(refusal.examined == 600)
    #expect(refusal.peak == 0)
  }

  @Test func `a document larger than the limit is refused unread`() {
    let refusal = refusal([UInt8](repeating: 0x20, count: (8 << 20) + 1))

    #expect(refusal.code == "xml.size")
    #expect(refusal.examined == 0)
  }

  @Test func `a name without end is refused`() {
    let refusal = refusal(Array(("<" + String(repeating: "a", count: 1 << 20)).utf8))

    #expect(refusal.code == "xml.size")
    #expect(refusal.examined < 2_000)
  }

  @Test func `a text without end is refused`() {
    let refusal = refusal(Array(("<a>" + String(repeating: "a", count: 5 << 20)).utf8))

    #expect(refusal.code == "xml.size")
    #expect(refusal.examined < (4 << 20) + 100)
  }

  @Test func `more nodes than the limit are refused`() {
    let refusal = refusal(Array(("<a>" + String(repeating: "<b/>", count: 1 << 20)).utf8))

    #expect(refusal.code == "xml.size")
    #expect(refusal.examined < 900_000)
    #expect(refusal.peak == 0)
  }

  @Test func `the costliest documents within the limits stay within the memory`() {
    let attributes = (0..<250).map { " a\($0)='xy'" }.joined()
    let element = "<b\(attributes)/>"
    let source = "<a>" + String(repeating: element, count: 790) + "</a>"

    let peak = XMLMemory.peak {
      _ = #expect(throws: Never.self) { try XMLDocument(parsing: Array(source.utf8)) }
    }

    #expect(peak > 1 << 20)
    #expect(peak < Self.memoryLimit)
  }

  @Test func `a large document of text stays within the memory`() {
    let text = String(repeating: "整改", count: 170_000)
    let source = "<a>" + String(repeating: "<b>\(text)</b>", count: 8) + "</a>"

    let peak = XMLMemory.peak {
      _ = #expect(throws: Never.self) { try XMLDocument(parsing: Array(source.utf8)) }
    }

    #expect(peak > 8 << 20)
    #expect(peak < Self.memoryLimit)
  }

  @Test func `a schema location in a document fetches nothing`() throws {
    let schema = try XMLSchema(
      [
        "a.xsd": Array(
          "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='a'/></xs:schema>"
            .utf8)
      ],
      root: "a.xsd")
    let source = """
      <a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' \
      xsi:noNamespaceSchemaLocation='file:///etc/passwd'/>
      """

    let diagnostics = try schema.validate(Array(source.utf8))

    #expect(diagnostics == [])
  }
}
