import FoundationEssentials
import Statechart
import StatechartXML
import Testing

/// The conformance tests of the W3C (SCXML 1.0 Implementation Report Plan), which lie beside the
/// repository or where `SCXML_IRP` says. A test passes when its session ends in the state `pass`.
@Suite struct ConformanceTests {
  @Test(.enabled(if: IRP.shared != nil, IRP.absent), arguments: IRP.shared?.tests ?? [])
  func `a test of the W3C ends in pass`(_ test: IRP.Test) throws {
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: test.path)))

    // The tests hold faults on purpose, to see that they are met as error.execution.
    let options = SCXMLOptions(deferrable: .executed)
    let document = try SCXMLReader.read(bytes, options: options)
    var simulation = try Simulation(document)
    try simulation.start()
    try simulation.runUntilQuiet()

    let errors = simulation.errors.map(\.message)
    #expect(simulation.configuration == test.expected, "\(errors)")
  }

  @Test(.enabled(if: IRP.shared != nil, IRP.absent), arguments: IRP.shared?.notYet ?? [])
  func `what is not supported yet is refused with its place`(_ test: IRP.Test) throws {
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: test.path)))

    let reading = SCXMLReader.check(bytes)

    #expect(reading.document == nil)
    #expect(reading.diagnostics.contains { $0.code.hasPrefix("unsupported.") })
  }
}

/// The suite's inventory, sorted into what must pass and what a later version will support.
struct IRP: Sendable {
  struct Test: Sendable, CustomTestStringConvertible {
    let id: String
    let path: String
    /// The final configuration.
    var expected = ["pass"]

    var testDescription: String { "test\(id)" }
  }

  static let absent: Comment =
    "the W3C's tests are not here: set SCXML_IRP to their folder, or put it beside the repository"
  static let shared = IRP()

  /// What a row of the inventory may ask for that is not supported yet.
  private static let laterFeatures: Set<String> = ["invoke", "script", "http", "src"]

  private(set) var tests: [Test] = []
  private(set) var notYet: [Test] = []

  private init?() {
    guard let folder = Self.folder,
      let inventory = try? String(contentsOfFile: folder + "/inventory.csv", encoding: .utf8)
    else { return nil }
    for row in inventory.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let model = cells[7]
      // test513 is a text for people.
      guard cells.count > 8, cells[1].hasSuffix(".txml") else { continue }
      let name = String(cells[1].dropLast(5))
      let sheet = model == "ecmascript" ? "ecmascript" : model == "null" ? "null" : "xpath"
      var test = Test(id: String(name.dropFirst(4)), path: "\(folder)/\(sheet)/\(name).scxml")
      test.expected = Self.manual[cells[0]] ?? test.expected
      let features = Set(cells[8].split(separator: " ").map(String.init))
      if features.isDisjoint(with: Self.laterFeatures), model != "ecmascript" {
        tests.append(test)
      } else {
        notYet.append(test)
      }
    }
  }

  /// Manual tests, whose log a person is to read, end in a state of another name.
  private static let manual = ["178": ["final"], "307": ["final"], "415": ["final"]]

  private static var folder: String? {
    let environment = ProcessInfo.processInfo.environment["SCXML_IRP"]
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let beside = package.appendingPathComponent("../shared/w3c-scxml").standardized.path
    return [environment, beside].compactMap { $0 }.first {
      FileManager.default.fileExists(atPath: $0 + "/inventory.csv")
    }
  }
}
