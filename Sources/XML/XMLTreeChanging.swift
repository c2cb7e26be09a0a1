internal import CLibXML2

extension XMLTree {
  // MARK: Making

  /// A new element that is in no place yet.
  public func createElement(
    _ local: String, namespace: String? = nil, prefix: String? = nil
  ) throws(XMLTreeError) -> Node {
    try checkName(local)
    if let prefix { try checkName(prefix) }
    let record = unsafe self.namespace(namespace, prefix: prefix)
    guard let made = unsafe xmlNewDocNode(document, record, local, nil) else { throw noMemory }
    unsafe adopt(made)
    return unsafe node(made)
  }

  /// A new text that is in no place yet. Characters that XML does not allow become U+FFFD.
  public func createText(_ content: String) -> Node {
    unsafe node(makeText(content))
  }

  // MARK: Placing

  /// Puts `child` behind the last child of `parent`.
  ///
  /// A child that is elsewhere in this tree is moved. An empty text is not put in.
  public func appendChild(_ child: Node, to parent: Node) throws(XMLTreeError) {
    try place(child, in: parent, before: nil)
  }

  /// Puts `child` before the first child of `parent`.
  public func prependChild(_ child: Node, to parent: Node) throws(XMLTreeError) {
    try place(child, in: parent, before: parent.children.first { $0 != child })
  }

  /// Puts `new` directly before `sibling`.
  public func insert(_ new: Node, before sibling: Node) throws(XMLTreeError) {
    guard let parent = sibling.parent, sibling.kind != .attribute else {
      throw XMLTreeError(.invalidPlace, "nothing can stand beside this node")
    }
    if new == sibling { return }
    try place(new, in: parent, before: sibling)
  }

  /// Puts `new` directly after `sibling`.
  public func insert(_ new: Node, after sibling: Node) throws(XMLTreeError) {
    guard let parent = sibling.parent, sibling.kind != .attribute else {
      throw XMLTreeError(.invalidPlace, "nothing can stand beside this node")
    }
    if new == sibling { return }
    let siblings = parent.children.filter { $0 != new }
    let index = siblings.firstIndex(of: sibling).map { $0 + 1 } ?? siblings.count
    try place(new, in: parent, before: index < siblings.count ? siblings[index] : nil)
  }

  /// Takes a node out of its place. The handle stays valid.
  ///
  /// - Throws: If the node is the root or the document.
  public func remove(_ old: Node) throws(XMLTreeError) {
    try checkOwn(old)
    guard old.kind != .document, old != root else {
      throw XMLTreeError(.invalidPlace, "the root cannot be removed")
    }
    guard unsafe old.pointer.pointee.parent != nil else { return }
    unsafe unlink(old.pointer)
  }

  /// Puts nodes in the place of another, which is removed. No nodes at all remove it only.
  public func replace(_ old: Node, with new: [Node]) throws(XMLTreeError) {
    guard let parent = old.parent, old.kind != .attribute, !new.contains(old) else {
      throw XMLTreeError(.invalidPlace, "this node cannot be replaced")
    }
    for node in new { try checkPlace(of: node, in: parent) }
    // A mark that no text can be joined with keeps the place.
    guard let mark = unsafe xmlNewDocComment(document, "") else { throw noMemory }
    unsafe adopt(mark)
    unsafe link(mark, in: parent.pointer, before: old.pointer)
    unsafe unlink(old.pointer)
    for node in new { try place(node, in: parent, before: unsafe self.node(mark)) }
    unsafe unlink(mark)
  }

  /// Makes `new` the only children of `parent`.
  public func replaceChildren(of parent: Node, with new: [Node]) throws(XMLTreeError) {
    for node in new { try checkPlace(of: node, in: parent) }
    for child in parent.children { unsafe unlink(child.pointer, joining: false) }
    for node in new { try place(node, in: parent, before: nil) }
  }

  /// Makes `content` the only content of an element, or the value of an attribute, text, comment or
  /// instruction. Characters that XML does not allow become U+FFFD.
  public func setText(_ content: String, of node: Node) throws(XMLTreeError) {
    try checkOwn(node)
    switch node.kind {
    case .element:
      try replaceChildren(of: node, with: content.isEmpty ? [] : [createText(content)])
    case .attribute:
      guard let element = node.parent else {
        throw XMLTreeError(.invalidPlace, "the attribute is on no element")
      }
      try setAttribute(
        node.name.local, to: content, of: element, namespace: node.name.namespace,
        prefix: node.prefix)
    case .text where content.isEmpty && node.parent != nil:
      try remove(node)
    case .text, .comment, .processingInstruction:
      unsafe xmlNodeSetContent(node.pointer, nil)
      unsafe xmlNodeAddContent(node.pointer, content.replacingNonXMLCharacters)
    case .document:
      throw XMLTreeError(.invalidPlace, "the document has no text of its own")
    }
  }

  /// As `setText` of an element, but a text that is its only child is written over, and its handle
  /// then means the new content: nothing is made and nothing is left over.
  public func setText(_ content: String, inside element: Node) throws(XMLTreeError) {
    guard element.tree === self, !content.isEmpty,
      let only = unsafe element.pointer.pointee.children, unsafe only.pointee.next == nil,
      unsafe only.pointee.type == XML_TEXT_NODE
    else { return try setText(content, of: element) }
    unsafe xmlNodeSetContent(only, content.replacingNonXMLCharacters)
  }

  // MARK: Attributes

