import FoundationEssentials
import Statechart
import StatechartXML
import Testing

/// Every file in `Invalid` stands beside what is said about it. `RECORD=1 swift test` writes the
/// `.diagnostics` anew; they are to be read before they are committed.
@Suite struct DiagnosticsTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Invalid")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".scxml") }.sorted()
  }()

  @Test(arguments: names)
  func `an invalid document gets exactly its recorded diagnostics`(_ name: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    let record = file.deletingPathExtension().appendingPathExtension("diagnostics")
    let bytes = try [UInt8](Data(contentsOf: file))

    let lines = SCXMLReader.check(bytes).diagnostics.map { "\(name):\($0.line)\n" }.joined()

    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try Data(lines.utf8).write(to: record)
    }
    let recorded = try String(contentsOf: record, encoding: .utf8)
    #expect(lines == recorded)
    #expect(!lines.isEmpty)
  }

  @Test func `there are invalid documents to look at`() {
    #expect(Self.names.count >= 40)
  }
}
