public import WorkflowEngine

extension MinutesSubmission {
  /// The document as the store takes it.
  ///
  /// - Parameter text: The bytes that the document was read from.
  public init(_ document: MinutesDocument, text: [UInt8]) {
    self.init(record: document.record, orders: document.orders, text: text)
  }
}
