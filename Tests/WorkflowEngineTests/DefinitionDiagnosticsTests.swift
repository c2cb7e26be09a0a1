import Foundation
import Statechart
import Testing
import WorkflowEngine

/// Every file in `Invalid` stands beside what is said about it. `RECORD=1 swift test` writes the
/// `.diagnostics` anew; they are to be read before they are committed.
@Suite struct DefinitionDiagnosticsTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Invalid")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { !$0.hasSuffix(".diagnostics") }.sorted()
  }()

  @Test(arguments: names)
  func `a doubtful file gets exactly its recorded diagnostics`(_ name: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    let record = file.deletingPathExtension().appendingPathExtension("diagnostics")
    let bytes = try [UInt8](Data(contentsOf: file))

    let lines = Self.diagnostics(of: bytes, file.pathExtension)
      .map { "\(name):\($0.location): \($0.severity): \($0.message) [\($0.code)]\n" }.joined()

    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try Data(lines.utf8).write(to: record)
    }
    let recorded = try String(contentsOf: record, encoding: .utf8)
    #expect(lines == recorded)
    #expect(!lines.isEmpty)
  }

  @Test(arguments: names)
  func `a file is usable exactly if nothing in it is an error`(_ name: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    let bytes = try [UInt8](Data(contentsOf: file))

    let hasErrors = Self.diagnostics(of: bytes, file.pathExtension)
      .contains { $0.severity == .error }

    #expect(Self.isUsable(bytes, file.pathExtension) == !hasErrors)
  }

  @Test func `there are doubtful files to look at`() {
    #expect(Self.names.count >= 45)
  }

  private static func diagnostics(of bytes: [UInt8], _ type: String) -> [Diagnostic] {
    switch type {
    case "scxml": WorkflowReader.check(bytes).diagnostics
    case "xml": OrganisationReader.check(bytes).diagnostics
    default: OrganisationCSV.check(bytes).diagnostics
    }
  }

  private static func isUsable(_ bytes: [UInt8], _ type: String) -> Bool {
    switch type {
    case "scxml": WorkflowReader.check(bytes).workflow != nil
    case "xml": OrganisationReader.check(bytes).organisation != nil
    default: OrganisationCSV.check(bytes).organisation != nil
    }
  }
}
