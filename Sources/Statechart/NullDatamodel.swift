/// The data model `null`: no data, and conditions of the form `In('state')` only.
///
/// Source: W3C SCXML 1.0, section B.1.
public struct NullDatamodel: Datamodel {
  private let session: NullSession

  public init(_ chart: Chart) {
    session = NullSession(
      conditions: chart.document.expressions.map { expression in
        NullCondition.state(in: expression.source).flatMap { chart.index(of: $0) }
      })
  }

  /// - Throws: `CorruptData` if there is data: this data model never writes any.
  public func open(_ data: [UInt8]?, in environment: Environment) throws(CorruptData)
    -> any DatamodelSession
  {
    guard data?.isEmpty ?? true else {
      throw CorruptData("the null data model has no data, but the snapshot does")
    }
    return session
  }
}

/// The grammar of the null data model's conditions.
enum NullCondition {
  /// The state of `In('state')`; nil if the text is not of this form.
  static func state(in source: String) -> Identifier? {
    var rest = trimmed(Substring(source))
    guard rest.hasPrefix("In") else { return nil }
    rest = trimmed(rest.dropFirst(2))
    guard rest.hasPrefix("("), rest.hasSuffix(")") else { return nil }
    rest = trimmed(rest.dropFirst().dropLast())
    guard rest.count >= 2, let quote = rest.first, quote == "'" || quote == "\"",
      rest.last == quote
    else { return nil }
    let name = rest.dropFirst().dropLast()
    return name.contains(quote) ? nil : Identifier(name)
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

/// One session serves all instances, since none has data.
private final class NullSession: DatamodelSession, Sendable {
  /// The state that each expression asks for; nil where it asks for none.
  private let conditions: [StateIndex?]

  init(conditions: [StateIndex?]) { self.conditions = conditions }

  func condition(_ expression: ExpressionID, in configuration: StateSet) throws(ExecutionError)
    -> Bool
  {
    guard conditions.indices.contains(expression.index), let state = conditions[expression.index]
    else { throw ExecutionError("the null data model knows no condition but In('state')") }
    return configuration.contains(state)
  }

  func bind(_ event: Event) {}
  func declare(_ id: Identifier) {}
  func close() -> [UInt8] { [] }
  func value(content: String) -> Value { .xml(content) }

  func initialize(_ declaration: DataDeclaration, in configuration: StateSet)
    throws(ExecutionError)
  {
    throw noData
  }

  func value(_ expression: ExpressionID, in configuration: StateSet) throws(ExecutionError)
    -> Value
  {
    throw noData
  }

  func assign(_ assign: ExecutableContent.Assign, in configuration: StateSet)
    throws(ExecutionError)
  {
    throw noData
  }

  func assign(_ text: String, to location: ExpressionID, in configuration: StateSet)
    throws(ExecutionError)
  {
    throw noData
  }

  func foreach(
    _ foreach: ExecutableContent.Foreach, in configuration: StateSet, body: () -> Bool
  ) throws(ExecutionError) {
    throw noData
  }

  private var noData: ExecutionError {
    ExecutionError("the null data model has neither data nor expressions")
  }
}
