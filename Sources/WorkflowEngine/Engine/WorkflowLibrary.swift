import AuditLog
import Statechart
public import StatechartXML
import Synchronization

extension WorkflowReader {
  /// Adds a data model that workflows may use beside `null` and `xpath`. A program does so once for
  /// each, before it reads any workflow.
  public static func provide(_ datamodel: DatamodelProvider) {
    WorkflowLibrary.shared.provide(datamodel)
  }

  /// How workflows are read unless somebody says otherwise.
  public static var standardOptions: SCXMLOptions {
    SCXMLOptions(datamodels: WorkflowLibrary.shared.datamodels)
  }
}

/// Compiled workflows, by the digest of their text: equal texts mean equal workflows, so one
/// library serves every store of the process.
final class WorkflowLibrary: Sendable {
  static let shared = WorkflowLibrary()

  private let compiled = Mutex<[Digest: Workflow]>([:])
  private let provided = Mutex<[DatamodelProvider]>([])

  var datamodels: [DatamodelProvider] { provided.withLock { $0 } }

  func provide(_ datamodel: DatamodelProvider) {
    provided.withLock { provided in
      provided.removeAll { $0.name == datamodel.name }
      provided.append(datamodel)
    }
  }

  /// The compiled workflow of a reference, from memory or from the store's text.
  ///
  /// - Throws: `StoreError.corrupt` where the store's text is not what the reference says.
  func workflow(_ reference: WorkflowReference, _ reader: any StoreReader) throws -> Workflow {
    if let known = compiled.withLock({ $0[reference.digest] }) { return known }
    guard
      let record = try reader.workflow(reference.name, version: reference.version),
      record.reference == reference, Digest.sha256(record.text) == reference.digest
    else { throw StoreError.corrupt("the text of workflow \(reference) is not the registered one") }
    return try workflow(text: record.text, digest: reference.digest)
  }

  /// The compiled workflow of a text.
  func workflow(text: [UInt8], digest: Digest) throws -> Workflow {
    if let known = compiled.withLock({ $0[digest] }) { return known }
    let workflow = try WorkflowReader.read(text)
    compiled.withLock { $0[digest] = workflow }
    return workflow
  }
}
