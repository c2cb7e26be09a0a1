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
/// and files of its people. Views get `DisclosedEntry` and its like, in which nothing else is left;
/// `scripts/check` finds one that goes past it.
///
/// Whoever gave or wrote something may read it, and whom it was addressed to. Else it takes a role of the instance's workflow that
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

  /// What somebody may read in a letter: it goes to her own address, which proves who she is.
  init(_ reader: any StoreReader, addressee: PersonID, at: Instant) {
    self.reader = reader
    self.at = at
    organisation = OrganisationView(reader)
    actor = addressee
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

/// A piece of evidence as one person sees it.
public struct DisclosedEvidence: Hashable, Sendable {
  /// Without name and digest where they are not for her.
  public var evidence: Evidence
  public var isReadable: Bool
  /// The hash of all evidence up to this piece (`SeenEvidence`); nil where she may not read it all.
  public var seen: Digest?
  /// The other units that gave the same bytes, each once.
  public var otherUnits: [UnitCode] = []
}

/// A file that several units gave, as one person sees it.
public struct SharedFile: Hashable, Sendable {
  /// Nil where she may read none of the pieces; else one is enough, for all are the same bytes.
  public var digest: Digest?
  /// What the first piece that she may read is called.
  public var name: String?
  public var pieces: [EvidenceReference]
  public var units: [UnitCode]
}

extension Disclosure {
  /// The evidence of an instance, by number.
  public func evidence(of instance: Instance) throws -> [DisclosedEvidence] {
    let stored = try reader.evidence(of: instance.id)
    var isComplete = true
    return try stored.enumerated().map { position, piece in
      guard try mayRead(.evidence, of: instance, by: [piece.addedBy]) else {
        isComplete = false
        var shown = piece
        shown.name = nil
        shown.digest = nil
        return DisclosedEvidence(evidence: shown, isReadable: false)
      }
      let others = try piece.digest.map { digest in
        try reader.evidence(withDigest: digest).compactMap {
          try reader.instance($0.instance)?.unit
        }
      }
      return DisclosedEvidence(
        evidence: piece, isReadable: true,
        seen: isComplete ? SeenEvidence.digest(of: stored[...position]) : nil,
        otherUnits: Set(others ?? []).subtracting([instance.unit]).sorted())
    }
  }

  /// The hash of all evidence of an instance; nil where the actor may not read all of it.
  public func seen(of instance: Instance) throws -> Digest? {
    let all = try reader.evidence(of: instance.id)
    let mayRead = try all.allSatisfy {
      try self.mayRead(.evidence, of: instance, by: [$0.addedBy])
    }
    return mayRead ? SeenEvidence.digest(of: all) : nil
  }

  /// The files that more than one unit has given, in the order of their digests.
  public func sharedFiles(in programme: ProgrammeName?) throws -> [SharedFile] {
    var files: [SharedFile] = []
    var last: Digest?
    for piece in try reader.evidenceOfSeveralUnits(in: programme) {
      if files.isEmpty || piece.digest != last { files.append(SharedFile(pieces: [], units: [])) }
      last = piece.digest
      let position = files.count - 1
      files[position].pieces.append(piece.reference)
      guard let instance = try reader.instance(piece.instance) else { continue }
      if !files[position].units.contains(instance.unit) {
        files[position].units.append(instance.unit)
      }
      guard files[position].digest == nil,
        try mayRead(.evidence, of: instance, by: [piece.addedBy])
      else { continue }
      files[position].digest = piece.digest
      files[position].name = piece.name
    }
    return files
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

/// An entry of the log as one person sees it: the leaf, which has no words of people in the clear,
/// and those of its words that are hers to read and have not been erased.
public struct DisclosedEntry: Hashable, Sendable {
  public var index: Int
  public var leaf: Leaf
  /// By field. Texts of definitions are no words of people and left out.
  public var words: [String: String]
  /// The fields that are there and not for her, sorted.
  public var hidden: [String]
}

extension Disclosure {
  public func entry(_ logged: LoggedEntry) throws -> DisclosedEntry {
    let (shown, hidden) = try words(of: logged.entry)
    return DisclosedEntry(
      index: logged.index, leaf: logged.entry.leaf, words: shown, hidden: hidden)
  }

  public func entries(_ query: EntryQuery) throws -> [DisclosedEntry] {
    try reader.entries(query).map { try entry($0) }
  }

  /// The words of an entry that have not been erased, by field; and the fields that are not for the
  /// actor.
  func words(of entry: Entry) throws -> (shown: [String: String], hidden: [String]) {
    var shown: [String: String] = [:]
    var hidden: [String] = []
    let leaf = entry.leaf
    let instance = try leaf.instance.flatMap { try reader.instance(Identifier($0)) }
    var known: [PersonID?] = [leaf.actor, leaf.onBehalfOf].map { $0.map { Identifier($0) } }
    if leaf.kind == .reminded {
      known += leaf.details["to"]?.array?.map { $0.string.map { Identifier($0) } } ?? []
    }
    for (field, secret) in entry.payload.secrets where field != "text" && field != "base64" {
      let right: ReadingRight = ["name", "sha256", "seen"].contains(field) ? .evidence : .reasons
      // What is about no instance is about the organisation, which everybody there knows.
      let isShown =
        try leaf.instance == nil
        || instance.map { try mayRead(right, of: $0, by: known) } ?? false
      if isShown { shown[field] = secret.value } else { hidden.append(field) }
    }
    return (shown, hidden.sorted())
  }

  /// The fields that were written when an item was raised and are not for the actor.
  public func hiddenWords(ofItem item: Instance) throws -> [String] {
    let started = EntryQuery(instance: item.id, kinds: [EntryKind.started.rawValue], limit: 1)
    return try entries(started).first?.hidden ?? []
  }

  /// Items as ledgers list them, without the texts that are not for the actor.
  public func ledgerItems(_ query: LedgerQuery) throws -> [LedgerItem] {
    try reader.ledgerItems(query, at: at).map { item in
      var shown = item
      for field in try hiddenWords(ofItem: item.item) { shown.texts.secrets[field] = nil }
      return shown
    }
  }
}
