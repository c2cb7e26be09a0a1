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
    // Other variables do not begin like this.
    named = expression.variables.filter { $0.name.utf8.first == UInt8(ascii: "_") }
      .map { Identifier($0.name) }.filter { XPathVocabulary.systemVariables.contains($0) }
    reachesRoot = expression.looksAround
  }
}
