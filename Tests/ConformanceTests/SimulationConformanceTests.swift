import StatechartTesting
import Testing

/// Every document of the suite in memory, on a virtual clock.
@Suite(.enabled(if: Suite.isThere, Suite.absent)) struct SimulationConformanceTests {
  @Test(arguments: Suite.tests(.null))
  func `a test of the W3C passes in the data model null`(_ test: W3CTest) {
    let failure = test.failure()

    #expect(failure == nil)
  }

  @Test(arguments: Suite.tests(.xpath))
  func `a test of the W3C passes in the data model xpath`(_ test: W3CTest) {
    let failure = test.failure()

    #expect(failure == nil)
  }

  @Test(
    .enabled(if: Suite.hasECMAScript, Suite.noECMAScript), arguments: Suite.tests(.ecmascript))
  func `a test of the W3C passes in the data model ecmascript`(_ test: W3CTest) {
    let failure = test.failure(datamodels: [Suite.ecmascript])

    #expect(failure == nil)
  }

  @Test func `all documents of the suite are known, by data model and kind`() throws {
    let suite = try #require(Suite.found)

    let counts = W3CTest.Datamodel.allCases.map { datamodel in
      let tests = suite.tests(datamodel)
      let byHTTP = suite.tests(datamodel, byHTTP: true)
      return [tests.count(where: \.isMandatory), tests.count { !$0.isMandatory }, byHTTP.count]
    }

    #expect(counts == [[1, 0, 0], [164, 32, 12], [168, 21, 12]])
  }
}
