/// `<invoke>` and `<finalize>` (W3C SCXML 1.0, sections 6.4 and 6.5).
extension Execution {
  /// Starts what the states invoke that were entered in this macrostep and not left again, in
  /// document order.
  ///
  /// Source: appendix D, `mainEventLoop`.
  mutating func invokeInEnteredStates() {
    for s in statesToInvoke {
      for (position, element) in chart.element(s).invokes.enumerated() {
        invoke(element, position, in: s)
      }
    }
    statesToInvoke = StateSet()
  }

  /// With a bad argument nothing is started.
  private mutating func invoke(_ element: Invoke, _ position: Int, in s: StateIndex) {
    do {
      let id = element.id?.text ?? makeID(after: "\(chart.id(s)).invoke")
      let invocation = try self.invocation(element, id: id)
      if let location = element.idLocation {
        try datamodel.assign(id, to: location, in: configuration)
      }
      invocations.append(ActiveInvocation(id: id, state: s, position: position))
      effects.append(.invoke(invocation))
    } catch {
      raise(error.message)
    }
  }

  private func invocation(_ element: Invoke, id: String) throws(ExecutionError) -> Invocation {
    if let type = element.type {
      let type = try text(type)
      guard Invoke.types.contains(type) else {
        throw ExecutionError("invoking \"\(type)\" is not supported")
      }
    }
    let source: Invocation.Source
    switch element.source {
    case .reference(let reference): source = .reference(try text(reference))
    case .content(let content): source = .content(content)
    case .expression(let expression): source = .content(try value(expression).text)
    }
    let data = try element.parameters.map { parameter throws(ExecutionError) in
      Value.Field(parameter.name, try value(parameter.value))
    }
    return Invocation(id: id, source: source, data: data)
  }

  /// Ends what a state has invoked, as it is left (section 6.4.3).
  mutating func cancelInvocations(of s: StateIndex) {
    statesToInvoke.remove(s)
    guard !invocations.isEmpty else { return }
    for invocation in invocations where invocation.state == s {
      effects.append(.cancelInvoke(id: invocation.id))
    }
    invocations.removeAll { $0.state == s }
  }

  /// What comes before transitions are selected for an external event: `<finalize>` of the
  /// invocation that it comes from, and copies for those that asked for all events.
  ///
  /// Source: appendix D, `mainEventLoop`.
  mutating func finalizeAndForward(_ event: Event) {
    for invocation in invocations.sorted(by: { ($0.state, $0.position) < ($1.state, $1.position) })
    {
      let element = chart.element(invocation.state).invokes[invocation.position]
      if invocation.id == event.invokeID, let finalize = element.finalize {
        hasFinalized = true
        if finalize.isEmpty { takeOver(event.data, into: element) } else { execute(finalize) }
      }
      if element.autoforward { effects.append(.forward(event, to: invocation.id)) }
    }
  }

  /// What an empty `<finalize>` does: each location of the name list and of `<param>` gets the value
  /// that came back under its name, as if by `<assign>` (section 6.5.2).
  private mutating func takeOver(_ data: Value, into element: Invoke) {
    guard case .record(let fields) = data else { return }
    for parameter in element.parameters
    where chart.document.expressions[parameter.value.index].use == .location {
      guard let field = fields.last(where: { $0.name == parameter.name }) else { continue }
      do {
        try datamodel.assign(field.value, to: parameter.value, in: configuration)
      } catch {
        raise(error.message)
        return
      }
    }
  }
}

extension Invoke {
  /// The types that mean an SCXML session (section 6.4.1); some authors leave out the last slash.
  public static let types: Set<String> = [
    "http://www.w3.org/TR/scxml/", "http://www.w3.org/TR/scxml", "scxml",
  ]
}
