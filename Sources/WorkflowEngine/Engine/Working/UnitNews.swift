import Statechart

extension OrganisationView {
  /// The instances of the units above that have a transition for `units.changed` and have not been
  /// told in this transaction.
  func listeners(above instance: Instance) throws -> [InstanceID] {
    try line(of: instance.unit).dropFirst().compactMap { unit in
      let id = Instance.id(instance.programme, unit)
      guard try listens(id),
        try !reader.outbox(to: id).contains(where: { $0.event.name == EngineEvents.unitsChanged })
      else { return nil }
      return id
    }
  }

  private func listens(_ id: InstanceID) throws -> Bool {
    guard !deaf.contains(id), let above = try reader.instance(id) else { return false }
    // An instance keeps its workflow.
    guard try WorkflowLibrary.shared.workflow(above.workflow, reader).listensToUnits else {
      deaf.insert(id)
      return false
    }
    return !above.status.isClosed
  }
}
