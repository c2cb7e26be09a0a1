/// Comparisons whose operands are converted (XPath 1.0, section 3.4).
///
/// Both are linear in the texts compared, also between two node-sets.
enum XPathComparison {
  /// `=`, or `!=` if `isNegated`. With nodes it means: there is a node (or a pair) for which it holds.
  static func equality(
    _ call: borrowing XPathInvocation, isNegated: Bool
  ) throws(XPathError) -> Bool {
    if call.isBoolean(0) || call.isBoolean(1) {
      return (call.boolean(0) == call.boolean(1)) != isNegated
    }
    switch (call.isNodes(0), call.isNodes(1)) {
    case (true, true):
      return try nodeEquality(call, isNegated: isNegated)
    case (true, false):
      return try mixedEquality(call, nodes: 0, other: 1, isNegated: isNegated)
    case (false, true):
      return try mixedEquality(call, nodes: 1, other: 0, isNegated: isNegated)
    case (false, false):
      if call.isNumber(0) || call.isNumber(1) {
        return (try call.number(0) == call.number(1)) != isNegated
      }
      return (try call.string(0).isIdentical(to: call.string(1))) != isNegated
    }
  }

  private static func mixedEquality(
    _ call: borrowing XPathInvocation, nodes: Int, other: Int, isNegated: Bool
  ) throws(XPathError) -> Bool {
    if call.isNumber(other) {
      let wanted = try call.number(other)
      for node in 0..<call.nodeCount(nodes) {
        let number = XPathNumbers.number(try call.nodeString(nodes, node))
        if (number == wanted) != isNegated { return true }
      }
    } else {
      let wanted = try call.string(other)
      for node in 0..<call.nodeCount(nodes) {
        let text = try call.nodeString(nodes, node)
        if text.isIdentical(to: wanted) != isNegated { return true }
      }
    }
    return false
  }

  private static func nodeEquality(
    _ call: borrowing XPathInvocation, isNegated: Bool
  ) throws(XPathError) -> Bool {
    guard call.nodeCount(0) > 0, call.nodeCount(1) > 0 else { return false }
    var left: Set<[UInt8]> = []
    for node in 0..<call.nodeCount(0) {
      left.insert(Array(try call.nodeString(0, node).utf8))
    }
    // Two different texts on one side differ from whatever is on the other.
    if isNegated, left.count > 1 { return true }
    for node in 0..<call.nodeCount(1) {
      let isShared = left.contains(Array(try call.nodeString(1, node).utf8))
      if isShared != isNegated { return true }
    }
    return false
  }

  /// `<`, `<=`, `>` or `>=`. With nodes it means: there is a node (or a pair) for which it holds, and only
  /// the extremes have to be looked at.
  static func order(
    _ call: borrowing XPathInvocation, _ holds: (Double, Double) -> Bool
  ) throws(XPathError) -> Bool {
    // Beside a boolean, nodes count as one boolean.
    if call.isBoolean(0) || call.isBoolean(1) {
      return holds(try plainNumber(call, 0), try plainNumber(call, 1))
    }
    guard let left = try extremes(call, 0), let right = try extremes(call, 1) else { return false }
    return holds(left.least, right.greatest) || holds(left.greatest, right.least)
  }

  private static func plainNumber(
    _ call: borrowing XPathInvocation, _ index: Int
  ) throws(XPathError) -> Double {
    call.isNodes(index) ? (call.boolean(index) ? 1 : 0) : try call.number(index)
  }

  /// The least and greatest number of an operand; nil if there is none but NaN.
  private static func extremes(
    _ call: borrowing XPathInvocation, _ index: Int
  ) throws(XPathError) -> (least: Double, greatest: Double)? {
    guard call.isNodes(index) else {
      let number = try call.number(index)
      return number.isNaN ? nil : (number, number)
    }
    var result: (least: Double, greatest: Double)?
    for node in 0..<call.nodeCount(index) {
      let number = XPathNumbers.number(try call.nodeString(index, node))
      if number.isNaN { continue }
      let known = result ?? (number, number)
      result = (min(known.least, number), max(known.greatest, number))
    }
    return result
  }
}
