/// What the standard selects for an external event: the optimal set of the first microstep, after
/// pre-emption, before anything is changed.
///
/// Valid only inside the `judge` that receives it.
public struct Selection {
  /// In document order of the atomic states that selected them; never empty.
  public let transitions: [TransitionIndex]
  public let chart: Chart
  /// The configuration in which the event arrived.
  public let configuration: StateSet
  private let datamodel: any DatamodelSession

  init(_ transitions: [TransitionIndex], in execution: Execution) {
    self.transitions = transitions
    chart = execution.chart
    configuration = execution.configuration
    datamodel = execution.datamodel
  }

  /// Whether a condition of the document holds, with the event bound to `_event`.
  public func condition(_ expression: ExpressionID) throws(ExecutionError) -> Bool {
    try datamodel.condition(expression, in: configuration)
  }

  /// The value of an expression of the document, with the event bound to `_event`.
  public func value(_ expression: ExpressionID) throws(ExecutionError) -> Value {
    try datamodel.value(expression, in: configuration)
  }
}
