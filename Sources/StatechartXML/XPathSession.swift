import Statechart
import XML

/// The data of one instance for the length of a macrostep.
///
/// Every variable is a node set: its `<data>` element, or within a loop the item itself. System
/// variables are `<data>` elements of the same document, made anew each time and never stored.
final class XPathSession: DatamodelSession {
  let plan: XPathPlan
  let environment: Environment
  private var given: [UInt8]?
  private var opened: Opened?
  /// Whether the tree is as if its stored bytes had just been parsed: nothing but texts was changed.
  private var isAsParsed = true
  /// Whether the data differ from those given.
  private var written = false
  /// At least as many bytes as the data take when they are stored.
  private var sizeBound: Int
  /// `_event`, while its element is not made yet.
  private var unmadeEvent: Event?
  /// The configuration that `In()` asks about.
  private(set) var configuration = StateSet()
  /// Answers of facts as nodes, so that asking twice makes nodes once.
  var answers: [FactQuery: XPathValue] = [:]

  /// The parsed data.
  final class Opened {
    let tree: XMLTree
    let context: XPathContext
    /// The `<data>` elements of the document's own variables.
    private(set) var data: [Identifier: XMLTree.Node] = [:]
    private(set) var system: [Identifier: XMLTree.Node] = [:]
    /// The items of the loops that run now.
    private(set) var items: [Identifier: XMLTree.Node] = [:]
    /// What each of the plan's variables means now, by its number.
    private(set) var nodes: [XMLTree.Node?]
    /// How many sessions have had the data; what they have replaced is freed with the tree.
    var takings = 0
    private let plan: XPathPlan

    init(_ tree: XMLTree, _ context: XPathContext, _ plan: XPathPlan) {
      self.tree = tree
      self.context = context
      self.plan = plan
      nodes = Array(repeating: nil, count: plan.expressions.variables.count)
    }

    func setData(_ id: Identifier, to node: XMLTree.Node) {
      data[id] = node
      resolve(id)
    }

    func setSystem(_ id: Identifier, to node: XMLTree.Node?) {
      system[id] = node
      resolve(id)
    }

    func setItem(_ id: Identifier, to node: XMLTree.Node?) {
      items[id] = node
      resolve(id)
    }

    func node(of id: Identifier) -> XMLTree.Node? { items[id] ?? data[id] ?? system[id] }

    private func resolve(_ id: Identifier) {
      if let number = plan.expressions.variables[id] { nodes[number] = node(of: id) }
    }
  }

  init(_ plan: XPathPlan, data: [UInt8]?, environment: Environment) {
    self.plan = plan
    self.environment = environment
    given = data
    sizeBound = data?.count ?? 0
  }

  func bind(_ event: Event) { unmadeEvent = event }

  func declare(_ id: Identifier) {
    // Data that cannot be read make every evaluation fail, which says so.
    _ = try? dataElement(id)
  }

  func initialize(_ declaration: DataDeclaration, in configuration: StateSet)
    throws(ExecutionError)
  {
    self.configuration = configuration
    let element = try dataElement(declaration.id)
    noteWriting()
    let tree = element.tree
    try changing { () throws(XMLTreeError) in try tree.replaceChildren(of: element, with: []) }
    let content: XPathContent
    switch declaration.source {
    case .none: return
    case .expression(let expression): content = XPathContent(try evaluate(expression))
    case .content(let source): content = XPathContent(parsing: source, in: tree)
    }
    let nodes = content.copies(in: tree)
    try admit(nodes)
    try changing { () throws(XMLTreeError) in try tree.replaceChildren(of: element, with: nodes) }
  }

  func initialize(_ id: Identifier, to value: Value) throws(ExecutionError) {
    let element = try dataElement(id)
    noteWriting()
    let tree = element.tree
    try changing { () throws(XMLTreeError) in
      try tree.replaceChildren(of: element, with: [])
      try tree.append(value, to: element)
    }
    // What came in has to fit as well; it is counted where it now stands.
    let nodes = element.children
    do {
      try admit(nodes)
    } catch {
      try changing { () throws(XMLTreeError) in try tree.replaceChildren(of: element, with: []) }
      throw error
    }
  }

  func condition(_ expression: ExpressionID, in configuration: StateSet) throws(ExecutionError)
    -> Bool
  {
    self.configuration = configuration
    return try evaluate(expression).asBoolean
  }

  /// Whoever goes on with the bytes, here or elsewhere, may get the tree that they were read into.
  func close() -> [UInt8] {
    guard let opened else { return given ?? [] }
    let bytes =
      written
      ? XPathStorage.bytes(of: opened.tree, variables: Set(opened.data.values)) : given ?? []
    if isAsParsed, given != nil {
      self.opened = nil
      given = bytes
      written = false
      plan.spares.keep(opened, readFrom: bytes)
    }
    return bytes
  }
}

// MARK: - Evaluating

