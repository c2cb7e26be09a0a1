import ECMAScriptDatamodel
import FoundationEssentials
import StatechartTesting
import StatechartXML
import Testing
import WorkflowEngine

/// The conformance tests of the W3C (SCXML 1.0 Implementation Report Plan), which lie beside the
/// repository or where `SCXML_IRP` says. A test passes when its session ends in the state `pass`,
/// unless a person was to look at something else.
enum Suite {
  static let found = W3CSuite(
    besides: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path)

  static var isThere: Bool { found != nil }
  static let absent: Comment = "\(W3CSuite.absent)"

  /// The data model of a third of the suite, which is not built everywhere.
  static let ecmascript: DatamodelProvider = {
    let provider = DatamodelProvider.ecmascript()
    WorkflowReader.provide(provider)
    return provider
  }()

  static let hasECMAScript = ecmascript.unavailability() == nil
  static let noECMAScript: Comment =
    "there is no ECMAScript engine: install libmozjs-102-dev and build again"

  static func tests(_ datamodel: W3CTest.Datamodel, byHTTP: Bool = false) -> [W3CTest] {
    found?.tests(datamodel, byHTTP: byHTTP) ?? []
  }
}
