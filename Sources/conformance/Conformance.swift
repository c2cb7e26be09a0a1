import BasicHTTP
import ECMAScriptDatamodel
import Glibc
import StatechartTesting
import StatechartXML

/// Plays the W3C's suite and prints a row for each test, then the totals by data model.
@main struct Conformance {
  static func main() {
    guard let suite = W3CSuite(besides: ".") else {
      print(W3CSuite.absent)
      exit(1)
    }
    let ecmascript = DatamodelProvider.ecmascript()
    var report = ConformanceReport()
    for datamodel in W3CTest.Datamodel.allCases {
      for test in suite.tests(datamodel) + suite.tests(datamodel, byHTTP: true) {
        report.add(test, result(of: test, ecmascript))
      }
    }
    print(report.text)
    if let reason = ecmascript.unavailability() { print("\n\(reason)") }
    if report.hasFailures { exit(1) }
  }

  private static func result(
    of test: W3CTest, _ ecmascript: DatamodelProvider
  ) -> ConformanceReport.Result {
    if test.datamodel == .ecmascript, ecmascript.unavailability() != nil {
      return .notRun("there is no ECMAScript here")
    }
    do throws(Undeliverable) {
      // Each test by HTTP gets a server of its own, on the loopback interface.
      let processors = test.needsHTTP ? [try BasicHTTPProcessor()] : []
      guard let failure = test.failure(datamodels: [ecmascript], processors: processors) else {
        return .passed
      }
      return test.fault.map { .faulty($0) } ?? .failed(failure)
    } catch {
      return .notRun(error.reason)
    }
  }
}
