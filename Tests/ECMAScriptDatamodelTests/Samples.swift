import ECMAScriptDatamodel
import Statechart
import Testing

/// The engine, where it was built; tests that need it are skipped and say so where it was not.
enum Engine {
  static let absent: Comment =
    "there is no ECMAScript engine: install libmozjs-102-dev and build again"

  private static let found = Result { try make() }
  static var isThere: Bool { (try? found.get()) != nil }

  static var shared: ECMAScriptEngine { get throws { try found.get() } }

  /// An engine of one's own.
  static func make(_ limits: ECMAScriptLimits = ECMAScriptLimits()) throws -> ECMAScriptEngine {
    try ECMAScriptEngine(limits: limits)
  }
}

/// One macrostep of an instance, as the interpreter would drive it, in terms of source text.
final class Script {
  private let document: Document
  private var ids: [Expression: ExpressionID] = [:]
  let session: any DatamodelSession
  private let active: StateSet

  /// - Parameter variables: Data with the text between their tags.
  init(
    _ data: [UInt8]? = nil, variables: KeyValuePairs<String, String> = [:],
    expressions: [String] = [], script: String? = nil, sessionID: String = "s1",
    facts: any FactSource = NoFacts(), active: [StateIndex] = [], engine: ECMAScriptEngine? = nil
  ) throws {
    var document = Document(
      name: "leave", datamodel: "ecmascript",
      root: State(.scxml, children: [State(.state, id: "draft"), State(.final, id: "done")]),
      script: script)
    let place = SourceLocation(line: 1, column: 1)
    for source in Self.known + expressions {
      let expression = Expression(source, .value, at: place)
      ids[expression] = document.add(expression)
    }
    self.document = document
    self.active = StateSet(active)
    session = try ECMAScriptDatamodel(document, engine: engine ?? Engine.shared)
      .open(data, in: Environment(sessionID: sessionID, facts: facts))
    for (name, content) in variables {
      try session.initialize(
        DataDeclaration(Identifier(name), .content(content), location: place), in: self.active)
    }
  }

  /// Expressions that many tests need.
  private static let known = ["x", "y", "x.a", "item", "index"]

  func id(_ source: String) throws -> ExpressionID {
    let expression = Expression(source, .value, at: SourceLocation(line: 1, column: 1))
    return try #require(ids[expression], "the test must list \"\(source)\" among its expressions")
  }

  func value(_ source: String) throws -> Value { try session.value(id(source), in: active) }
  func holds(_ source: String) throws -> Bool { try session.condition(id(source), in: active) }

  func assign(_ location: String, _ source: String) throws {
    try session.assign(
      ExecutableContent.Assign(location: id(location), source: .expression(id(source))), in: active)
  }

  func foreach(
    _ array: String, item: String = "item", index: String? = "index", _ body: () -> Bool
  ) throws {
    let loop = ExecutableContent.Foreach(
      array: try id(array), item: item, index: index, content: [])
    try session.foreach(loop, in: active, body: body)
  }

  func initialize(_ name: String, _ source: DataDeclaration.Source) throws {
    let place = SourceLocation(line: 1, column: 1)
    try session.initialize(DataDeclaration(Identifier(name), source, location: place), in: active)
  }

  /// The stored data as text.
  func close() -> String { String(decoding: session.close(), as: UTF8.self) }
}

/// Answers each question with what a test says, and counts them.
final class Answers: FactSource {
  private let answers: [String: Value]
  private(set) var asked: [String] = []

  init(_ answers: [String: Value]) { self.answers = answers }

  func fact(_ function: String, _ arguments: [Value]) throws(ExecutionError) -> Value {
    asked.append(([function] + arguments.map(\.text)).joined(separator: " "))
    guard let answer = answers[function] else {
      throw ExecutionError("there is no function \"\(function)\" here")
    }
    return answer
  }
}
