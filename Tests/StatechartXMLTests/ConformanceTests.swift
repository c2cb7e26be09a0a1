import FoundationEssentials
import StatechartTesting
import Testing

/// The conformance tests of the W3C (SCXML 1.0 Implementation Report Plan), which lie beside the
/// repository or where `SCXML_IRP` says. A test passes when its session ends in the state `pass`,
/// unless a person was to look at something else.
@Suite struct ConformanceTests {
  static let suite = W3CSuite(
    besides: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path)

  @Test(
    .enabled(if: suite != nil, "\(W3CSuite.absent)"), arguments: suite?.tests(.xpath) ?? [])
  func `a test of the W3C passes in the data model xpath`(_ test: W3CTest) {
    let failure = test.failure()

    #expect(failure == nil)
  }

  @Test(.enabled(if: suite != nil, "\(W3CSuite.absent)"), arguments: suite?.tests(.null) ?? [])
  func `a test of the W3C passes in the data model null`(_ test: W3CTest) {
    let failure = test.failure()

    #expect(failure == nil)
  }

  @Test(.enabled(if: suite != nil, "\(W3CSuite.absent)"))
  func `all documents of the suite are known, by data model and kind`() throws {
    let suite = try #require(Self.suite)

    let mandatory = suite.tests(.xpath).filter(\.isMandatory)
    let optional = suite.tests(.xpath).filter { !$0.isMandatory }

    #expect(mandatory.count == 164)
    #expect(optional.count == 32)
    #expect(suite.tests(.xpath, byHTTP: true).count == 12)
    #expect(suite.tests(.ecmascript).count == 189)
    #expect(suite.tests(.null).count == 1)
  }
}
