internal import CLibXML2

/// Evaluating shortcuts over libxml2's nodes.
struct XPathShortcutEvaluation: ~Copyable {
  typealias Operand = XPathShortcut.Operand
  typealias NodePointer = UnsafeMutablePointer<xmlNode>

  /// What is to be left to libxml2.
  struct Uncertain: Error {}

  private let context: XPathContext
  /// How many nodes may still be looked at, and how long a text may be: beyond, libxml2 goes on, whose
  /// limits are the ones that count.
  private var budget: Int
  private let lengthLimit: Int

  private init(_ context: XPathContext) {
    self.context = context
    budget = min(20_000, context.operationLimit)
    lengthLimit = min(4_096, context.lengthLimit)
  }

  /// Nil where the answer is left to libxml2.
  static func value(
    of shortcut: XPathShortcut, in context: XPathContext, at node: XMLTree.Node
  ) -> XPathValue? {
    var evaluation = XPathShortcutEvaluation(context)
    return try? unsafe evaluation.value(shortcut.operand, node.pointer)
  }

  private mutating func value(_ operand: Operand, _ node: NodePointer) throws(Uncertain)
    -> XPathValue
  {
    switch operand.type {
    case .boolean: return .boolean(try unsafe boolean(operand, node))
    case .number: return .number(try unsafe number(operand, node))
    case .string: return .string(try unsafe string(operand, node))
    case .nodes, .unknown:
      guard case .nodes(let path) = operand else { throw Uncertain() }
      var nodes: [XMLTree.Node] = []
      let tree = context.tree
      _ = try unsafe first(of: path, node, isOrdered: true) { _, found in
        unsafe nodes.append(tree.node(found))
        return false
      }
      return .nodes(nodes)
    }
  }

  // MARK: Values

  private mutating func boolean(_ operand: Operand, _ node: NodePointer) throws(Uncertain) -> Bool {
    switch operand {
    case .boolean(let flag): return flag
    case .string(let text): return !text.isEmpty
    case .any(let operands):
      for operand in operands where try unsafe boolean(operand, node) { return true }
      return false
    case .all(let operands):
      for operand in operands where try unsafe !boolean(operand, node) { return false }
      return true
    case .not(let operand): return try unsafe !boolean(operand, node)
    case .asBoolean(let operand): return try unsafe boolean(operand, node)
    case .comparison(let left, let sign, let right):
      return try unsafe compare(left, sign, right, node)
    case .nodes(let path): return try unsafe first(of: path, node) { _, _ in true } != nil
    case .asString(let operand): return try unsafe !string(operand, node).isEmpty
    case .number, .arithmetic, .negation, .asNumber, .count:
      let number = try unsafe number(operand, node)
      return number != 0 && !number.isNaN
    }
  }

  private mutating func number(_ operand: Operand, _ node: NodePointer) throws(Uncertain) -> Double
  {
    switch operand {
    case .number(let number): return number
    case .negation(let operand): return try unsafe -number(operand, node)
    case .asNumber(let operand): return try unsafe number(operand, node)
    case .arithmetic(let left, let sign, let right):
      let (left, right) = (try unsafe number(left, node), try unsafe number(right, node))
      switch sign {
      case .plus: return left + right
      case .minus: return left - right
      case .times: return left * right
      case .div: return left / right
      default: return left.truncatingRemainder(dividingBy: right)
      }
    case .count(let path):
      var count = 0.0
      _ = try unsafe first(of: path, node) { _, _ in
        count += 1
        return false
      }
      return count
    case .nodes(let path):
      guard let first = try unsafe first(of: path, node, isOrdered: true, { _, _ in true }) else {
        return .nan
      }
      return try unsafe number(of: first)
    case .string, .asString: return XPathNumbers.number(try unsafe string(operand, node))
    case .boolean, .any, .all, .not, .comparison, .asBoolean:
      return try unsafe boolean(operand, node) ? 1 : 0
    }
  }

