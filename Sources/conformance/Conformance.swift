import BasicHTTP
import ECMAScriptDatamodel
import FoundationEssentials
import Glibc
import SQLiteStore
import StatechartTesting
import StatechartXML
import WorkflowEngine
import WorkflowTesting

/// Plays the W3C's suite, in memory and as instances of a store, and prints a row for each test, then
/// the totals by data model.
@main struct Conformance {
  static func main() async throws {
    guard let suite = W3CSuite(besides: ".") else {
      print(W3CSuite.absent)
      exit(1)
    }
    let ecmascript = DatamodelProvider.ecmascript()
    WorkflowReader.provide(ecmascript)
    let path = DurableStage.path
    let store = try await SQLiteStore.create(at: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let stage = try await DurableStage(store)

    var report = ConformanceReport()
    for datamodel in W3CTest.Datamodel.allCases {
      let isThere = datamodel != .ecmascript || ecmascript.unavailability() == nil
      for test in suite.tests(datamodel) {
        guard isThere else {
          report.add(test, .notRun("there is no ECMAScript here"))
          continue
        }
        let failure = test.failure(datamodels: [ecmascript])
        let durable = await stage.failure(of: test)
        report.add(
          test, failure.map { .failed($0) } ?? .passed,
          durable: durable.map { .failed($0) } ?? .passed)
      }
      for test in suite.tests(datamodel, byHTTP: true) where isThere {
        report.add(test, resultByHTTP(of: test, ecmascript))
      }
    }
    print(report.text)
    let faults = try await stage.faults(scratch: MemoryStore())
    try await store.close()
    print(
      "\nThe log of the store "
        + (faults.isEmpty ? "replays." : "does not replay:\n" + faults.joined(separator: "\n")))
    if let reason = ecmascript.unavailability() { print("\n\(reason)") }
    if report.hasFailures || !faults.isEmpty { exit(1) }
  }

  /// Each test by HTTP gets a server of its own, on the loopback interface.
  private static func resultByHTTP(of test: W3CTest, _ ecmascript: DatamodelProvider)
    -> ConformanceReport.Result
  {
    do throws(Undeliverable) {
      let failure = test.failure(
        datamodels: [ecmascript], processors: [try BasicHTTPProcessor()])
      guard let failure else { return .passed }
      return test.fault.map { .faulty($0) } ?? .failed(failure)
    } catch {
      return .notRun(error.reason)
    }
  }
}
