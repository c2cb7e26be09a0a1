public import Statechart

/// Whom an instance waits for, by its workflow.
extension Workflow {
  /// Whether the instance waits for its acknowledgement: it takes the event, and nobody has sent it
  /// since.
  public func awaitsAcknowledgement(_ instance: Instance) -> Bool {
    instance.status == .running && events(from: instance).contains(StagePlan.acknowledgement)
  }

  /// The roles that may do what the instance can do now, or only what one event or state asks for;
  /// in document order, each once.
  ///
  /// - Parameters:
  ///   - event: Only transitions for this event.
  ///   - state: Only transitions of this state, the states in it and those around it.
  public func roles(
    actingOn instance: Instance, event: Identifier? = nil, state: Identifier? = nil
  ) -> [RoleID] {
    let place = state.flatMap { chart.index(of: $0) }
    var found: [RoleID] = []
    for index in instance.entered.keys.compactMap({ chart.index(of: $0) }).sorted() {
      if let place, index != place, !chart.isDescendant(index, of: place),
        !chart.isDescendant(place, of: index)
      {
        continue
      }
      for transition in chart.transitions(of: index) {
        let descriptors = chart.events(transition)
        if let event, !descriptors.contains(where: { $0.matches(event.text) }) { continue }
        for allow in judgements[transition]?.allows ?? [] where !found.contains(allow.role) {
          found.append(allow.role)
        }
      }
    }
    return found
  }
}
