import AuditLog
import Statechart

extension Engine {
  /// Erases values and their salts. The leaves stay as they are and so does the tree; decisions never
  /// rested on what can be erased, so the log can still be replayed.
  ///
  /// That it was done is an entry itself: which fields of which entries, under which decision, never
  /// the values. When this returns, the bytes are gone from the store; copies of the store are the
  /// caller's to find. Erasing the same again finds nothing, and makes sure of the bytes once more.
  ///
  /// - Throws: `RequestError` where the person or the field is unknown, or there is no reason.
  public func erase(_ request: ErasureRequest, isDryRun: Bool = false) async throws -> Erasure {
    let erasure = try await change(isDryRun: isDryRun) { [clock, salts] transaction in
      try Authority.check(request.authority)
      if let fault = try transaction.fault(ofCiting: request.authority) {
        throw RequestError.invalid(fault.message)
      }
      guard !request.reason.isEmpty else {
        throw RequestError.invalid("a reason must be given in words")
      }
      var request = request
      request.identity = try transaction.authenticated(request.identity)
      return try ErasureDecision(transaction: transaction, at: clock.now())
        .perform(request, salts: salts)
    }
    if !isDryRun { try await store.purge() }
    return erasure
  }
}

/// Finds what is to be erased, writes down that it was, and erases it.
struct ErasureDecision {
  /// What registrations say of a person.
  static let personFields = ["names", "post", "login", "mail"]

  /// How many values one entry speaks of, so that its leaf is not too large.
  private static let part = 2_000

  let transaction: any StoreTransaction
  let at: Instant

  func perform(_ request: ErasureRequest, salts: () -> Salt) throws -> Erasure {
    var erasure: Erasure
    let subject: Leaf.Subject
    switch request.subject {
    case .person(let person, let fields, let includesTexts):
      guard try transaction.person(person) != nil else {
        throw RequestError.unknown(
          .person, person.text,
          nearest: nearest(person.text, among: try transaction.people().map(\.id)))
      }
      subject = Leaf.Subject(type: "person", id: person.text)
      erasure = try valuesOf(person, fields)
      if includesTexts { try addTexts(by: person, to: &erasure) }
    case .evidence(let digest):
      let first: Leaf?
      (erasure, first) = try values(ofFile: digest)
      guard let first else { throw RequestError.invalid("no evidence has the digest \(digest)") }
      let number = first.details["number"]?.int.map { "#\($0)" } ?? ""
      subject = Leaf.Subject(type: "evidence", id: (first.instance ?? "") + number)
      if try transaction.contentSize(digest) != nil { erasure.files = 1 }
    }
    guard erasure.count > 0 else { return erasure }
    try write(&erasure, subject, request, salts)
    for (field, indexes) in erasure.entries {
      for index in indexes { try transaction.erase([field], ofEntry: index) }
    }
    if case .evidence(let digest) = request.subject { try transaction.removeContent(digest) }
    try renew(erasure)
    return erasure
  }

  private func write(
    _ erasure: inout Erasure, _ subject: Leaf.Subject, _ request: ErasureRequest,
    _ salts: () -> Salt
  ) throws {
    for var part in erasure.parts(of: Self.part) {
      if erasure.records.isEmpty { part.files = erasure.files }
      var proposal = Proposal(.erased, subject, at: at)
      request.identity.write(to: &proposal.leaf)
      proposal.leaf.authority = request.authority
      proposal.secrets = [("reason", request.reason)]
      part.write(to: &proposal.leaf)
      erasure.records.append(try transaction.commit(proposal, salts: salts))
    }
  }

  // MARK: Finding

  private func valuesOf(_ person: PersonID, _ fields: Set<String>?) throws -> Erasure {
    var erasure = Erasure()
    let known = Set(Self.personFields)
    if let stranger = fields?.subtracting(known).min() {
      throw RequestError.invalid(
        "there is no field \"\(stranger)\" of a person; there are "
          + Self.personFields.joined(separator: ", "))
    }
    try every(EntryQuery(kinds: [EntryKind.registered.rawValue])) { index, entry in
      guard entry.isRegistration(of: person) else { return }
      let wanted = fields ?? known
      erasure.add(entry.payload.secrets.keys.filter { wanted.contains($0) }, of: index)
    }
    return erasure
  }

  /// What somebody wrote about instances. Not the digest of a file: that is not her words, and its
  /// bytes may be needed.
  private func addTexts(by person: PersonID, to erasure: inout Erasure) throws {
    try every(EntryQuery(actor: person)) { index, entry in
      guard entry.leaf.instance != nil else { return }
      erasure.add(entry.payload.secrets.keys.filter { $0 != "sha256" }, of: index)
    }
  }

  private func values(ofFile digest: Digest) throws -> (Erasure, first: Leaf?) {
    var erasure = Erasure()
    var first: Leaf?
    var query = EntryQuery()
    query.event = "docket.evidence"
    try every(query) { index, entry in
      guard entry.payload["sha256"] == digest.hex else { return }
      erasure.add(entry.payload.secrets.keys.filter { $0 == "sha256" || $0 == "name" }, of: index)
      if first == nil || first?.kind == .refused { first = entry.leaf }
    }
    return (erasure, first)
  }

  private func every(_ query: EntryQuery, _ body: (Int, Entry) throws -> Void) throws {
    var query = query
    while true {
      let page = try transaction.entries(query)
      for logged in page { try body(logged.index, logged.entry) }
      guard page.count == query.limit else { return }
      query.after = page.last?.index
    }
  }

  // MARK: The tables

  /// Gives the rows that were made from those entries without what is gone.
  private func renew(_ erasure: Erasure) throws {
    var people: Set<PersonID> = []
    for index in Set(erasure.entries.values.joined()).sorted() {
      guard let entry = try transaction.entry(at: index)?.entry else { continue }
      if entry.leaf.subject.type == "person" { people.insert(Identifier(entry.leaf.subject.id)) }
      if entry.leaf.kind == .evidenceAdded { try renewEvidence(entry) }
    }
    guard !people.isEmpty else { return }
    var last: [PersonID: Entry] = [:]
    try every(EntryQuery(kinds: [EntryKind.registered.rawValue])) { _, entry in
      for person in people where entry.isRegistration(of: person) { last[person] = entry }
    }
    for entry in last.values {
      for change in try Registration.changes(of: entry.leaf, secret: { entry.payload[$0] }) {
        try transaction.apply(change)
      }
    }
  }

  private func renewEvidence(_ entry: Entry) throws {
    guard let instance = entry.leaf.instance, let number = entry.leaf.details["number"]?.int,
      var evidence = try transaction.evidence(of: Identifier(instance))
        .first(where: { $0.number == number })
    else { return }
    evidence.name = entry.payload["name"]
    evidence.digest = entry.payload["sha256"].flatMap { Digest(hex: $0) }
    try transaction.apply(.evidence(evidence))
  }
}

extension Entry {
  fileprivate func isRegistration(of person: PersonID) -> Bool {
    leaf.kind == .registered && leaf.subject.type == "person"
      && Identifier(leaf.subject.id) == person
  }
}
