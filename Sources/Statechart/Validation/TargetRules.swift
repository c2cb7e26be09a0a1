/// References to states: each must exist, and those of one list be legal together (W3C SCXML 1.0,
/// section 3.11).
extension Outline {
  func checkTargets(_ findings: inout Findings) {
    for index in states {
      if let initial = state(index).initial { check(initial, of: index, &findings) }
      for number in places[index.int].transitions.range {
        check(transitions[number], number, of: index, &findings)
      }
    }
  }

  /// - Parameter number: Of the transition among those of the document.
  private func check(
    _ transition: Transition, _ number: Int, of index: StateIndex, _ findings: inout Findings
  ) {
    if transition.events.isEmpty, transition.condition == nil, transition.targets.isEmpty {
      if !kind(index).isHistory {
        findings.error(
          "transition.empty", at: transition.location,
          "the transition has neither an event nor a condition nor a target")
      }
      return
    }
    if targets(ofTransition: number).count < transition.targets.count {
      for target in transition.targets where indices[target.id] == nil {
        findings.error(
          "transition.target.unknown", at: target.location,
          "transition targets \"\(target.id)\", which is not a state"
            + findings.question(for: target.id, among: self))
      }
    }
    checkLegal(transition.targets, code: "transition.targets.conflict", &findings)
  }

  private func check(_ initial: Initial, of index: StateIndex, _ findings: inout Findings) {
    if initial.targets.isEmpty {
      findings.error(
        "initial.targets.none", at: initial.location, "the initial transition has no target")
    }
    for target in initial.targets {
      guard let state = indices[target.id] else {
        findings.error(
          "initial.target.unknown", at: target.location,
          "initial names \"\(target.id)\", which is not a state"
            + findings.question(for: target.id, among: self))
        continue
      }
      if !isDescendant(state, of: index) {
        findings.error(
          "initial.target.outside", at: target.location,
          "initial names \"\(target.id)\", which is not inside \(name(index))")
      }
    }
    checkLegal(initial.targets, code: "initial.targets.conflict", &findings)
  }

  /// Reports the first two states of a list that cannot be targets together.
  ///
  /// In document order only neighbours need comparing: where two states meet in a compound state,
  /// some two neighbours between them do.
  func checkLegal(_ references: [Reference], code: String, _ findings: inout Findings) {
    guard references.count > 1 else { return }
    let found = references.compactMap { reference in
      indices[reference.id].map { (state: $0, reference: reference) }
    }.sorted { ($0.state, $0.reference.location) < ($1.state, $1.reference.location) }
    for (a, b) in zip(found, found.dropFirst()) {
      guard let reason = conflict(a.state, b.state) else { continue }
      findings.error(code, at: b.reference.location, reason)
      return
    }
  }

  /// Why a state and a later one cannot be targets together; nil if they can.
  private func conflict(_ a: StateIndex, _ b: StateIndex) -> String? {
    if a == b { return "\(name(a)) is named twice" }
    if isDescendant(b, of: a) {
      return "\(name(b)) is inside \(name(a)), so only one of them can be a target"
    }
    guard let meeting = getProperAncestors(a).first(where: { isDescendant(b, of: $0) }) else {
      return nil
    }
    if kind(meeting) != .parallel {
      return "\(name(a)) and \(name(b)) cannot be active together"
    }
    let history = [a, b].first { kind($0).isHistory && parent($0) == meeting }
    return history.map {
      "\(name($0)) already stands for all of \(name(meeting)), so nothing else of it can be a target"
    }
  }
}
