/// What each kind of state may and must contain (W3C SCXML 1.0, sections 3.2 to 3.10).
extension Outline {
  func checkStates(_ findings: inout Findings) {
    if kind(.root) != .scxml {
      findings.error(
        "scxml.root", at: state(.root).location, "the outermost element is not <scxml>")
    }
    for index in states {
      checkID(of: index, &findings)
      switch kind(index) {
      case .scxml: checkRoot(index, &findings)
      case .state: checkState(index, &findings)
      case .parallel: checkParallel(index, &findings)
      case .final: checkFinal(index, &findings)
      case .shallowHistory, .deepHistory: break
      }
      if state(index).donedata != nil, kind(index) != .final {
        findings.error(
          "donedata.misplaced", at: state(index).location,
          "\(name(index)) has donedata, which only a final can have")
      }
    }
  }

  private func checkID(of index: StateIndex, _ findings: inout Findings) {
    guard hasDuplicates, let id = state(index).id, let first = indices[id], first != index else {
      return
    }
    findings.error(
      "state.id.duplicate", at: state(index).location,
      "the id \"\(id)\" is used twice; its first use is at \(state(first).location)")
  }

  private func checkRoot(_ index: StateIndex, _ findings: inout Findings) {
    let root = state(index)
    if index != .root {
      findings.error("scxml.nested", at: root.location, "<scxml> cannot stand inside a state")
    }
    if childStates(index).isEmpty {
      findings.error("scxml.empty", at: root.location, "the document has no states")
    }
    if !root.transitions.isEmpty || !root.onentry.isEmpty || !root.onexit.isEmpty {
      findings.error(
        "scxml.content", at: root.location,
        "<scxml> can have neither transitions nor onentry nor onexit")
    }
  }

  private func checkState(_ index: StateIndex, _ findings: inout Findings) {
    guard let initial = state(index).initial, childStates(index).isEmpty else { return }
    findings.error(
      "initial.atomic", at: initial.location,
      "\(name(index)) has an initial state but no states inside")
  }

  private func checkParallel(_ index: StateIndex, _ findings: inout Findings) {
    let parallel = state(index)
    if let initial = parallel.initial {
      findings.error(
        "parallel.initial", at: initial.location,
        "\(name(index)) has an initial state, but all states of a parallel are entered at once")
    }
    let regions = childStates(index)
    for region in regions where kind(region) == .final {
      findings.error(
        "parallel.final", at: state(region).location,
        "\(name(region)) stands directly inside \(name(index)), which can only hold regions")
    }
    if regions.isEmpty {
      findings.warning(
        "parallel.empty", at: parallel.location, "\(name(index)) has no states inside")
    }
  }

  private func checkFinal(_ index: StateIndex, _ findings: inout Findings) {
    let final = state(index)
    if let child = final.children.first {
      findings.error(
        "final.children", at: child.location, "\(name(index)) cannot have states inside")
    }
    if let transition = final.transitions.first {
      findings.error(
        "final.transitions", at: transition.location, "\(name(index)) cannot have transitions")
    }
    if let initial = final.initial {
      findings.error(
        "final.initial", at: initial.location, "\(name(index)) cannot have an initial state")
    }
  }

  /// Data ids are unique in the document (section 5.3); the null data model has neither data nor
  /// expressions (section B.1).
  func checkData(_ findings: inout Findings) {
    var first: [Identifier: SourceLocation] = [:]
    let isNull = document.datamodel == "null"
    for declaration in elements.lazy.flatMap(\.data) {
      if let place = first[declaration.id] {
        findings.error(
          "data.id.duplicate", at: declaration.location,
          "the data id \"\(declaration.id)\" is used twice; its first use is at \(place)")
      } else {
        first[declaration.id] = declaration.location
      }
      if isNull {
        findings.warning(
          "null.data", at: declaration.location,
          "the null data model has no data: this raises error.execution")
      }
    }
    if isNull {
      for expression in document.expressions { checkNull(expression, &findings) }
    }
  }

  private func checkNull(_ expression: Expression, _ findings: inout Findings) {
    guard expression.use == .condition else {
      findings.warning(
        "null.expression", at: expression.location,
        "the null data model has no expressions: this raises error.execution")
      return
    }
    guard let id = NullCondition.state(in: expression.source) else {
      findings.error(
        "null.condition", at: expression.location,
        "the null data model knows no condition but In('state')")
      return
    }
    if indices[id] == nil {
      findings.error(
        "null.condition.state.unknown", at: expression.location,
        "the condition asks for \"\(id)\", which is not a state"
          + findings.question(for: id, among: self))
    }
  }
}
