import Statechart
import Synchronization

/// Answers conditions in every possible way, one run after the other.
final class Oracle: Sendable {
  private struct Course {
    /// What is answered in this run, in the order of the questions.
    var answers: [Bool] = []
    var asked = 0
  }

  /// A step that asks more than that has its later conditions hold.
  private static let limit = 12

  private let course = Mutex(Course())

  func answer() -> Bool {
    course.withLock { course in
      course.asked += 1
      if course.asked > Self.limit { return true }
      if course.asked > course.answers.count { course.answers.append(true) }
      return course.answers[course.asked - 1]
    }
  }

  /// What `run` gives for every combination of answers.
  func everyAnswer(_ run: () throws -> Macrostep) throws -> [Macrostep] {
    var results: [Macrostep] = []
    course.withLock { $0 = Course() }
    while true {
      course.withLock { $0.asked = 0 }
      results.append(try run())
      let isLast = course.withLock { course in
        course.answers.removeLast(max(0, course.answers.count - course.asked))
        while course.answers.last == false { course.answers.removeLast() }
        guard let last = course.answers.indices.last else { return true }
        course.answers[last] = false
        return false
      }
      if isLast { return results }
    }
  }
}

/// A data model without data, whose conditions the oracle answers.
struct OracleDatamodel: Datamodel {
  let oracle: Oracle

  func open(_ data: [UInt8]?, in environment: Environment) -> any DatamodelSession {
    OracleSession(oracle)
  }
}

private final class OracleSession: DatamodelSession {
  private let oracle: Oracle

  init(_ oracle: Oracle) { self.oracle = oracle }

  func bind(_ event: Event) {}
  func initialize(_ declaration: DataDeclaration, in configuration: StateSet) {}
  func initialize(_ id: Identifier, to value: Value) {}
  func declare(_ id: Identifier) {}
  func condition(_ expression: ExpressionID, in configuration: StateSet) -> Bool { oracle.answer() }
  func value(_ expression: ExpressionID, in configuration: StateSet) -> Value { .string("") }
  func value(content: String) -> Value { .string(content) }
  func assign(_ assign: ExecutableContent.Assign, in configuration: StateSet) {}
  func assign(_ text: String, to location: ExpressionID, in configuration: StateSet) {}
  func assign(_ value: Value, to location: ExpressionID, in configuration: StateSet) {}
  func foreach(
    _ foreach: ExecutableContent.Foreach, in configuration: StateSet, body: () -> Bool
  ) {}
  func run(script: String) {}
  func close() -> [UInt8] { [] }
}
