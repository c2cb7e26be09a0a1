import Statechart
import XML

/// Which system variables an expression can see.
///
/// Their elements cost more than most guards. They are made only for expressions that name them, or
/// that can walk to the root of the data and so meet all of them.
struct XPathReach: Sendable {
  /// The system variables that are named.
  let named: [Identifier]
  /// Whether the expression may look at the root or its children in another way than by a variable.
  let reachesRoot: Bool

  /// Whether the expression can see any of them.
  var reachesSystem: Bool { reachesRoot || !named.isEmpty }

  init(_ expression: XPathExpression) {
    named = expression.variables.map { Identifier($0.name) }
      .filter { XPathVocabulary.systemVariables.contains($0) }
    var scanner = Scanner(expression.source)
    reachesRoot = !scanner.staysBelowVariables()
  }

  /// Looks for anything that is evaluated at the root: a path that does not begin with a variable or
  /// a function, `..`, an axis, a function of the context node. Says yes where it cannot tell.
  private struct Scanner {
    private enum Token { case start, operand, slash, at, other }

    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var last = Token.start
    /// Inside of a predicate the context is not the root.
    private var predicates = 0

    init(_ source: String) { scalars = Array(source.unicodeScalars) }

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
      place + distance < scalars.count ? scalars[place + distance] : nil
    }

    mutating func staysBelowVariables() -> Bool {
      while let scalar = peek() {
        guard scalar.isXMLSpace || take(scalar) else { return false }
        if scalar.isXMLSpace { place += 1 }
      }
      return true
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar {
      case "'", "\"":
        place += 1
        while let next = peek(), next != scalar { place += 1 }
        return step(.operand)
      case "$":
        place += 1
        _ = takeName()
        last = .operand
        return true
      case "0"..."9":
        while let next = peek(), next == "." || ("0"..."9").contains(next) { place += 1 }
        last = .operand
        return true
      case "/": return (last == .operand || last == .slash) && step(.slash)
      case "@": return (last == .slash || predicates > 0) && step(.at)
      case "[":
        predicates += 1
        return last == .operand && step(.start)
      case "]":
        predicates -= 1
        return step(.operand)
      case ")": return step(.operand)
      case ".": return predicates > 0 && last != .slash && peek(1) != "." && step(.operand)
      case "(", ",", "|", "=", "!", "<", ">", "+", "-": return step(.other)
      default:
        return XMLName.isLocalName(String(scalar)) && takeWord()
      }
    }

    private mutating func step(_ token: Token) -> Bool {
      place += 1
      last = token
      return true
    }

    /// A name with its prefix.
    private mutating func takeName() -> String {
      let start = place
      while let next = peek() {
        let isColon = next == ":" && peek(1) != ":" && place > start
        guard isColon || XMLName.isLocalName("_" + String(next)) else { break }
        place += 1
      }
      return String(String.UnicodeScalarView(scalars[start..<place]))
    }

    /// An operator, a step or a call.
    private mutating func takeWord() -> Bool {
      let before = last
      let name = takeName()
      while let next = peek(), next.isXMLSpace { place += 1 }
      if before == .operand, ["and", "or", "div", "mod"].contains(name) {
        last = .other
        return true
      }
      if peek() == "(", before != .slash {
        var inside = place + 1
        while inside < scalars.count, scalars[inside].isXMLSpace { inside += 1 }
        let isEmpty = inside < scalars.count && scalars[inside] == ")"
        // Without arguments, the functions of XPath ask about the context node.
        return !isEmpty || predicates > 0 || name.contains(":") || ["true", "false"].contains(name)
      }
      last = .operand
      return before == .slash || before == .at || predicates > 0
    }
  }
}
