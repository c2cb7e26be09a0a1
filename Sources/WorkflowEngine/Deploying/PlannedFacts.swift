import AuditLog
import Statechart

/// What expressions can know of an instance that is not made yet: its unit, the batch as it is
/// planned, and the time. The rest is known at work only.
struct PlannedFacts: FactSource {
  private let line: [Unit]
  private let batch: Batch
  private let zone: Zone
  /// When the state is entered, at the latest.
  private let at: Instant

  /// - Parameter line: A unit that is meant, and those above it.
  init(_ question: DeploymentQuestion, line: [Unit], in zone: Zone, at: Instant) {
    self.line = line
    self.zone = zone
    self.at = at
    batch = Batch(
      programme: question.programme ?? "", number: question.batch,
      workflow: question.workflow.reference, status: .launching, size: question.units.count,
      plan: .sha256([]), window: question.window, launchedAt: at)
  }

  func fact(_ function: String, _ arguments: [Value]) throws(ExecutionError) -> Value {
    if let value = try PureFunctions.value(of: function, arguments) { return value }
    switch (function, arguments.count) {
    case ("now", 0): return .string(at.description)
    case ("today", 0): return .string(zone.date(at: at).description)
    case ("programme", 0): return .string(batch.programme.text)
    case ("unit", 0): return .xml(line.prefix(1).map { FactElement($0).source }.joined())
    case ("ancestors", 0): return .xml(line.dropFirst().map { FactElement($0).source }.joined())
    case ("batch", 0): return .xml(FactElement(batch).source)
    default: throw ExecutionError("d:\(function)() is known at work only")
    }
  }

  /// The value of a deadline's expression.
  ///
  /// - Throws: `ExecutionError` where it depends on what comes later.
  func text(of expression: ExpressionID, _ workflow: Workflow) throws -> String {
    let source = workflow.chart.document.expressions[expression.index].source
    // The data of the first day need not be those of the day when the state is entered.
    guard !source.contains("$") else {
      throw ExecutionError("\"\(source)\" depends on data that change at work")
    }
    let environment = Environment(sessionID: "", facts: self)
    let start = try workflow.interpreter.start(in: environment)
    switch try workflow.interpreter.evaluate(expression, in: start.snapshot, environment).get() {
    case .string(let text), .xml(let text): return text
    default: return ""
    }
  }
}
