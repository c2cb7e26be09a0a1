import Minutes
import Statechart
import StatechartXML
import Testing
import WorkflowEngine
import XML

/// Documents that are made to burn time or memory, or to read what they must not, at every door
/// that takes XML.
@Suite struct HostileXMLTests {
  struct Document: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Around what the root element of a door holds.
    var make: @Sendable (_ root: String) -> String

    init(_ name: String, _ make: @escaping @Sendable (String) -> String) {
      testDescription = name
      self.make = make
    }
  }

  static let documents: [Document] = [
    Document("entities that multiply") { root in
      let levels = (1..<20).map { level in
        "<!ENTITY e\(level) \"" + String(repeating: "&e\(level - 1);", count: 10) + "\">"
      }
      return "<!DOCTYPE a [<!ENTITY e0 \"ha\">\(levels.joined())]><\(root)>&e19;</\(root)>"
    },
    Document("an entity that reads a file") { root in
      "<!DOCTYPE a [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><\(root)>&f;</\(root)>"
    },
    Document("an entity of the network") { root in
      "<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/x.dtd\"><\(root)/>"
    },
    Document("a hundred thousand levels") { root in
      "<\(root)>" + String(repeating: "<a>", count: 100_000)
    },
    Document("fifty thousand attributes in one tag") { root in
      "<\(root)" + (0..<50_000).map { " a\($0)=\"\"" }.joined() + "/>"
    },
    Document("fifty thousand namespaces in one tag") { root in
      "<\(root)" + (0..<50_000).map { " xmlns:p\($0)=\"u\($0)\"" }.joined() + "/>"
    },
    Document("a tag that never ends") { root in
      "<\(root) a=\"" + String(repeating: "x", count: 2_000_000)
    },
    Document("bytes that are no UTF-8") { root in "<\(root)>\u{FFFE}\u{0}</\(root)>" },
    Document("nothing") { _ in "" },
  ]

  @Test(arguments: documents)
  func `a workflow is refused`(_ document: Document) {
    #expect(throws: InvalidDocument.self) {
      try WorkflowReader.read(Array(document.make("scxml").utf8))
    }
  }

  @Test(arguments: documents)
  func `minutes are refused`(_ document: Document) {
    let (minutes, diagnostics) = MinutesReader.check(Array(document.make("minutes").utf8))

    #expect(minutes == nil)
    #expect(!diagnostics.isEmpty)
  }

  @Test(arguments: documents)
  func `an organisation is refused`(_ document: Document) {
    #expect(throws: (any Error).self) {
      try OrganisationReader.read(Array(document.make("organisation").utf8))
    }
  }
}
