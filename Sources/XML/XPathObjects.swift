internal import CLibXML2

/// Values from libxml2's objects and back.
enum XPathObjects {
  typealias Object = UnsafeMutablePointer<xmlXPathObject>

  /// The nodes of a node-set in document order.
  ///
  /// - Throws: If one is a namespace node: those exist only while libxml2 evaluates.
  static func nodes(_ object: Object) throws(XPathError) -> [XMLTree.Node] {
    guard let set = unsafe object.pointee.nodesetval else { return [] }
    unsafe xmlXPathNodeSetSort(set)
    var result: [XMLTree.Node] = []
    result.reserveCapacity(unsafe Int(set.pointee.nodeNr))
    for index in 0..<(unsafe Int(set.pointee.nodeNr)) {
      guard let node = unsafe set.pointee.nodeTab[index],
        unsafe node.pointee.type != XML_NAMESPACE_DECL, let tree = unsafe XMLTree.owner(of: node)
      else {
        throw XPathError(
          code: "xpath.type", message: "nodes of the namespace axis cannot be a value")
      }
      unsafe result.append(tree.node(node))
    }
    return result
  }

  /// A new object that libxml2 will free.
  static func object(_ value: XPathValue) -> Object? {
    switch value {
    case .boolean(let value): return unsafe xmlXPathNewBoolean(value ? 1 : 0)
    case .number(let value): return unsafe xmlXPathNewFloat(value)
    case .string(let value): return unsafe xmlXPathNewString(value.replacingNonXMLCharacters)
    case .nodes(let nodes):
      let set = unsafe xmlXPathNodeSetCreate(nil)
      if nodes.count < 8 {
        for node in nodes { _ = unsafe xmlXPathNodeSetAdd(set, node.pointer) }
      } else {
        // The set's own search for doubles is linear in its size.
        var seen: Set<XMLTree.Node> = []
        for node in nodes where seen.insert(node).inserted {
          _ = unsafe xmlXPathNodeSetAddUnique(set, node.pointer)
        }
      }
      return unsafe xmlXPathWrapNodeSet(set)
    }
  }
}

/// What libxml2 calls when an expression names a variable or a function.
enum XPathCallbacks {
  static let variable: xmlXPathVariableLookupFunc = { data, name, _ in
    guard let data = unsafe data, let name = unsafe copied(name) else { return nil }
    let context = unsafe Unmanaged<XPathContext>.fromOpaque(data).takeUnretainedValue()
    guard let index = Int(name.dropFirst()), let expression = context.current.expression,
      expression.variables.indices.contains(index)
    else { return nil }
    let written = expression.variables[index].name
    guard let value = context.environment?.variable(written) else {
      context.fail(
        XPathError(
          code: "xpath.variable.unknown", message: "there is no variable '$\(written)'"))
      return nil
    }
    context.keep(value)
    return unsafe XPathObjects.object(value)
  }

  static let function: xmlXPathFuncLookupFunc = { _, name, _ in
    guard let name = unsafe copied(name) else { return nil }
    if name.first == "f", Int(name.dropFirst()) != nil { return unsafe external }
    return unsafe XPathCoreFunctions.table[name]
  }

  /// Calls a function of the environment.
  private static let external: xmlXPathFunction = { parser, count in
    unsafe XPathInvocation.run(parser, count) { (call) throws(XPathError) in
      let context = call.context
      let functions = context.current.functions
      guard let key = unsafe copied(call.functionName), let index = Int(key.dropFirst()),
        functions.indices.contains(index)
      else { throw XPathError(code: "xpath.function.unknown", message: "no such function") }
      let name = functions[index]
      var arguments: [XPathValue] = []
      for index in 0..<call.count { arguments.append(try call.value(index)) }
      guard
        let value = try context.environment?.call(name, arguments, at: try call.contextNode())
      else {
        throw XPathError(
          code: "xpath.function.unknown", message: "there is no function '\(name.local)()'")
      }
      context.keep(value)
      return value
    }
  }
}

extension XPathContext {
  /// Notes an error; the first one counts.
  func fail(_ error: XPathError) {
    if current.error == nil { current.error = error }
  }

  /// Keeps the trees of nodes alive that came from outside.
  func keep(_ value: XPathValue) {
    guard case .nodes(let nodes) = value else { return }
    for node in nodes where node.tree !== tree {
      if current.trees.last !== node.tree { current.trees.append(node.tree) }
    }
  }

  /// Counts string work; every function that touches strings says how many bytes.
  func charge(_ bytes: Int) throws(XPathError) {
    current.work += bytes
    if current.work > lengthLimit * 16 {
      throw XPathError(
        code: "xpath.limit",
        message: "the expression works on more than \(lengthLimit * 16) bytes of text")
    }
  }
}
