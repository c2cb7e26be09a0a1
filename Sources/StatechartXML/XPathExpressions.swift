import Statechart
import XML

/// The expressions of a document in the data model `xpath`. Each text is compiled once, to be checked
/// and to be run, however often it is written.
struct XPathExpressions: Sendable {
  enum Compiled: Sendable {
    case expression(Runnable)
    case faulty(XPathSyntaxError)
  }

  /// An expression with what is asked each time that it runs.
  final class Runnable: Sendable {
    let expression: XPathExpression
    let reach: XPathReach
    /// The variable, where it is nothing else.
    let onlyVariable: Identifier?

    fileprivate init(_ expression: XPathExpression) {
      self.expression = expression
      reach = XPathReach(expression)
      onlyVariable = expression.onlyVariable.map { Identifier($0) }
    }
  }

  /// The different texts in the order in which they came first.
  private var sources: [String] = []
  /// What became of each text.
  private(set) var texts: [Compiled] = []
  /// The variables that expressions name, numbered.
  private(set) var variables: [Identifier: Int] = [:]
  /// For each expression, its text's number.
  private var numbers: [Int] = []
  private var known: [Identifier: Int] = [:]

  /// - Parameter compiled: Those of the document as it was before others added to it.
  init(_ document: Document, compiled: XPathExpressions = XPathExpressions()) {
    self = compiled.begins(document.expressions) ? compiled : XPathExpressions()
    numbers.reserveCapacity(document.expressions.count)
    known.reserveCapacity(document.expressions.count / 2)
    for expression in document.expressions.dropFirst(numbers.count) { add(expression.source) }
  }

  init() {}

  /// The number of an expression's text.
  func number(of id: ExpressionID) -> Int { numbers[id.index] }

  subscript(id: ExpressionID) -> Compiled { texts[numbers[id.index]] }

  func source(of id: ExpressionID) -> String { sources[numbers[id.index]] }

  /// Whether any of them calls `In`.
  var asksForStates: Bool {
    texts.contains { text in
      guard case .expression(let runnable) = text else { return false }
      return runnable.expression.functions.contains { $0.name == "In" }
    }
  }

  private mutating func add(_ source: String) {
    let id = Identifier(source)
    if let number = known[id] {
      numbers.append(number)
      return
    }
    known[id] = texts.count
    numbers.append(texts.count)
    sources.append(source)
    texts.append(compile(source))
  }

  private mutating func compile(_ source: String) -> Compiled {
    do throws(XPathSyntaxError) {
      return .expression(Runnable(try XPathExpression(source) { number(ofVariable: $0) }))
    } catch {
      return .faulty(error)
    }
  }

  private mutating func number(ofVariable name: String) -> Int {
    let id = Identifier(name)
    if let number = variables[id] { return number }
    variables[id] = variables.count
    return variables.count - 1
  }

  private func begins(_ expressions: [Expression]) -> Bool {
    numbers.count <= expressions.count
      && zip(numbers, expressions).allSatisfy {
        Identifier(sources[$0]) == Identifier($1.source)
      }
  }
}