  /// Sets an attribute; one that is there keeps its place and its handle.
  public func setAttribute(
    _ local: String, to value: String, of element: Node, namespace: String? = nil,
    prefix: String? = nil
  ) throws(XMLTreeError) {
    try checkOwn(element)
    try checkName(local)
    if let prefix { try checkName(prefix) }
    guard element.kind == .element else {
      throw XMLTreeError(.invalidPlace, "only elements have attributes")
    }
    if namespace == nil, local == "xmlns" {
      throw XMLTreeError(.invalidName, "'xmlns' declares a namespace and is no attribute")
    }
    // A namespace needs a prefix on an attribute (Namespaces in XML 1.0, section 6.2).
    let known = element.attribute(local, namespace: namespace)?.prefix
    let record = unsafe self.namespace(
      namespace, prefix: namespace == nil ? nil : prefix ?? known ?? "ns1")
    let content = value.replacingNonXMLCharacters
    guard unsafe xmlSetNsProp(element.pointer, record, local, content) != nil else {
      throw noMemory
    }
  }

  /// Removes an attribute if it is there.
  public func removeAttribute(
    _ local: String, of element: Node, namespace: String? = nil
  ) throws(XMLTreeError) {
    if let attribute = element.attribute(local, namespace: namespace) { try remove(attribute) }
  }

  // MARK: Rules

  func checkOwn(_ node: Node) throws(XMLTreeError) {
    if node.tree !== self {
      throw XMLTreeError(.foreignNode, "the node belongs to another tree")
    }
  }

  private func checkName(_ name: String) throws(XMLTreeError) {
    guard XMLName.isLocalName(name), name.utf8.count <= XMLLimits.standard.nameBytes else {
      throw XMLTreeError(.invalidName, "'\(name.prefix(40))' is not a name that XML allows")
    }
  }

  private func checkPlace(of child: Node, in parent: Node) throws(XMLTreeError) {
    try checkOwn(child)
    try checkOwn(parent)
    guard parent.kind == .element else {
      throw XMLTreeError(.invalidPlace, "only elements have children")
    }
    guard child.kind != .document, child.kind != .attribute, child != root else {
      throw XMLTreeError(.invalidPlace, "this node cannot be a child")
    }
    guard child.kind == .element else { return }
    var depth = 0
    var above: Node? = parent
    while let current = above {
      if current == child {
        throw XMLTreeError(.invalidPlace, "an element cannot be put into itself")
      }
      depth += 1
      above = current.parent
    }
    guard depth + height(of: child, atMost: depthLimit) <= depthLimit else {
      throw XMLTreeError(.tooDeep, "elements would be nested more than \(depthLimit) deep")
    }
  }

  private func height(of element: Node, atMost limit: Int) -> Int {
    if limit <= 0 { return 1 }
    return 1 + (element.elements.lazy.map { self.height(of: $0, atMost: limit - 1) }.max() ?? 0)
  }

  private var noMemory: XMLTreeError { XMLTreeError(.invalidPlace, "there is no memory left") }

  // MARK: Links

  func makeText(_ content: String) -> UnsafeMutablePointer<xmlNode> {
    // libxml2 answers nil only without memory; Swift would have stopped before.
    let made = unsafe xmlNewDocText(document, content.replacingNonXMLCharacters)!
    unsafe adopt(made)
    return unsafe made
  }

  private func place(
    _ child: Node, in parent: Node, before sibling: Node?
  ) throws(XMLTreeError) {
    try checkPlace(of: child, in: parent)
    // Texts at the old place are joined last, because one of them may be `sibling`.
    let left = unsafe child.pointer.pointee.prev
    if unsafe child.pointer.pointee.parent != nil { unsafe unlink(child.pointer, joining: false) }
    if child.kind != .text || !child.text.isEmpty {
      unsafe link(child.pointer, in: parent.pointer, before: sibling?.pointer)
      unsafe join(child.pointer)
    }
    if let left = unsafe left { unsafe join(left) }
  }

  /// Sets the links by hand: `xmlAddChild` and its like free a text that they join to another.
  private func link(
    _ node: UnsafeMutablePointer<xmlNode>, in parent: UnsafeMutablePointer<xmlNode>,
    before next: UnsafeMutablePointer<xmlNode>?
  ) {
    unsafe release(node)
    let previous = unsafe next.map { unsafe $0.pointee.prev } ?? parent.pointee.last
    unsafe node.pointee.parent = parent
    unsafe node.pointee.prev = previous
    unsafe node.pointee.next = next
    if let previous = unsafe previous {
      unsafe previous.pointee.next = node
    } else {
      unsafe parent.pointee.children = node
    }
    if let next = unsafe next {
      unsafe next.pointee.prev = node
    } else {
      unsafe parent.pointee.last = node
    }
  }

  /// Takes a node out; texts that touch then become one.
  private func unlink(_ node: UnsafeMutablePointer<xmlNode>, joining: Bool = true) {
    let isAttribute = unsafe node.pointee.type == XML_ATTRIBUTE_NODE
    let previous = unsafe node.pointee.prev
    unsafe xmlUnlinkNode(node)
    unsafe adopt(node)
    if joining, !isAttribute, let previous = unsafe previous { unsafe join(previous) }
  }

  /// Joins a text with the texts beside it: the first of them stays and takes the content of all.
  private func join(_ node: UnsafeMutablePointer<xmlNode>) {
    guard unsafe isText(node) else { return }
    var first = unsafe node
    while let before = unsafe first.pointee.prev, unsafe isText(before) { unsafe first = before }
    while let after = unsafe first.pointee.next, unsafe isText(after) {
      unsafe xmlNodeAddContent(first, after.pointee.content)
      unsafe xmlUnlinkNode(after)
      unsafe adopt(after)
    }
  }

  private func isText(_ node: UnsafeMutablePointer<xmlNode>) -> Bool {
    unsafe node.pointee.type == XML_TEXT_NODE
  }
}
