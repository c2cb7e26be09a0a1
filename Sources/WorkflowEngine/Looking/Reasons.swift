import AuditLog
public import Statechart

extension Engine {
  /// Why instances stand aside: the words that were given when they were suspended, exempted or
  /// cancelled. Those that were erased are left out, and those that the reader may not know
  /// (`Disclosure`).
  public func reasons(in survey: Survey, for identity: Identity) async throws
    -> [InstanceID: String]
  {
    let aside = survey.standings.filter {
      [.suspended, .exempted, .cancelled].contains($0.status)
    }
    let now = clock.now()
    return try await store.read { reader in
      let disclosure = try Disclosure(reader, for: identity, at: now)
      var reasons: [InstanceID: String] = [:]
      for standing in aside {
        let query = EntryQuery(
          instance: standing.id,
          kinds: Set([EntryKind.suspended, .exempted, .cancelled, .transferred].map(\.rawValue)),
          limit: 50, isDescending: true)
        reasons[standing.id] = try disclosure.entries(query)
          .first { $0.index < survey.position.size }?.words["reason"]
      }
      return reasons
    }
  }
}
