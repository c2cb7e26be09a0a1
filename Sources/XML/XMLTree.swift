internal import CLibXML2

/// A tree that can be changed: the data of a running workflow.
///
/// Use one tree on one thread at a time. A node that was removed stays valid and can be put in again;
/// everything is freed together with the tree, which lives as long as any of its nodes is held.
///
/// Texts that touch become one node, and there are no empty texts, as the XPath data model asks
/// (XPath 1.0, section 5.7). A text's handle that was joined into its neighbour is out of the tree.
@safe public final class XMLTree {
  /// A handle of one node: an element, attribute, text, comment, instruction or the document.
  ///
  /// Handles are equal if they mean the same node.
  @safe public struct Node: Hashable {
    public let tree: XMLTree
    let pointer: UnsafeMutablePointer<xmlNode>

    init(_ pointer: UnsafeMutablePointer<xmlNode>, in tree: XMLTree) {
      self.tree = tree
      unsafe self.pointer = unsafe pointer
    }

    public static func == (left: Node, right: Node) -> Bool {
      unsafe left.pointer == right.pointer
    }

    public func hash(into hasher: inout Hasher) {
      unsafe hasher.combine(pointer)
    }
  }

  let document: UnsafeMutablePointer<xmlDoc>
  /// Roots of what is not in the document now: made and not yet put in, or removed.
  private var detached: Set<UnsafeMutablePointer<xmlNode>> = unsafe []
  /// Namespaces of nodes made here. They belong to the tree, not to a node, so that moving a node
  /// never leaves it without; the writer declares them where they are needed.
  private var namespaces: [XMLName: UnsafeMutablePointer<xmlNs>] = unsafe [:]
  /// How deep elements may be nested. A tree that was written can be read again.
  let depthLimit: Int

  /// A tree with an empty root element in no namespace.
  ///
  /// - Parameter rootName: A literal of the program; a name that XML does not allow is a bug.
  public init(rootName: String) {
    precondition(XMLName.isLocalName(rootName), "the root's name must be an XML name")
    _ = LibXML2.ready
    unsafe document = unsafe xmlNewDoc("1.0")
    depthLimit = XMLLimits.standard.depth
    unsafe document.pointee._private = Unmanaged.passUnretained(self).toOpaque()
    let root = unsafe xmlNewDocNode(document, nil, rootName, nil)
    unsafe xmlDocSetRootElement(document, root)
  }

  /// Reads a tree from a document's bytes. Comments and instructions outside the root are kept.
  public init(parsing bytes: [UInt8], limits: XMLLimits = .standard) throws(InvalidXML) {
    var parsed = try ParsedDocument(ScannedSource(bytes, limits: limits))
    depthLimit = min(limits.depth, XMLLimits.standard.depth)
    unsafe document = unsafe parsed.release() ?? xmlNewDoc("1.0")
    unsafe document.pointee._private = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    // Names may live in the document's dictionary, so the document goes last.
    while let node = unsafe detached.popFirst() { unsafe xmlFreeNode(node) }
    unsafe xmlFreeDoc(document)
    while let (_, namespace) = unsafe namespaces.popFirst() { unsafe xmlFreeNs(namespace) }
  }

  /// The document's element. There always is one: it cannot be removed.
  public var root: Node {
    unsafe node(xmlDocGetRootElement(document))
  }

  /// The node above the root, which XPath calls `/`.
  public var documentNode: Node {
    unsafe node(
      UnsafeMutableRawPointer(document).assumingMemoryBound(to: xmlNode.self))
  }

  func node(_ pointer: UnsafeMutablePointer<xmlNode>) -> Node { unsafe Node(pointer, in: self) }

  /// The tree that a node of libxml2's belongs to.
  static func owner(of pointer: UnsafeMutablePointer<xmlNode>) -> XMLTree? {
    unsafe pointer.pointee.doc?.pointee._private.map {
      unsafe Unmanaged<XMLTree>.fromOpaque($0).takeUnretainedValue()
    }
  }

  // MARK: What is in no document

  func adopt(_ pointer: UnsafeMutablePointer<xmlNode>) { _ = unsafe detached.insert(pointer) }

  func release(_ pointer: UnsafeMutablePointer<xmlNode>) { _ = unsafe detached.remove(pointer) }

  /// The tree's own record of a namespace; nil for no namespace.
  func namespace(_ uri: String?, prefix: String?) -> UnsafeMutablePointer<xmlNs>? {
    guard let uri, !uri.isEmpty else { return nil }
    if uri.isIdentical(to: XMLName.xmlNamespace) {
      return unsafe xmlSearchNs(document, xmlDocGetRootElement(document), "xml")
    }
    let key = XMLName(prefix ?? "", namespace: uri)
    if let known = unsafe namespaces[key] { return unsafe known }
    let made = unsafe xmlNewNs(nil, uri, prefix)
    unsafe namespaces[key] = unsafe made
    return unsafe made
  }
}
