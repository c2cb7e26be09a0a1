import Glibc
import StatechartTesting

/// Plays the W3C's suite and prints a row for each test, then the totals by data model.
@main struct Conformance {
  static func main() {
    guard let suite = W3CSuite(besides: ".") else {
      print(W3CSuite.absent)
      exit(1)
    }
    var report = ConformanceReport()
    for datamodel in W3CTest.Datamodel.allCases {
      for test in suite.tests(datamodel) + suite.tests(datamodel, byHTTP: true) {
        report.add(test, Self.result(of: test))
      }
    }
    print(report.text)
    if report.hasFailures { exit(1) }
  }

  private static func result(of test: W3CTest) -> ConformanceReport.Result {
    if test.datamodel == .ecmascript { return .notRun("this program has no ECMAScript") }
    if test.needsHTTP { return .notRun("this program has no HTTP") }
    return test.failure().map { .failed($0) } ?? .passed
  }
}
