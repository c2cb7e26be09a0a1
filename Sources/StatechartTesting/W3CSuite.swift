import FoundationEssentials

/// The conformance tests of the W3C (SCXML 1.0 Implementation Report Plan), which are no part of the
/// repository: they lie beside it or where the environment variable `SCXML_IRP` says.
public struct W3CSuite: Sendable {
  /// Every start document of the inventory, once for each data model that it is written for, in the
  /// order of the inventory.
  public let tests: [W3CTest]

  /// What to say where the suite is not.
  public static let absent =
    "the W3C's tests are not here: set SCXML_IRP to their folder, or put it beside the repository"

  /// The suite; nil where there is none.
  ///
  /// - Parameter repository: The folder of the repository.
  public init?(besides repository: String) {
    let named = ProcessInfo.processInfo.environment["SCXML_IRP"]
    let beside = repository + "/../shared/w3c-scxml"
    let folder = [named, beside].compactMap { $0 }.first {
      FileManager.default.fileExists(atPath: $0 + "/inventory.csv")
    }
    guard let folder,
      let inventory = try? String(contentsOfFile: folder + "/inventory.csv", encoding: .utf8)
    else { return nil }
    tests = inventory.split(whereSeparator: \.isNewline).dropFirst().flatMap { row in
      W3CTest.read(row, in: folder)
    }
  }

  /// The tests of one data model, those by HTTP apart.
  public func tests(_ datamodel: W3CTest.Datamodel, byHTTP: Bool = false) -> [W3CTest] {
    tests.filter { $0.datamodel == datamodel && $0.needsHTTP == byHTTP }
  }
}

extension W3CTest {
  /// The tests that a row of the inventory stands for.
  static func read(_ row: Substring, in folder: String) -> [W3CTest] {
    let cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    // test513 is a text for people, which tells them to use an HTTP client of their own.
    guard cells.count > 8, cells[1].hasSuffix(".txml") else { return [] }
    let name = String(cells[1].dropLast(5))
    let features = Set(cells[8].split(separator: " ").map(String.init))
    return datamodels(cells[7], features).map { datamodel in
      W3CTest(
        id: String(name.dropFirst(4)), section: cells[2], datamodel: datamodel,
        isMandatory: cells[4] == "mandatory", needsHTTP: features.contains("http"),
        folder: "\(folder)/\(datamodel.rawValue)",
        expected: Expectation.manual[cells[0]] ?? .ends(in: "pass"))
    }
  }

  /// - Parameter name: As the inventory has it; `conf` stands for any data model, `none` for a
  ///   document that names none.
  private static func datamodels(_ name: String, _ features: Set<String>) -> [Datamodel] {
    if let datamodel = Datamodel(rawValue: name) { return [datamodel] }
    // The suite's own note: valid only for data models that have scripts.
    return features.contains("script") ? [.ecmascript] : [.xpath, .ecmascript]
  }
}
