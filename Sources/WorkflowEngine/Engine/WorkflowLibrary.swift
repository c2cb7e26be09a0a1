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

/// Compiled workflows, by the digest of their source: equal sources mean equal workflows, so one
/// library serves every store of the process.
final class WorkflowLibrary: Sendable {
  static let shared = WorkflowLibrary()

  private let compiled = Mutex<[Key: Workflow]>([:])
  /// Registered documents must be workflows, and are read more strictly.
  private struct Key: Hashable {
    var digest: Digest
    var isInvoked: Bool
  }

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
    let isInvoked = reference.isOfInvokedDocument
    let key = Key(digest: reference.digest, isInvoked: isInvoked)
    if let known = compiled.withLock({ $0[key] }) { return known }
    let record =
      isInvoked
      ? try reader.source(reference.digest)
      : try reader.workflow(reference.name, version: reference.version)?.source
    guard let record, record.digest == reference.digest else {
      throw StoreError.corrupt("the text of workflow \(reference) is not the registered one")
    }
    return try workflow(
      try record.complete(from: reader), isInvoked: isInvoked, wasValidated: !isInvoked)
  }

  /// The compiled workflow of a document with its files.
  ///
  /// - Parameters:
  ///   - isInvoked: Whether any legal document will do.
  ///   - wasValidated: Whether it was registered, which it could not be against the schema.
  func workflow(
    _ source: WorkflowSource, isInvoked: Bool = false, wasValidated: Bool = false
  ) throws(InvalidDocument) -> Workflow {
    let key = Key(digest: source.digest, isInvoked: isInvoked)
    if let known = compiled.withLock({ $0[key] }) { return known }
    let workflow = try WorkflowReader.read(
      source, isInvoked: isInvoked, wasValidated: wasValidated)
    compiled.withLock { $0[key] = workflow }
    return workflow
  }
}

extension WorkflowReference {
  /// Whether it names a document that was invoked and not registered: those have no version.
  var isOfInvokedDocument: Bool { version.isEmpty }
}

extension WorkflowRecord {
  /// The text and the names of its files.
  public var source: SourceRecord { SourceRecord(text, files: files) }

  /// What the document can name, as it was registered.
  public func resources(in reader: any StoreReader) throws -> ResourceSet {
    ResourceSet(try source.complete(from: reader).files)
  }
}

extension SourceRecord {
  /// The source with the bytes of its files.
  func complete(from reader: any StoreReader) throws -> WorkflowSource {
    WorkflowSource(
      text,
      files: try files.mapValues { digest in
        guard let file = try reader.source(digest) else {
          throw StoreError.corrupt("the file \(digest) of a workflow is not there")
        }
        return file.text
      }, base: base)
  }
}

extension StoreReader {
  /// The workflow of a reference, compiled once for the program.
  ///
  /// - Throws: `StoreError.corrupt` where the store's text is not what the reference says.
  public func compiled(_ reference: WorkflowReference) throws -> Workflow {
    try WorkflowLibrary.shared.workflow(reference, self)
  }
}
