import Foundation
import Minutes
import Statechart
import Testing

/// Every file in `Invalid` stands beside what is said about it. `RECORD=1 swift test` writes the
/// `.diagnostics` anew; they are to be read before they are committed.
@Suite struct DiagnosticsTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Invalid")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { !$0.hasSuffix(".diagnostics") }.sorted()
  }()

  @Test(arguments: names)
  func `doubtful minutes get exactly their recorded diagnostics`(_ name: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    let record = file.deletingPathExtension().appendingPathExtension("diagnostics")
    let bytes = try [UInt8](Data(contentsOf: file))

    let lines = MinutesReader.check(bytes).diagnostics
      .map { "\(name):\($0.location): \($0.severity): \($0.message) [\($0.code)]\n" }.joined()

    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try Data(lines.utf8).write(to: record)
    }
    let recorded = try String(contentsOf: record, encoding: .utf8)
    #expect(lines == recorded)
    #expect(!lines.isEmpty)
  }

  @Test(arguments: names)
  func `minutes are usable exactly if nothing in them is an error`(_ name: String) throws {
    let bytes = try [UInt8](Data(contentsOf: Self.folder.appendingPathComponent(name)))

    let (document, diagnostics) = MinutesReader.check(bytes)

    #expect((document != nil) == !diagnostics.contains { $0.severity == .error })
  }

  @Test func `there are doubtful minutes to look at`() {
    #expect(Self.names.count >= 12)
  }
}
