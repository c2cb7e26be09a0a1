internal import CLibXML2

/// A schema that looks at a document while it is parsed. It says whether the document is valid; to
/// say what is wrong where, it needs the tree.
@safe struct SchemaFollower {
  private let handler: UnsafeMutablePointer<xmlSAXHandler>
  private let context: UnsafeMutableRawPointer?

  init(handler: UnsafeMutablePointer<xmlSAXHandler>, context: UnsafeMutableRawPointer?) {
    unsafe self.handler = handler
    unsafe self.context = context
  }

  func start(
    _ local: UnsafePointer<xmlChar>?, _ prefix: UnsafePointer<xmlChar>?,
    _ uri: UnsafePointer<xmlChar>?, _ declared: CInt,
    _ declarations: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ count: CInt,
    _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  ) {
    unsafe handler.pointee.startElementNs?(
      context, local, prefix, uri, declared, declarations, count, 0, attributes)
  }

  func end(
    _ local: UnsafePointer<xmlChar>?, _ prefix: UnsafePointer<xmlChar>?,
    _ uri: UnsafePointer<xmlChar>?
  ) {
    unsafe handler.pointee.endElementNs?(context, local, prefix, uri)
  }

  func text(_ bytes: UnsafePointer<xmlChar>?, _ count: CInt) {
    unsafe handler.pointee.characters?(context, bytes, count)
  }
}
