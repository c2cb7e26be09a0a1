import BasicHTTP
import StatechartTesting
import Testing

/// The tests of the suite that need HTTP, each with a server of its own on the loopback interface.
@Suite(.enabled(if: Suite.isThere, Suite.absent)) struct HTTPConformanceTests {
  @Test(arguments: Suite.tests(.xpath, byHTTP: true))
  func `a test of the W3C passes by HTTP in the data model xpath`(_ test: W3CTest) throws {
    let failure = test.failure(processors: [try BasicHTTPProcessor()])

    if let fault = test.fault {
      withKnownIssue("\(fault)") { #expect(failure == nil) }
    } else {
      #expect(failure == nil)
    }
  }

  @Test(
    .enabled(if: Suite.hasECMAScript, Suite.noECMAScript),
    arguments: Suite.tests(.ecmascript, byHTTP: true))
  func `a test of the W3C passes by HTTP in the data model ecmascript`(_ test: W3CTest) throws {
    let failure = test.failure(
      datamodels: [Suite.ecmascript], processors: [try BasicHTTPProcessor()])

    #expect(failure == nil)
  }
}
