import StatechartXML
import XML

/// Documents made to burn time or memory, against a harmless workflow of the same size: refusing
/// must not cost more than reading.
enum HostileDocuments {
  static var rows: [Row] {
    let documents: [(String, @Sendable () -> [UInt8])] = [
      ("200,000 attributes in one tag", { attributes(200_000) }),
      ("a million levels", { Array(String(repeating: "<a>", count: 1_000_000).utf8) }),
      ("entities that multiply", { entities() }),
      ("100,000 namespaces", { namespaces(100_000) }),
      (
        "a tag that never ends",
        { Array(("<a b=\"" + String(repeating: "x", count: 4_000_000)).utf8) }
      ),
    ]
    return documents.map { name, make in
      Row(
        "Hostile documents", "refusing \(name)",
        against: "reading a harmless workflow of that size", .within(1)
      ) {
        let hostile = make()
        let harmless = workflow(atLeast: hostile.count)
        return Sides(
          count: 1, subject: { try refuse(hostile) }, reference: .timed { try accept(harmless) })
      }
    }
  }

  struct Unexpected: Error {}

  private static func refuse(_ bytes: [UInt8]) throws {
    do {
      _ = try XMLDocument(parsing: bytes)
    } catch {
      return
    }
    throw Unexpected()
  }

  private static func accept(_ bytes: [UInt8]) throws {
    _ = try XMLDocument(parsing: bytes)
  }

  private static func attributes(_ count: Int) -> [UInt8] {
    Array(("<a" + (0..<count).map { " a\($0)=\"\"" }.joined() + "/>").utf8)
  }

  private static func namespaces(_ count: Int) -> [UInt8] {
    Array(("<a" + (0..<count).map { " xmlns:p\($0)=\"u\($0)\"" }.joined() + "/>").utf8)
  }

  private static func entities() -> [UInt8] {
    let levels = (1..<20).map { level in
      "<!ENTITY e\(level) \"" + String(repeating: "&e\(level - 1);", count: 10) + "\">"
    }
    let text = "<!DOCTYPE a [<!ENTITY e0 \"ha\">\(levels.joined())]><a>&e19;</a>"
    return Array((text + String(repeating: " ", count: 100_000)).utf8)
  }

  /// A document of long texts, so that its size stays below the limits on elements.
  private static func workflow(atLeast size: Int) -> [UInt8] {
    let part =
      "<state id=\"s\"><onentry><log expr=\"1\"/></onentry>"
      + String(repeating: "text ", count: 400) + "</state>"
    return Array(
      ("<scxml>" + String(repeating: part, count: size / part.utf8.count + 1) + "</scxml>").utf8)
  }
}
