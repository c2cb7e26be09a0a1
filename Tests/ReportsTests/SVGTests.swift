import Foundation
import FoundationXML
import Reports
import Statechart
import Testing

@Suite struct SVGTests {
  static let all = [
    ExampleDocuments.drive, ExampleDocuments.campaign, ExampleDocuments.hostile, Document(),
  ]

  @Test(arguments: all.indices)
  func `every picture is well-formed XML`(_ index: Int) {
    let svg = Drawing(of: Self.all[index]).svg

    let parser = XMLParser(data: Data(svg.utf8))

    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
  }

  @Test func `a hostile name is text and nothing else`() {
    let reader = ElementNames()
    let svg = Drawing(of: ExampleDocuments.hostile).svg

    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader

    #expect(parser.parse())
    #expect(
      reader.names.isSubset(of: [
        "svg", "title", "desc", "style", "rect", "g", "path", "circle", "text",
      ]))
    #expect(reader.text.contains("</text><script>alert(1)</script>"))
    #expect(reader.text.contains("[31m]]>&amp;"))
  }

  @Test func `Chinese stays text in a font that has it`() {
    let svg = Drawing(of: ExampleDocuments.drive, stateTitle: ExampleDocuments.title).svg

    #expect(svg.contains(">整改整治</text>"))
    #expect(svg.contains("\"Noto Sans CJK SC\""))
    #expect(svg.contains("prefers-color-scheme: dark"))
  }

  @Test func `a picture says in words what it shows`() {
    let svg = Drawing(of: ExampleDocuments.drive, title: "Drive", highlighting: ["study"]).svg

    #expect(svg.contains("<title>Drive</title>"))
    #expect(svg.contains("<desc>9 states. Active: study. "))
    #expect(svg.contains("notified → acknowledged (acknowledge);"))
  }

  @Test func `equal drawings give equal pictures`() {
    let first = Drawing(of: ExampleDocuments.campaign).svg
    let second = Drawing(of: ExampleDocuments.campaign).svg

    #expect(first == second)
  }

  @Test func `a small picture is drawn as recorded`() throws {
    var s = DocumentSketch()
    let document = Document(
      name: "leave",
      root: State(
        .scxml,
        children: [
          s.state("draft", to: [s.on("submit", "done"), s.on("edit", "draft")]),
          s.state("done", .final),
        ]))

    let svg = Drawing(of: document, highlighting: ["draft"]).svg

    let style = try #require(svg.range(of: "<style>"))
    let end = try #require(svg.range(of: "</style>\n"))
    let body = svg[..<style.lowerBound] + svg[end.upperBound...]
    #expect(body == Self.recorded)
  }

  static let recorded = """
    <svg xmlns="http://www.w3.org/2000/svg" class="docket-drawing" role="img" width="186" height="262" viewBox="0 0 186 262">
    <title>leave</title>
    <desc>2 states. Active: draft. draft → done (submit); draft → draft (edit)</desc>
    <rect class="paper" width="100%" height="100%"/>
    <text class="heading" x="18" y="30">leave</text>
    <g transform="translate(0 40)">
    <path class="arrow" d="M66 32V60"/>
    <path class="head" d="M66 66L62 57H70Z"/>
    <path class="arrow" d="M66 110V154"/>
    <path class="head" d="M66 160L62 151H70Z"/>
    <g>
    <circle class="start" cx="66" cy="25" r="7"/>
    </g>
    <g class="active" data-state="draft">
    <rect class="box" x="18" y="66" width="96" height="44" rx="9"/>
    </g>
    <g data-state="done">
    <rect class="box" x="18" y="160" width="96" height="44" rx="9"/>
    <rect class="inner" x="21.5" y="163.5" width="89" height="37" rx="6"/>
    </g>
    <text class="title middle" x="66" y="92.6">draft</text>
    <text class="title middle" x="66" y="186.6">done</text>
    <path class="arrow" d="M114 80C144 74 144 102 121 96"/>
    <path class="head" d="M114 95L123 92L122 100Z"/>
    <text class="label" x="142" y="91.7">edit</text>
    <text class="label" x="73" y="138.7">submit</text>
    </g>
    </svg>

    """
}

private final class ElementNames: NSObject, XMLParserDelegate {
  var names: Set<String> = []
  var text = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    names.insert(name)
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
