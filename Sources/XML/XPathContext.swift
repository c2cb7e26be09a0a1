internal import CLibXML2

/// Evaluates expressions over one tree, with the variables and functions of an environment.
///
/// Expressions are compiled at their first use and kept, so that the same context should serve many
/// evaluations. Use a context on the thread of its tree; contexts over different trees are independent.
/// A function of the environment may evaluate in the same context.
@safe public final class XPathContext {
  public let tree: XMLTree
  /// Held weakly: an environment usually owns its contexts.
  public weak var environment: (any XPathEnvironment)?
  /// Steps of libxml2 in one evaluation; a million take some tens of milliseconds.
  public let operationLimit: Int
  /// UTF-8 bytes of one string made by an evaluation. All its string work together may touch
  /// sixteen times as many.
  public let lengthLimit: Int

  /// libxml2's context, which is made when it is needed for the first time: most expressions can be
  /// answered without it, and it takes longer to make than they do.
  private var made: UnsafeMutablePointer<xmlXPathContext>?
  /// What is being evaluated, and what became of it. Saved and restored around inner evaluations.
  var current = Evaluation()
  private var compiled: [CacheKey: CompiledXPath] = [:]
  /// Generated prefix by URI; registered with libxml2 once, so that a prefix never changes its meaning.
  private var generatedPrefixes: [String: String] = [:]
  private var nesting = 0

  private static let cacheLimit = 1_000
  private static let nestingLimit = 16

  struct Evaluation {
    var expression: XPathExpression?
    var functions: [XMLName] = []
    /// The first error of our own; libxml2 is told only that there is one.
    var error: XPathError?
    /// Bytes that string functions touched.
    var work = 0
    /// Trees of nodes that the environment gave, alive until the evaluation ends.
    var trees: [XMLTree] = []
  }

  private struct CacheKey: Hashable {
    var expression: XPathExpression
    var namespaces: [String]
  }

  public init(
    tree: XMLTree, environment: any XPathEnvironment, operationLimit: Int = 1_000_000,
    lengthLimit: Int = 1 << 20
  ) {
    self.tree = tree
    self.environment = environment
    self.operationLimit = max(1, operationLimit)
    self.lengthLimit = max(0, lengthLimit)
  }

  deinit {
    compiled.removeAll()
    unsafe xmlXPathFreeContext(made)
  }

  var pointer: UnsafeMutablePointer<xmlXPathContext> {
    if let made = unsafe made { return unsafe made }
    guard let pointer = unsafe xmlXPathNewContext(tree.document) else {
      preconditionFailure("there is no memory left")
    }
    unsafe made = unsafe pointer
    unsafe shim_xpath_quiet(pointer)
    _ = unsafe xmlXPathContextSetCache(pointer, 1, -1, 0)
    unsafe pointer.pointee.opLimit = UInt(operationLimit)
    let data = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe pointer.pointee.userData = data
    unsafe xmlXPathRegisterFuncLookup(pointer, XPathCallbacks.function, data)
    unsafe xmlXPathRegisterVariableLookup(pointer, XPathCallbacks.variable, data)
    return unsafe pointer
  }

  /// Evaluates an expression.
  ///
  /// - Parameter node: The context node, else the document's root element. Position and size of the
  ///   context are 1.
  /// - Throws: An unknown variable, function or prefix, a wrong type, a limit, or what the environment
  ///   threw. The tree is not changed, unless a function of the environment does.
  public func evaluate(
    _ expression: XPathExpression, at node: XMLTree.Node? = nil
  ) throws(XPathError) -> XPathValue {
    let node = node ?? tree.root
    if let shortcut = expression.shortcut,
      let value = XPathShortcutEvaluation.value(of: shortcut, in: self, at: node)
    {
      return value
    }
    return try evaluateInFull(expression, at: node)
  }