extension XPathSession {
  /// The parsed data, parsing them if need be.
  func open() throws(ExecutionError) -> Opened {
    if let opened { return opened }
    let tree: XMLTree
    if let given, !given.isEmpty {
      if let spare = plan.spares.take(readFrom: given) {
        spare.context.environment = self
        opened = spare
        return spare
      }
      do {
        tree = try XMLTree(parsing: given)
      } catch {
        throw ExecutionError("the stored data cannot be read")
      }
    } else {
      tree = XMLTree(rootName: "datamodel")
      isAsParsed = false
    }
    let context = XPathContext(tree: tree, environment: self)
    let fresh = Opened(tree, context, plan)
    for child in tree.root.elements {
      if let id = child.value(of: "id") { fresh.setData(Identifier(id), to: child) }
    }
    opened = fresh
    return fresh
  }

  func evaluate(_ id: ExpressionID) throws(ExecutionError) -> XPathValue {
    switch plan.expressions[id] {
    case .faulty(let error):
      throw ExecutionError("\"\(source(of: id))\" is not an XPath expression: \(error.message)")
    case .expression(let runnable):
      let (expression, reach) = (runnable.expression, runnable.reach)
      let context = try open().context
      if reach.reachesSystem {
        try changing { () throws(XMLTreeError) in
          try makeSystemVariables(for: reach, in: context.tree)
        }
      }
      do {
        return try context.evaluate(expression)
      } catch {
        throw ExecutionError("\"\(expression.source)\": \(error.message)")
      }
    }
  }

  /// Makes the elements of the system variables that an expression can see.
  private func makeSystemVariables(for reach: XPathReach, in tree: XMLTree) throws(XMLTreeError) {
    isAsParsed = false
    var made = false
    for id in reach.reachesRoot ? SystemVariables.all : reach.named {
      if id == SystemVariables.event, let event = unmadeEvent {
        unmadeEvent = nil
        if let old = opened?.system[id] { try tree.remove(old) }
        opened?.setSystem(id, to: nil)
        opened?.setSystem(id, to: try SystemVariables.element(of: event, in: tree))
        made = true
      } else if id != SystemVariables.event, opened?.system[id] == nil {
        opened?.setSystem(
          id, to: try SystemVariables.element(of: id, in: tree, environment, name: plan.name))
        made = true
      }
    }
    guard made, reach.reachesRoot, let system = opened?.system else { return }
    // Whatever was made first, an expression that sees all sees them in one order.
    for id in SystemVariables.all.reversed() {
      if let element = system[id] { try tree.prependChild(element, to: tree.root) }
    }
  }

  /// The `<data>` element of a variable of the document's own, which is made if it is not there.
  func dataElement(_ id: Identifier) throws(ExecutionError) -> XMLTree.Node {
    let current = try open()
    if let element = current.data[id] { return element }
    let tree = current.tree
    let element = try changing { () throws(XMLTreeError) in
      try tree.appendData(id.text, to: tree.root)
    }
    current.setData(id, to: element)
    noteWriting()
    return element
  }

  /// The data are no longer those that were given.
  ///
  /// - Parameter textOnly: Whether an element got one text in place of what was in it.
  func noteWriting(textOnly: Bool = false) {
    written = true
    if !textOnly { isAsParsed = false }
  }

  /// Nodes were made that are in no place of the data.
  func noteMaking() { isAsParsed = false }

  /// Lets nodes into the data, as long as these can be stored and read again.
  ///
  /// - Parameter count: How often each is put in.
  func admit(_ nodes: [XMLTree.Node], times count: Int = 1) throws(ExecutionError) {
    let opened = try open()
    let added = nodes.reduce(0) { $0 + opened.tree.serialize($1).utf8.count }
    let (sum, overflow) = added.multipliedReportingOverflow(by: count)
    if !overflow, sizeBound + sum <= XPathStorage.byteLimit {
      sizeBound += sum
      return
    }
    // The bound has never been lowered for what was removed: look how much there really is.
    sizeBound = XPathStorage.bytes(of: opened.tree, variables: Set(opened.data.values)).count
    guard !overflow, sizeBound + sum <= XPathStorage.byteLimit else {
      throw ExecutionError("the data would exceed \(XPathStorage.byteLimit) bytes")
    }
    sizeBound += sum
  }

  /// Lets a text into the data if it fits in whatever is in it already, and however it is escaped.
  ///
  /// - Returns: False where it has to be looked at by `admit(_:times:)`.
  func admit(text: String) -> Bool {
    // "&quot;" is the longest that one byte can become.
    let most = text.utf8.count * 6
    guard sizeBound + most <= XPathStorage.byteLimit else { return false }
    sizeBound += most
    return true
  }

  func source(of expression: ExpressionID) -> String {
    plan.expressions.source(of: expression)
  }

  func setConfiguration(_ configuration: StateSet) { self.configuration = configuration }

  func bindItem(_ id: Identifier, to node: XMLTree.Node?) { opened?.setItem(id, to: node) }

  /// The element of the document's own variable that a location names without more; nil where the
  /// location has to be evaluated.
  func ownElement(_ location: ExpressionID) throws(ExecutionError) -> XMLTree.Node? {
    guard case .expression(let runnable) = plan.expressions[location],
      let id = runnable.onlyVariable
    else { return nil }
    let opened = try open()
    return opened.items.isEmpty ? opened.data[id] : nil
  }
}
