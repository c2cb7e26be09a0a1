/// Executable content (W3C SCXML 1.0, section 4).
extension Execution {
  /// Source: appendix D, `executeTransitionContent`.
  mutating func executeTransitionContent(_ enabledTransitions: [TransitionIndex]) {
    for t in enabledTransitions where chart.table[t.int].hasContent {
      execute(chart.element(t).content)
    }
  }

  /// Each `<onexit>` is a block of its own.
  mutating func executeOnExit(_ s: StateIndex) {
    for block in chart.element(s).onexit { execute(block) }
  }

  /// Executes one block. An element that fails raises an error and ends the block; what was done
  /// before stays done (section 4.9).
  ///
  /// - Returns: Whether all of the block was executed.
  @discardableResult
  mutating func execute(_ block: [ExecutableContent]) -> Bool {
    for element in block where !execute(element) { return false }
    return true
  }

  private mutating func execute(_ element: ExecutableContent) -> Bool {
    switch element {
    case .raise(let event):
      internalQueue.enqueue(Event(event, kind: .internal))
      return true
    case .if(let branches):
      return execute(branches)
    case .foreach(let foreach):
      return execute(foreach)
    case .log(let label, let expression):
      return log(label, expression)
    case .assign(let assign):
      return orRaise { run throws(ExecutionError) in
        try run.datamodel.assign(assign, in: run.configuration)
      }
    case .send(let send):
      return execute(send)
    case .script(let script):
      return orRaise { run throws(ExecutionError) in try run.datamodel.run(script: script) }
    case .cancel(let sendID):
      return orRaise { run throws(ExecutionError) in
        run.effects.append(.cancel(sendID: try run.text(sendID)))
      }
    }
  }

  /// The first branch whose condition holds (section 4.3). A condition that fails is false and
  /// raises `error.execution` (section 5.9.1).
  private mutating func execute(_ branches: [ExecutableContent.Branch]) -> Bool {
    for branch in branches {
      if let condition = branch.condition, !holds(condition) { continue }
      return execute(branch.content)
    }
    return true
  }

  /// Section 4.6. Content that fails ends the loop and the block that contains it.
  private mutating func execute(_ foreach: ExecutableContent.Foreach) -> Bool {
    var completed = true
    let succeeded = orRaise { run throws(ExecutionError) in
      let (datamodel, configuration) = (run.datamodel, run.configuration)
      try datamodel.foreach(foreach, in: configuration) {
        completed = run.execute(foreach.content)
        return completed
      }
    }
    return succeeded && completed
  }

  /// Section 4.7.
  private mutating func log(_ label: String?, _ expression: ExpressionID?) -> Bool {
    orRaise { run throws(ExecutionError) in
      let message = try expression.map { id throws(ExecutionError) in try run.value(id).text }
      run.effects.append(.log(label: label, message: message ?? ""))
    }
  }

  /// The data of `done.state.ID`. A param that fails is left out, a content that fails is empty;
  /// both raise `error.execution`, and the event is sent all the same (sections 5.5 to 5.7).
  mutating func doneData(of final: StateIndex) -> Value {
    switch chart.element(final).donedata {
    case nil: return .none
    case .content(let source): return datamodel.value(content: source)
    case .expression(let expression):
      var data = Value.none
      orRaise { run throws(ExecutionError) in data = try run.value(expression) }
      return data
    case .parameters(let parameters):
      var fields: [Value.Field] = []
      for parameter in parameters {
        orRaise { run throws(ExecutionError) in
          fields.append(Value.Field(parameter.name, try run.value(parameter.value)))
        }
      }
      return fields.isEmpty ? .none : .record(fields)
    }
  }

  func value(_ expression: ExpressionID) throws(ExecutionError) -> Value {
    try datamodel.value(expression, in: configuration)
  }

  func text(_ source: StringSource) throws(ExecutionError) -> String {
    switch source {
    case .literal(let text): text
    case .expression(let expression): try value(expression).text
    }
  }

  /// Does something that may fail; a failure raises `error.execution`.
  ///
  /// - Returns: Whether it succeeded.
  @discardableResult
  private mutating func orRaise(_ body: (inout Execution) throws(ExecutionError) -> Void) -> Bool {
    do {
      try body(&self)
      return true
    } catch {
      raise(error.message)
      return false
    }
  }
}
