import AuditLog
public import Statechart

extension Engine {
  /// Why instances stand aside: the words that were given when they were suspended, exempted or
  /// cancelled. Those that were erased are left out, and those that the reader may not know: reasons
  /// are for people who hold a role on the unit that manages the workflow.
  public func reasons(in survey: Survey, for identity: Identity) async throws
    -> [InstanceID: String]
  {
    let aside = survey.standings.filter {
      [.suspended, .exempted, .cancelled].contains($0.status)
    }
    return try await store.read { reader in
      let identity = try reader.authenticated(identity)
      let organisation = OrganisationView(reader)
      var reasons: [InstanceID: String] = [:]
      for standing in aside {
        let managers = survey.workflows[standing.workflow]?.roles.filter(\.manages).map(\.id) ?? []
        let held = try organisation.assignments(
          of: identity.actor, at: standing.unit, time: self.clock.now())
        guard held.contains(where: { managers.contains($0.role) }) else { continue }
        let query = EntryQuery(
          instance: standing.id,
          kinds: Set([EntryKind.suspended, .exempted, .cancelled].map(\.rawValue)),
          limit: 50, isDescending: true)
        let entry = try reader.entries(query).first { $0.index < survey.position.size }
        reasons[standing.id] = entry?.entry.payload["reason"]
      }
      return reasons
    }
  }
}
