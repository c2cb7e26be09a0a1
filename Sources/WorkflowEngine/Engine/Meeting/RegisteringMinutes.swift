import AuditLog
public import Statechart

/// Minutes as they are handed in: what they are, what they order, and the document itself.
public struct MinutesSubmission: Hashable, Sendable {
  public var record: MinutesRecord
  /// The adopted decisions.
  public var orders: MinutesOrders
  /// The bytes of the document, whose digest stands in the record.
  public var text: [UInt8]

  public init(record: MinutesRecord, orders: MinutesOrders, text: [UInt8]) {
    self.record = record
    self.orders = orders
    self.text = text
  }
}

extension Engine {
  /// Registers minutes as a draft, by their content: the same text again changes nothing, another
  /// text under the same id replaces a draft.
  ///
  /// - Throws: `RequestError.unknown` for a lesson that is cited and that nobody drew,
  ///   `.minutesApproved` for another text of minutes that are approved:
  ///   whatever corrects them has an id of its own.
  public func register(
    minutes submission: MinutesSubmission, identity: Identity, isDryRun: Bool = false
  ) async throws -> AppliedChange {
    let record = submission.record
    guard record.digest == Digest.sha256(submission.text), record.status == .draft,
      record.id == submission.orders.id
    else { throw RequestError.invalid("these are not the minutes \(record.id)") }
    if !isDryRun {
      // Before the entry that speaks of them; what no entry names does no harm.
      var rest = submission.text[...]
      _ = try await stage(limit: submission.text.count) {
        let chunk = Array(rest.prefix(Self.evidenceChunk))
        rest = rest.dropFirst(chunk.count)
        return chunk
      }
    }
    return try await change(isDryRun: isDryRun) { [clock, salts] transaction in
      let known = try transaction.minutes(record.id)
      var verdict = AppliedChange.Verdict.registered
      if let known {
        verdict = known.digest == record.digest ? .unchanged : .changed
        guard verdict == .unchanged || known.status == .draft else {
          throw RequestError.minutesApproved(record.id)
        }
      }
      if verdict != .unchanged {
        let identity = try transaction.authenticated(identity)
        try transaction.check(lessonsCitedBy: submission.orders)
        _ = try transaction.commit(
          Registration.minutes(record, submission.orders, identity, at: clock.now()).complete(),
          salts: salts)
      }
      return AppliedChange(type: "minutes", id: record.id.text, verdict: verdict)
    }
  }

  /// Approves a draft: from then on its decisions can be cited, its orders enacted, and its text
  /// never changes. Approving twice is approving once.
  ///
  /// - Parameter identity: A person whom the store knows: the minutes' orders are carried out in
  ///   this name.
  /// - Returns: The minutes, and whether this call approved them.
  public func approve(minutes id: MinutesID, identity: Identity, isDryRun: Bool = false)
    async throws -> (minutes: MinutesRecord, isNew: Bool)
  {
    try await change(isDryRun: isDryRun) { [clock, salts] transaction in
      let minutes = try transaction.knownMinutes(id)
      guard minutes.status == .draft else { return (minutes, false) }
      let identity = try transaction.authenticated(identity)
      let at = clock.now()
      let proposal = try MinutesDecision(reader: transaction).approve(id, identity, at: at)
      _ = try transaction.commit(proposal, salts: salts)
      return (try transaction.knownMinutes(id), true)
    }
  }
}

extension StoreReader {
  /// The minutes, or the error that names the nearest ones.
  public func knownMinutes(_ id: MinutesID) throws -> MinutesRecord {
    if let record = try minutes(id) { return record }
    throw RequestError.unknown(
      .minutes, id.text, nearest: nearest(id.text, among: try minutes().map(\.id)))
  }

  /// The bytes of the document, as they were handed in.
  ///
  /// - Throws: `StoreError.corrupt` where they are not all there.
  public func text(of minutes: MinutesRecord) throws -> [UInt8] {
    var text: [UInt8] = []
    while let chunk = try contentChunk(minutes.digest, text.count / Engine.evidenceChunk) {
      text += chunk
      if chunk.count < Engine.evidenceChunk { break }
    }
    guard Digest.sha256(text) == minutes.digest else {
      throw StoreError.corrupt("the text of the minutes \(minutes.id) is not the registered one")
    }
    return text
  }
}
