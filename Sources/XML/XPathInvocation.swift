internal import CLibXML2

/// One call of a function by libxml2: its arguments, converted on demand as XPath 1.0 says.
@safe struct XPathInvocation: ~Copyable {
  let context: XPathContext
  let count: Int
  private let parser: UnsafeMutablePointer<xmlXPathParserContext>
  private let arguments: [XPathObjects.Object]

  /// Takes the arguments from libxml2's stack, runs `body` and puts its result on the stack, or notes
  /// its error.
  static func run(
    _ parser: UnsafeMutablePointer<xmlXPathParserContext>?, _ count: CInt,
    _ body: (borrowing XPathInvocation) throws(XPathError) -> XPathValue
  ) {
    guard let parser = unsafe parser, let data = unsafe parser.pointee.context.pointee.userData
    else { return }
    let context = unsafe Unmanaged<XPathContext>.fromOpaque(data).takeUnretainedValue()
    // libxml2 stops evaluating at an error of a variable or function; what was pushed may be missing.
    guard unsafe parser.pointee.error == 0 else { return }
    var arguments: [XPathObjects.Object] = unsafe []
    for _ in 0..<count {
      guard let argument = unsafe valuePop(parser) else {
        for index in unsafe arguments.indices { unsafe xmlXPathFreeObject(arguments[index]) }
        unsafe xmlXPathErr(parser, CInt(XPATH_STACK_ERROR.rawValue))
        return
      }
      unsafe arguments.append(argument)
    }
    unsafe arguments.reverse()
    defer { for index in unsafe arguments.indices { unsafe xmlXPathFreeObject(arguments[index]) } }
    let call = unsafe XPathInvocation(context, parser, arguments)
    do throws(XPathError) {
      let value = try body(call)
      if case .string(let text) = value { try context.checkLength(text.utf8.count) }
      _ = unsafe valuePush(parser, XPathObjects.object(value))
    } catch {
      context.fail(error)
      unsafe xmlXPathErr(parser, CInt(XPATH_EXPR_ERROR.rawValue))
    }
  }

  private init(
    _ context: XPathContext, _ parser: UnsafeMutablePointer<xmlXPathParserContext>,
    _ arguments: [XPathObjects.Object]
  ) {
    self.context = context
    unsafe self.parser = unsafe parser
    unsafe self.arguments = unsafe arguments
    self.count = unsafe arguments.count
  }

  /// The name under which libxml2 found the function.
  var functionName: UnsafePointer<xmlChar>? { unsafe parser.pointee.context.pointee.function }

  /// The node at which the call is evaluated.
  func contextNode() throws(XPathError) -> XMLTree.Node {
    guard let node = unsafe parser.pointee.context.pointee.node,
      unsafe node.pointee.type != XML_NAMESPACE_DECL, let tree = unsafe XMLTree.owner(of: node)
    else {
      throw XPathError(code: "xpath.type", message: "a function cannot be called at this node")
    }
    return unsafe tree.node(node)
  }

  func isNodes(_ index: Int) -> Bool {
    switch unsafe arguments[index].pointee.type {
    case XPATH_NODESET, XPATH_XSLT_TREE: true
    default: false
    }
  }

  func isNumber(_ index: Int) -> Bool { unsafe arguments[index].pointee.type == XPATH_NUMBER }

  func isBoolean(_ index: Int) -> Bool { unsafe arguments[index].pointee.type == XPATH_BOOLEAN }

  func boolean(_ index: Int) -> Bool {
    let object = unsafe arguments[index]
    switch unsafe object.pointee.type {
    case XPATH_BOOLEAN: return unsafe object.pointee.boolval != 0
    case XPATH_NUMBER:
      let number = unsafe object.pointee.floatval
      return number != 0 && !number.isNaN
    case XPATH_STRING: return unsafe object.pointee.stringval?.pointee ?? 0 != 0
    default: return nodeCount(index) > 0
    }
  }

  func number(_ index: Int) throws(XPathError) -> Double {
    let object = unsafe arguments[index]
    switch unsafe object.pointee.type {
    case XPATH_NUMBER: return unsafe object.pointee.floatval
    case XPATH_BOOLEAN: return unsafe object.pointee.boolval != 0 ? 1 : 0
    default: return XPathNumbers.number(try string(index))
    }
  }

  func string(_ index: Int) throws(XPathError) -> String {
    let object = unsafe arguments[index]
    let text: String
    switch unsafe object.pointee.type {
    case XPATH_STRING: text = unsafe copied(object.pointee.stringval) ?? ""
    case XPATH_NUMBER: text = unsafe XPathNumbers.string(object.pointee.floatval)
    case XPATH_BOOLEAN: text = unsafe object.pointee.boolval != 0 ? "true" : "false"
    default:
      if nodeCount(index) == 0 { return "" }
      if let set = unsafe object.pointee.nodesetval, nodeCount(index) > 1 {
        unsafe xmlXPathNodeSetSort(set)
      }
      return try nodeString(index, 0)
    }
    try context.charge(text.utf8.count)
    return text
  }

  /// The text of the context node, for functions whose argument may be left out.
  func contextString() throws(XPathError) -> String {
    guard let node = unsafe parser.pointee.context.pointee.node else { return "" }
    let text = unsafe stringValue(of: node)
    try context.charge(text.utf8.count)
    return text
  }

  func nodeCount(_ index: Int) -> Int {
    unsafe arguments[index].pointee.nodesetval.map { unsafe Int($0.pointee.nodeNr) } ?? 0
  }

  /// The text of one node of an argument that is a node-set.
  func nodeString(_ index: Int, _ node: Int) throws(XPathError) -> String {
    guard let pointer = unsafe arguments[index].pointee.nodesetval?.pointee.nodeTab[node] else {
      return ""
    }
    let text = unsafe stringValue(of: pointer)
    // A node costs a little even if it is empty.
    try context.charge(text.utf8.count + 16)
    return text
  }

  func value(_ index: Int) throws(XPathError) -> XPathValue {
    if isNodes(index) { return .nodes(try unsafe XPathObjects.nodes(arguments[index])) }
    if isNumber(index) { return .number(try number(index)) }
    if isBoolean(index) { return .boolean(boolean(index)) }
    return .string(try string(index))
  }
}

extension XPathContext {
  /// A string that an evaluation made must not be longer than the limit.
  func checkLength(_ bytes: Int) throws(XPathError) {
    if bytes > lengthLimit {
      throw XPathError(
        code: "xpath.limit", message: "a string would be longer than \(lengthLimit) bytes")
    }
  }
}
