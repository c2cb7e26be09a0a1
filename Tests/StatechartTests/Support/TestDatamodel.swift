import Statechart

/// A data model small enough to read: variables that hold a value, and expressions of at most two
/// operands.
///
/// An operand is a number, `'text'`, `true`, `false`, `In(state)`, `_event` (its name), `_data`
/// (its data), a list such as `[1,2,3]`, or a variable; an unknown variable is an error. Operators
/// are `+`, `=` and `<`.
struct TestDatamodel: Datamodel {
  let chart: Chart

  func open(_ data: [UInt8]?, in environment: Environment) throws(CorruptData)
    -> any DatamodelSession
  {
    let session = TestSession(chart, sessionID: environment.sessionID)
    let text = data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw CorruptData("\"\(line)\" is no variable") }
      session.variables[String(parts[0])] = session.literal(String(parts[1])) ?? Value.none
    }
    return session
  }
}

final class TestSession: DatamodelSession {
  private let chart: Chart
  private var event: Event?
  var variables: [String: Value] = [:]

  init(_ chart: Chart, sessionID: String) {
    self.chart = chart
    variables["_sessionid"] = .string(sessionID)
  }

  func bind(_ event: Event) { self.event = event }
  func declare(_ id: Identifier) { variables[id.text] = Value.none }
  func value(content: String) -> Value { .string(content) }

  func initialize(_ declaration: DataDeclaration, in configuration: StateSet)
    throws(ExecutionError)
  {
    variables[declaration.id.text] = Value.none
    if case .expression(let id) = declaration.source {
      variables[declaration.id.text] = try value(id, in: configuration)
    }
  }

  func initialize(_ id: Identifier, to value: Value) { variables[id.text] = value }

  /// A script is one assignment: `x = 1`.
  func run(script: String) throws(ExecutionError) {
    let words = script.split(separator: " ").map { String($0) }
    guard words.count == 3, words[1] == "=", let value = literal(words[2]) else {
      throw ExecutionError("\"\(script)\" is no script")
    }
    variables[words[0]] = value
  }

  func condition(_ id: ExpressionID, in configuration: StateSet) throws(ExecutionError) -> Bool {
    guard case .boolean(let answer) = try value(id, in: configuration) else {
      throw ExecutionError("\"\(source(id))\" is neither true nor false")
    }
    return answer
  }

  func value(_ id: ExpressionID, in configuration: StateSet) throws(ExecutionError) -> Value {
    let words = source(id).split(separator: " ").map { String($0) }
    guard let first = words.first else { throw ExecutionError("an expression is empty") }
    let left = try operand(first, configuration)
    guard words.count == 3 else { return left }
    let right = try operand(words[2], configuration)
    switch (words[1], left, right) {
    case ("+", .number(let a), .number(let b)): return .number(a + b)
    case ("+", .string(let a), _): return .string(a + right.text)
    case ("=", _, _): return .boolean(left == right)
    case ("<", .number(let a), .number(let b)): return .boolean(a < b)
    default: throw ExecutionError("\"\(source(id))\" cannot be evaluated")
    }
  }

  func assign(_ assign: ExecutableContent.Assign, in configuration: StateSet)
    throws(ExecutionError)
  {
    guard case .expression(let id) = assign.source else { return }
    try store(try value(id, in: configuration), at: assign.location)
  }

  func assign(_ text: String, to location: ExpressionID, in configuration: StateSet)
    throws(ExecutionError)
  {
    try store(.string(text), at: location)
  }

  func assign(_ value: Value, to location: ExpressionID, in configuration: StateSet)
    throws(ExecutionError)
  {
    try store(value, at: location)
  }

  func foreach(
    _ foreach: ExecutableContent.Foreach, in configuration: StateSet, body: () -> Bool
  ) throws(ExecutionError) {
    guard case .list(let items) = try value(foreach.array, in: configuration) else {
      throw ExecutionError("\"\(source(foreach.array))\" is no list")
    }
    for (index, item) in items.enumerated() {
      variables[foreach.item] = item
      if let name = foreach.index { variables[name] = .number(Double(index)) }
      if !body() { return }
    }
  }

  func close() -> [UInt8] {
    let lines = variables.filter { !$0.key.hasPrefix("_") }.map { name, value in
      if case .string(let text) = value { "\(name)='\(text)'\n" } else { "\(name)=\(value.text)\n" }
    }
    return Array(lines.sorted().joined().utf8)
  }

  func literal(_ word: String) -> Value? {
    if word == "true" || word == "false" { return .boolean(word == "true") }
    if let number = Double(word) { return .number(number) }
    if word.hasPrefix("'") { return .string(String(word.dropFirst().dropLast())) }
    guard word.hasPrefix("[") else { return nil }
    return .list(
      word.dropFirst().dropLast().split(separator: ",").compactMap { literal(String($0)) })
  }

  private func operand(_ word: String, _ configuration: StateSet) throws(ExecutionError) -> Value {
    if let value = literal(word) { return value }
    if word == "_event", let event { return .string(event.name) }
    if word == "_data", let event { return event.data }
    if word.hasPrefix("In(") {
      let state = chart.index(of: Identifier(word.dropFirst(3).dropLast()))
      return .boolean(state.map { configuration.contains($0) } ?? false)
    }
    guard let value = variables[word] else {
      throw ExecutionError("there is no variable \"\(word)\"")
    }
    return value
  }

  private func store(_ value: Value, at location: ExpressionID) throws(ExecutionError) {
    let name = source(location)
    guard variables[name] != nil, !name.hasPrefix("_") else {
      throw ExecutionError("\"\(name)\" is no place to assign to")
    }
    variables[name] = value
  }

  private func source(_ id: ExpressionID) -> String {
    chart.document.expressions[id.index].source
  }
}
