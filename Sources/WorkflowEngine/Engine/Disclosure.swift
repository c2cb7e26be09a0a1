public import AuditLog
public import Statechart

/// What of the words and files of instances a role may read (`reads` of `d:role`).
public enum ReadingRight: String, Hashable, Sendable, CaseIterable {
  /// The bytes of evidence, and the names and digests of its files.
  case evidence
  /// What people wrote: reasons, and the texts of items.
  case reasons
}

/// Decides what one person may read of what can be erased: the only way from a store to the words
/// and files of its people.
///
/// Whoever gave or wrote something may read it. Else it takes a role of the instance's workflow that
/// reads such things, held on the unit or above it: an inspector reads of the units that are hers.
/// Where a workflow says of no role what it reads, every one of its roles reads everything; where it
/// has no roles, everybody does. Who reads of an instance reads of its items, and of the one whose
/// open work it took over.
///
/// Without strict identity the actor is who she claims to be. With it, somebody who cannot prove who
/// she is reads nothing.
public struct Disclosure {
  private let reader: any StoreReader
  /// Nil where the claim was not proven.
  private let actor: PersonID?
  private let at: Instant
  private let organisation: OrganisationView

  public init(_ reader: any StoreReader, for identity: Identity, at: Instant) throws {
    self.reader = reader
    self.at = at
    organisation = OrganisationView(reader)
    do {
      actor = try reader.authenticated(identity).actor
    } catch RequestError.notTheLogin {
      actor = nil
    }
  }

  /// Whether the actor may read such things of an instance.
  ///
  /// - Parameter authors: Who gave or wrote it, and for whom.
  public func mayRead(
    _ right: ReadingRight, of instance: Instance, by authors: [PersonID?] = []
  ) throws -> Bool {
    guard let actor else { return false }
    if authors.contains(actor) { return true }
    var seen: Set<InstanceID> = []
    var waiting: [Instance] = [instance]
    while let next = waiting.popLast() {
      guard seen.insert(next.id).inserted else { continue }
      if try holds(right, on: next, actor) { return true }
      for other in [next.parent, next.successor].compactMap(\.self) {
        if let other = try reader.instance(other) { waiting.append(other) }
      }
    }
    return false
  }

  private func holds(_ right: ReadingRight, on instance: Instance, _ actor: PersonID) throws -> Bool
  {
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, reader)
    guard !workflow.roles.isEmpty else { return true }
    let readers = workflow.readers(right)
    return try organisation.assignments(of: actor, at: instance.unit, time: at)
      .contains { readers.contains($0.role) }
  }
}

extension Workflow {
  /// The roles that read such things.
  public func readers(_ right: ReadingRight) -> [RoleID] {
    let saysNothing = roles.allSatisfy(\.reads.isEmpty)
    return roles.filter { saysNothing || $0.reads.contains(right) }.map(\.id)
  }
}

// MARK: - Evidence

extension Disclosure {
  /// The evidence of an instance, by number; what the actor may not read comes without the file's
  /// name and digest.
  public func evidence(of instance: Instance) throws -> [(evidence: Evidence, isReadable: Bool)] {
    try reader.evidence(of: instance.id).map { evidence in
      let isReadable = try mayRead(.evidence, of: instance, by: [evidence.addedBy])
      var shown = evidence
      if !isReadable {
        shown.name = nil
        shown.digest = nil
      }
      return (shown, isReadable)
    }
  }

  /// The digest by which the bytes of a piece of evidence are kept.
  ///
  /// - Throws: `RequestError.mayNotRead`; `.unknown` where there is no such piece, `.invalid` where
  ///   its bytes were erased.
  public func content(of number: Int, _ instance: Instance) throws -> Digest {
    guard let found = try reader.evidence(of: instance.id).first(where: { $0.number == number })
    else { throw RequestError.unknown(.evidence, "\(instance.id) \(number)", nearest: []) }
    guard try mayRead(.evidence, of: instance, by: [found.addedBy]) else {
      throw RequestError.mayNotRead(
        actor, "evidence \(number) of \(instance.id)",
        try readers(.evidence, of: instance))
    }
    guard let digest = found.digest, try reader.contentSize(digest) != nil else {
      throw RequestError.invalid("the file of evidence \(number) was erased")
    }
    return digest
  }

  /// The instances whose open work this one took over, with what they were given.
  public func predecessors(of instance: Instance) throws -> [Instance] {
    guard instance.parent == nil else { return [] }
    return try reader.units().filter { $0.successors.contains(instance.unit) }.compactMap {
      try reader.instance(Instance.id(instance.programme, $0.code))
    }.filter { $0.successor == instance.id }
  }

  private func readers(_ right: ReadingRight, of instance: Instance) throws -> [PersonID] {
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, reader)
    return try organisation.nearestHolders(
      of: workflow.readers(right), at: instance.unit, time: at)
  }
}

// MARK: - Words

extension Disclosure {
  /// The words of an entry that have not been erased, by field; and the fields that are not for the
  /// actor. Texts of definitions are no words of people and left out.
  public func words(of entry: Entry) throws -> (shown: [String: String], hidden: [String]) {
    var shown: [String: String] = [:]
    var hidden: [String] = []
    let instance = try entry.leaf.instance.flatMap { try reader.instance(Identifier($0)) }
    let authors = [entry.leaf.actor, entry.leaf.onBehalfOf].map { $0.map { Identifier($0) } }
    for (field, secret) in entry.payload.secrets where field != "text" && field != "base64" {
      let right: ReadingRight = ["name", "sha256"].contains(field) ? .evidence : .reasons
      // What is about no instance is about the organisation, which everybody there knows.
      let isShown =
        try entry.leaf.instance == nil
        || instance.map { try mayRead(right, of: $0, by: authors) } ?? false
      if isShown { shown[field] = secret.value } else { hidden.append(field) }
    }
    return (shown, hidden.sorted())
  }

  /// What was written when an item was raised; empty where it was erased or is not for the actor.
  public func words(ofItem item: Instance) throws -> (shown: [String: String], hidden: [String]) {
    let started = EntryQuery(instance: item.id, kinds: [EntryKind.started.rawValue], limit: 1)
    return try reader.entries(started).first.map { try words(of: $0.entry) } ?? ([:], [])
  }

  /// Items as `StoreReader.ledgerItems` lists them, without the texts that are not for the actor.
  public func ledgerItems(_ query: LedgerQuery) throws -> [LedgerItem] {
    try reader.ledgerItems(query, at: at).map { item in
      var shown = item
      for field in try words(ofItem: item.item).hidden { shown.texts.secrets[field] = nil }
      return shown
    }
  }
}

extension Disclosure {
  /// An entry without the words that are not for the actor, as if they had been erased.
  public func disclosed(_ logged: LoggedEntry) throws -> LoggedEntry {
    let hidden = try words(of: logged.entry).hidden
    guard !hidden.isEmpty else { return logged }
    var shown = logged
    for field in hidden { shown.entry.payload.secrets[field] = nil }
    return shown
  }
}