  private mutating func string(_ operand: Operand, _ node: NodePointer) throws(Uncertain) -> String
  {
    switch operand {
    case .string(let text): return text
    case .asString(let operand): return try unsafe string(operand, node)
    case .nodes(let path):
      guard let first = try unsafe first(of: path, node, isOrdered: true, { _, _ in true }) else {
        return ""
      }
      return try unsafe text(of: first)
    case .number, .arithmetic, .negation, .asNumber, .count:
      return XPathNumbers.string(try unsafe number(operand, node))
    case .boolean, .any, .all, .not, .comparison, .asBoolean:
      return try unsafe boolean(operand, node) ? "true" : "false"
    }
  }

  // MARK: Comparing (section 3.4)

  private mutating func compare(
    _ left: Operand, _ sign: XPathSyntax.Operator, _ right: Operand, _ node: NodePointer
  ) throws(Uncertain) -> Bool {
    let isEquality = sign == .equal || sign == .notEqual
    if left.type == .boolean || right.type == .boolean {
      // Beside a boolean, nodes count as one boolean.
      if isEquality || left.type == .nodes || right.type == .nodes {
        let isLeft = left.type == .nodes || isEquality
        let isRight = right.type == .nodes || isEquality
        let a: Double =
          isLeft
          ? try unsafe boolean(left, node) ? 1 : 0 : try unsafe number(left, node)
        let b: Double =
          isRight
          ? try unsafe boolean(right, node) ? 1 : 0 : try unsafe number(right, node)
        return Self.holds(a, sign, b)
      }
      return Self.holds(try unsafe number(left, node), sign, try unsafe number(right, node))
    }
    switch (left, right) {
    case (.nodes(let path), _): return try unsafe compare(path, sign, right, node)
    case (_, .nodes(let path)): return try unsafe compare(path, Self.mirrored(sign), left, node)
    default:
      if isEquality, left.type == .string, right.type == .string {
        let (a, b) = (try unsafe string(left, node), try unsafe string(right, node))
        return a.isIdentical(to: b) == (sign == .equal)
      }
      return Self.holds(try unsafe number(left, node), sign, try unsafe number(right, node))
    }
  }

  /// Whether there is a node for which it holds.
  private mutating func compare(
    _ path: XPathShortcut.Path, _ sign: XPathSyntax.Operator, _ other: Operand,
    _ node: NodePointer
  ) throws(Uncertain) -> Bool {
    if sign == .equal || sign == .notEqual, other.type == .string {
      let wanted = try unsafe string(other, node)
      return try unsafe first(of: path, node) { (run, found) throws(Uncertain) in
        try unsafe run.text(of: found).isIdentical(to: wanted) == (sign == .equal)
      } != nil
    }
    let wanted = try unsafe number(other, node)
    return try unsafe first(of: path, node) { (run, found) throws(Uncertain) in
      Self.holds(try unsafe run.number(of: found), sign, wanted)
    } != nil
  }

  private static func holds(_ left: Double, _ sign: XPathSyntax.Operator, _ right: Double) -> Bool {
    switch sign {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    default: left >= right
    }
  }

  private static func mirrored(_ sign: XPathSyntax.Operator) -> XPathSyntax.Operator {
    switch sign {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: sign
    }
  }

  // MARK: Nodes

  /// The first node of a path that `accepts` takes; it is asked about each in turn.
  ///
  /// - Parameter isOrdered: Whether they must come in document order.
  private mutating func first(
    of path: XPathShortcut.Path, _ node: NodePointer, isOrdered: Bool = false,
    _ accepts: (inout Self, NodePointer) throws(Uncertain) -> Bool
  ) throws(Uncertain) -> NodePointer? {
    guard let variable = path.variable else {
      return try unsafe first(below: node, path.steps[...], accepts)
    }
    let environment = context.environment
    if variable.number >= 0, let start = environment?.variable(number: variable.number) {
      guard start.tree === context.tree else { throw Uncertain() }
      return try unsafe first(below: start.pointer, path.steps[...], accepts)
    }
    guard case .nodes(let starts) = environment?.variable(variable.name) else { throw Uncertain() }
    // Below several nodes, the order could be another than that in which they are met.
    if isOrdered, starts.count > 1, !path.steps.isEmpty { throw Uncertain() }
    for start in starts {
      guard start.tree === context.tree else { throw Uncertain() }
      if let found = try unsafe first(below: start.pointer, path.steps[...], accepts) {
        return unsafe found
      }
    }
    return nil
  }

