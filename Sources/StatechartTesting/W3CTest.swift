import FoundationEssentials
import Statechart
public import StatechartXML

/// One start document of the W3C's suite in one data model.
public struct W3CTest: Sendable, Hashable, CustomStringConvertible {
  public enum Datamodel: String, Sendable, CaseIterable {
    case null, xpath, ecmascript
  }

  /// What is to be seen.
  public enum Expectation: Sendable, Hashable {
    /// The session ends, and this is its one active state.
    case ends(in: String)
    /// It ends in `final`, and the log reads so.
    case logs([String])
    /// It ends in `final`, and the second half of the log repeats the first.
    case logsTwice
    /// The document is rejected.
    case refused
  }

  /// The number, with a letter where a test has several documents.
  public let id: String
  /// The section of the standard, in the numbering of the suite.
  public let section: String
  public let datamodel: Datamodel
  public let isMandatory: Bool
  /// Whether it is about the Basic HTTP event I/O processor.
  public let needsHTTP: Bool
  let folder: String
  public let expected: Expectation

  /// What is wrong with the test itself, so that a conforming processor fails it; nil for nothing.
  public var fault: String? {
    datamodel == .xpath ? Self.faultsInXPath[id] : nil
  }

  /// The suite's sheet for XPath writes conditions by hand where it should compute them.
  private static let faultsInXPath = [
    "520": "its conditions look for text that has no quotation marks around it",
    "534": "its condition is empty, which is no expression",
  ]

  public var description: String { "test\(id) (section \(section))" }

  /// Plays the test on the virtual clock, with the files beside it and nothing else.
  ///
  /// - Parameters:
  ///   - datamodels: The data models beside `null` and `xpath`.
  ///   - processors: The event I/O processors beside SCXML's own.
  /// - Returns: What was seen instead of what is expected; nil where the test has passed.
  public func failure(
    datamodels: [DatamodelProvider] = [], processors: [any EventProcessor] = []
  ) -> String? {
    let path = "\(folder)/test\(id).scxml"
    guard let bytes = FileManager.default.contents(atPath: path) else { return "no file \(path)" }
    // The tests hold faults on purpose, to see that they are met as error.execution.
    let options = SCXMLOptions(
      deferrable: .executed, datamodels: datamodels, resources: ResourceFolder(folder))
    do {
      let document = try SCXMLReader.read([UInt8](bytes), options: options)
      if expected == .refused { return "the document was not rejected" }
      var simulation = try Simulation(document, processors: processors)
      try simulation.start()
      try simulation.runUntilQuiet()
      return failure(
        configuration: simulation.configuration, ended: simulation.ended, log: simulation.log,
        errors: simulation.errors.map(\.message))
    } catch let error as InvalidDocument {
      return failure(refused: error)
    } catch {
      return "\(error)"
    }
  }

  /// What there is to say where the document was refused.
  func failure(refused error: InvalidDocument) -> String? {
    if expected == .refused { return nil }
    return error.diagnostics.filter { $0.severity == .error }
      .map { "\($0.location): \($0.message)" }.joined(separator: "; ")
  }

  /// What there is to say where the document's session came to rest.
  func failure(configuration: [String], ended: Bool, log: [String], errors: [String]) -> String? {
    let half = log.count / 2
    let last = if case .ends(let state) = expected { state } else { "final" }
    guard ended, configuration == [last] else {
      return "it came to \(configuration)"
        + (errors.isEmpty ? "" : ": " + errors.joined(separator: "; "))
    }
    switch expected {
    case .logs(let lines) where log != lines: return "it logged \(log)"
    case .logsTwice where half == 0 || log.prefix(half) != log.suffix(half):
      return "it logged \(log)"
    default: return nil
    }
  }
}

extension W3CTest.Expectation {
  /// The tests that a person is to look at, as their descriptions say what to look for.
  static let manual: [String: W3CTest.Expectation] = [
    "178": .ends(in: "final"),
    "230": .logsTwice,
    "250": .logs(["Exiting sub01", "Exiting sub0"]),
    "301": .refused,
    "307": .ends(in: "final"),
    "415": .ends(in: "final"),
  ]
}
