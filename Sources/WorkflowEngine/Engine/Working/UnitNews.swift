import Statechart

extension StoreReader {
  /// The instances of the units above that have a transition for `units.changed` and have not been
  /// told in this transaction.
  func listeners(above instance: Instance) throws -> [InstanceID] {
    try ancestors(of: instance.unit).compactMap { unit in
      let id = Instance.id(instance.programme, unit.code)
      guard let above = try self.instance(id), !above.status.isClosed,
        try WorkflowLibrary.shared.workflow(above.workflow, self).listensToUnits,
        try !outbox(to: id).contains(where: { $0.event.name == EngineEvents.unitsChanged })
      else { return nil }
      return id
    }
  }
}
