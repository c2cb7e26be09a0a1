import ArgumentParser
import AuditLog
import Foundation
import Statechart

/// Diagnostics for tools that collect them.
///
/// Source: OASIS Static Analysis Results Interchange Format (SARIF) 2.1.0.
enum SARIF {
  static func log(of checked: Definitions) -> JSON {
    let codes = Set(checked.readings.flatMap { $0.diagnostics.map(\.code) }).sorted()
    let positions = Dictionary(
      codes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let results = checked.readings.flatMap { reading in
      reading.diagnostics.map { result($0, in: reading.file.name, positions) }
    }
    let driver: JSON = [
      "name": "docket", "version": .string(Docket.configuration.version),
      "rules": .array(codes.map { ["id": .string($0)] }),
    ]
    let run: JSON = [
      "tool": ["driver": driver],
      // Our columns count Unicode scalars; SARIF's default is UTF-16.
      "columnKind": "unicodeCodePoints",
      "results": .array(results),
    ]
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [run],
    ]
  }

  private static func result(
    _ diagnostic: Diagnostic, in file: String, _ positions: [String: Int]
  ) -> JSON {
    let region: JSON = [
      "startLine": JSON(diagnostic.location.line), "startColumn": JSON(diagnostic.location.column),
    ]
    return [
      "ruleId": .string(diagnostic.code), "ruleIndex": JSON(positions[diagnostic.code] ?? -1),
      "level": .string(diagnostic.severity.rawValue),
      "message": ["text": .string(diagnostic.message)],
      "locations": [
        ["physicalLocation": ["artifactLocation": ["uri": .string(uri(file))], "region": region]]
      ],
    ]
  }

  /// A relative reference for a relative path, a `file` URI for another (section 3.4.3).
  private static func uri(_ path: String) -> String {
    let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: ":;"))
    let encoded = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
    return path.hasPrefix("/") ? "file://" + encoded : encoded
  }
}