  private mutating func first(
    below node: NodePointer, _ steps: ArraySlice<XPathShortcut.Step>,
    _ accepts: (inout Self, NodePointer) throws(Uncertain) -> Bool
  ) throws(Uncertain) -> NodePointer? {
    budget -= 1
    guard budget > 0 else { throw Uncertain() }
    guard let step = steps.first else { return try unsafe accepts(&self, node) ? node : nil }
    guard unsafe node.pointee.type == XML_ELEMENT_NODE else { return nil }
    var child =
      step.isAttribute
      ? unsafe node.pointee.properties.map { unsafe asNode($0) } : unsafe node.pointee.children
    search: while let candidate = unsafe child {
      unsafe child = candidate.pointee.next
      budget -= 1
      guard unsafe Self.matches(candidate, step) else { continue }
      for predicate in step.predicates where try unsafe !boolean(predicate, candidate) {
        continue search
      }
      if let found = try unsafe first(below: candidate, steps.dropFirst(), accepts) {
        return unsafe found
      }
    }
    return nil
  }

  private static func matches(_ node: NodePointer, _ step: XPathShortcut.Step) -> Bool {
    let type = step.isAttribute ? XML_ATTRIBUTE_NODE : XML_ELEMENT_NODE
    guard unsafe node.pointee.type == type else { return false }
    guard let name = step.name else { return true }
    guard unsafe node.pointee.ns == nil, var at = unsafe node.pointee.name else { return false }
    for byte in name {
      guard unsafe at.pointee == byte else { return false }
      unsafe at += 1
    }
    return unsafe at.pointee == 0
  }

  // MARK: Texts

  /// The one text of an element or attribute, if it has no more inside; nil for an empty one.
  private static func content(of node: NodePointer) throws(Uncertain) -> UnsafePointer<xmlChar>? {
    switch unsafe node.pointee.type {
    case XML_TEXT_NODE: return unsafe UnsafePointer(node.pointee.content)
    case XML_ELEMENT_NODE, XML_ATTRIBUTE_NODE:
      guard let only = unsafe node.pointee.children else { return nil }
      guard unsafe only.pointee.next == nil, unsafe only.pointee.type == XML_TEXT_NODE else {
        throw Uncertain()
      }
      return unsafe UnsafePointer(only.pointee.content)
    default: throw Uncertain()
    }
  }

  private func text(of node: NodePointer) throws(Uncertain) -> String {
    guard let content = try unsafe Self.content(of: node) else { return "" }
    guard unsafe Self.length(content, lengthLimit) < lengthLimit else { throw Uncertain() }
    return unsafe copied(content) ?? ""
  }

  /// The number that a node's text is.
  private func number(of node: NodePointer) throws(Uncertain) -> Double {
    guard let content = try unsafe Self.content(of: node) else { return .nan }
    // Whole numbers of up to 15 digits are exact and most of all; others are read with care.
    var at = unsafe content
    let isNegative = unsafe at.pointee == UInt8(ascii: "-")
    if isNegative { unsafe at += 1 }
    var number: Int64 = 0
    var digits = 0
    while unsafe (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(at.pointee), digits < 16 {
      number = unsafe number * 10 + Int64(at.pointee - UInt8(ascii: "0"))
      digits += 1
      unsafe at += 1
    }
    if digits > 0, digits < 16, unsafe at.pointee == 0 {
      return isNegative ? -Double(number) : Double(number)
    }
    return XPathNumbers.number(try unsafe text(of: node))
  }

  private static func length(_ text: UnsafePointer<xmlChar>, _ limit: Int) -> Int {
    var length = 0
    while length < limit, unsafe text[length] != 0 { length += 1 }
    return length
  }
}