  /// Evaluates an expression by libxml2, also one that has a shortcut.
  func evaluateInFull(_ expression: XPathExpression, at node: XMLTree.Node) throws(XPathError)
    -> XPathValue
  {
    let program = try program(for: expression)
    let pointer = unsafe pointer
    guard nesting < Self.nestingLimit else {
      throw XPathError(code: "xpath.limit", message: "functions evaluate each other too deeply")
    }
    let outer = unsafe (
      current, pointer.pointee.node, pointer.pointee.doc, pointer.pointee.opCount,
      pointer.pointee.depth, pointer.pointee.contextSize, pointer.pointee.proximityPosition
    )
    // The function that calls us may have been found by name; libxml2 keeps that in the context too.
    let (function, functionURI) = unsafe (pointer.pointee.function, pointer.pointee.functionURI)
    nesting += 1
    current = Evaluation(expression: expression, functions: program.functions)
    if nesting == 1 {
      unsafe pointer.pointee.opCount = 0
      unsafe pointer.pointee.depth = 0
    } else {
      // Inner evaluations count for the outer one, or they would be a way around its limits.
      current.work = unsafe outer.0.work
    }
    unsafe pointer.pointee.node = unsafe node.pointer
    unsafe pointer.pointee.doc = unsafe node.pointer.pointee.doc
    unsafe pointer.pointee.contextSize = 1
    unsafe pointer.pointee.proximityPosition = 1
    defer {
      nesting -= 1
      let work = current.work
      current = unsafe outer.0
      current.work = max(current.work, work)
      unsafe pointer.pointee.node = outer.1
      unsafe pointer.pointee.doc = outer.2
      if nesting == 0 { unsafe pointer.pointee.opCount = outer.3 }
      unsafe pointer.pointee.depth = outer.4
      unsafe pointer.pointee.contextSize = outer.5
      unsafe pointer.pointee.proximityPosition = outer.6
      unsafe pointer.pointee.function = unsafe function
      unsafe pointer.pointee.functionURI = unsafe functionURI
    }

    unsafe xmlResetError(&pointer.pointee.lastError)
    guard let result = unsafe xmlXPathCompiledEval(program.pointer, pointer) else {
      throw failure()
    }
    defer { unsafe xmlXPathFreeObject(result) }
    if let error = current.error { throw error }
    return try unsafe value(of: result)
  }

  // MARK: Programs

  private func program(for expression: XPathExpression) throws(XPathError) -> CompiledXPath {
    var uris: [String] = []
    for (prefix, _) in expression.prefixes {
      let uri = prefix == "xml" ? XMLName.xmlNamespace : environment?.namespace(for: prefix)
      guard let uri else {
        throw XPathError(
          code: "xpath.prefix.unknown", message: "the prefix '\(prefix)' is not declared")
      }
      uris.append(uri)
    }
    let key = CacheKey(expression: expression, namespaces: uris)
    if let known = compiled[key] { return known }
    var namespaces: [String: String] = [:]
    var generated: [String: String] = [:]
    for ((prefix, _), uri) in zip(expression.prefixes, uris) {
      namespaces[prefix] = uri
      generated[prefix] = generatedPrefix(for: uri)
    }
    let rewriting = XPathRewriting(
      expression.syntax, prefixes: generated, namespaces: namespaces)
    guard let made = unsafe xmlXPathCtxtCompile(pointer, rewriting.output) else {
      throw XPathError(code: "xpath.limit", message: "the expression is too intricate")
    }
    if compiled.count >= Self.cacheLimit, nesting == 0 { compiled.removeAll() }
    let program = unsafe CompiledXPath(made, functions: rewriting.functions)
    compiled[key] = program
    return program
  }

  private func generatedPrefix(for uri: String) -> String {
    if let known = generatedPrefixes[uri] { return known }
    let prefix = "n\(generatedPrefixes.count)"
    _ = unsafe xmlXPathRegisterNs(pointer, prefix, uri)
    generatedPrefixes[uri] = prefix
    return prefix
  }

  /// The error of an evaluation that gave nothing: ours, or libxml2's number in words.
  private func failure() -> XPathError {
    if let error = current.error { return error }
    switch unsafe Int(pointer.pointee.lastError.code) - Int(XML_XPATH_EXPRESSION_OK.rawValue) {
    case 11:  // XPATH_INVALID_TYPE
      return XPathError(code: "xpath.type", message: "nodes are needed here, not a single value")
    case 12:  // XPATH_INVALID_ARITY
      return XPathError(code: "xpath.function.arity", message: "the number of arguments is wrong")
    case 25, 26, 23:  // XPATH_RECURSION_LIMIT_EXCEEDED, XPATH_OP_LIMIT_EXCEEDED, XPATH_STACK_ERROR
      return XPathError(
        code: "xpath.limit", message: "the expression takes more than \(operationLimit) steps")
    default:
      return XPathError(code: "xpath.evaluation", message: "the expression cannot be evaluated")
    }
  }

  private func value(
    of object: UnsafeMutablePointer<xmlXPathObject>
  ) throws(XPathError) -> XPathValue {
    switch unsafe object.pointee.type {
    case XPATH_BOOLEAN: return .boolean(unsafe object.pointee.boolval != 0)
    case XPATH_NUMBER: return .number(unsafe object.pointee.floatval)
    case XPATH_STRING: return .string(unsafe copied(object.pointee.stringval) ?? "")
    default: return .nodes(try unsafe XPathObjects.nodes(object))
    }
  }
}

/// An expression as libxml2 compiled it. It belongs to one context: libxml2 notes found functions in it.
@safe final class CompiledXPath {
  let pointer: xmlXPathCompExprPtr
  let functions: [XMLName]

  init(_ pointer: xmlXPathCompExprPtr, functions: [XMLName]) {
    unsafe self.pointer = unsafe pointer
    self.functions = functions
  }

  deinit { unsafe xmlXPathFreeCompExpr(pointer) }
}
