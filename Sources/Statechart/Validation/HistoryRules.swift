/// Histories (W3C SCXML 1.0, section 3.10).
extension Outline {
  func checkHistories(_ findings: inout Findings) {
    let histories = states.filter { kind($0).isHistory }
    for index in histories {
      let history = state(index)
      if !history.children.isEmpty || !history.onentry.isEmpty || !history.onexit.isEmpty
        || !history.data.isEmpty || history.initial != nil
      {
        findings.error(
          "history.content", at: history.location,
          "\(name(index)) can have nothing inside but its default transition")
      }
      if let parent = parent(index), kind(parent) == .scxml || childStates(parent).isEmpty {
        findings.error(
          "history.parent", at: history.location,
          "\(name(index)) stands in \(name(parent)), which has nothing to remember")
      }
      checkDefault(of: index, &findings)
    }
    checkDefaultLoops(histories, &findings)
  }

  private func checkDefault(of index: StateIndex, _ findings: inout Findings) {
    let history = state(index)
    guard let transition = history.transitions.first, !transition.targets.isEmpty else {
      findings.error(
        "history.default.missing", at: history.transitions.first?.location ?? history.location,
        "\(name(index)) needs a transition with a target, for when there is nothing to remember")
      return
    }
    if history.transitions.count > 1 {
      findings.error(
        "history.default.many", at: history.transitions[1].location,
        "\(name(index)) can have one transition only")
    }
    if !transition.events.isEmpty || transition.condition != nil {
      findings.error(
        "history.default.conditional", at: transition.location,
        "the transition of \(name(index)) can have neither an event nor a condition")
    }
    guard let parent = parent(index) else { return }
    for target in transition.targets {
      guard let state = indices[target.id], !isDescendant(state, of: parent) else { continue }
      findings.error(
        "history.default.target.outside", at: target.location,
        "the default of \(name(index)) is \"\(target.id)\", which is not inside \(name(parent))")
    }
  }

  /// A history whose default is, through other histories, itself.
  private func checkDefaultLoops(_ histories: [StateIndex], _ findings: inout Findings) {
    var settled: Set<StateIndex> = []
    for start in histories {
      // What is left to visit; nil marks the end of the defaults of the path's last history.
      var pending: [StateIndex?] = [start]
      var path: [StateIndex] = []
      var onPath: Set<StateIndex> = []
      while let next = pending.popLast() {
        guard let history = next else {
          if let done = path.popLast() {
            onPath.remove(done)
            settled.insert(done)
          }
          continue
        }
        if onPath.contains(history) {
          findings.error(
            "history.default.loop", at: state(history).location,
            "the default of \(name(history)) leads back to itself")
        }
        if onPath.contains(history) || settled.contains(history) { continue }
        path.append(history)
        onPath.insert(history)
        pending.append(nil)
        for target in targets(of: history) where kind(target).isHistory {
          pending.append(target)
        }
      }
    }
  }
}
