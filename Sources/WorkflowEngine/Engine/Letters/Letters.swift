import AuditLog
public import Statechart

/// What one person is told at once: everything that waits for her.
public struct Letter: Sendable {
  /// Unique in the world with the store's name, and the same whenever the same notices are sent
  /// again: who gets a letter twice can tell.
  public var id: Identifier
  public var person: Person
  public var notices: [Notice]
  /// What was written for each notice and is hers to read, by its sequence; missing where nothing
  /// was or it was erased.
  public var words: [Int: String]
  /// The name of the store.
  public var origin: String
}

/// A way to people: files in a folder, or a mail server.
public protocol NoticeChannel: Sendable {
  /// What entries call it.
  var name: String { get }
  /// Hands a letter over; when it returns, the letter is in other hands.
  func deliver(_ letter: Letter) async throws(DeliveryFailure)
}

/// A letter that a channel could not take.
public struct DeliveryFailure: Error, Hashable, Sendable {
  /// A sentence for the operator.
  public var message: String
  /// Whether every other letter would fail, too: the server does not answer.
  public var isGeneral: Bool

  public init(_ message: String, isGeneral: Bool = false) {
    self.message = message
    self.isGeneral = isGeneral
  }
}

/// What a delivery did.
public struct DeliveryReport: Sendable {
  /// Letters that were handed over, and the notices in them.
  public var letters = 0
  public var notices = 0
  /// Notices about what is settled meanwhile: they are dropped, and nobody is told.
  public var settled = 0
  /// Who could not be told, and why; their notices still wait.
  public var failures: [(person: PersonID, failure: DeliveryFailure)] = []
}

extension Engine {
  /// Hands every waiting notice over, one letter a person, each recorded by an entry.
  ///
  /// At least once: a crash between the handing over and the entry has the letter sent again, under
  /// the same id. What a channel does not take goes on waiting. A reminder of what is done meanwhile
  /// is handed to nobody.
  public func deliverNotices(through channel: any NoticeChannel, isDryRun: Bool = false)
    async throws -> DeliveryReport
  {
    var report = DeliveryReport()
    var last: Int?
    while true {
      let after = last
      let now = clock.now()
      let (letters, settled, next) = try await store.read { try $0.letters(after: after, at: now) }
      guard let next else { return report }
      last = next
      for (person, notices) in settled {
        if !isDryRun { try await record(notices, to: person, by: LetterDecision.nobody) }
        report.settled += notices.count
      }
      for letter in letters {
        do {
          if !isDryRun { try await channel.deliver(letter) }
        } catch {
          report.failures.append((letter.person.id, error))
          if error.isGeneral { return report }
          continue
        }
        if !isDryRun {
          try await record(letter.notices, to: letter.person.id, by: channel.name)
        }
        report.letters += 1
        report.notices += letter.notices.count
      }
    }
  }

  private func record(_ notices: [Notice], to person: PersonID, by channel: String) async throws {
    let sequences = notices.map(\.sequence)
    try await store.write { [clock, salts] transaction in
      let proposal = try LetterDecision(reader: transaction).decide(
        LetterDecision.id(sequences, to: person), to: person, sequences, by: channel,
        at: clock.now())
      if let proposal { _ = try transaction.commit(proposal, salts: salts) }
    }
  }
}

extension StoreReader {
  /// The next notices that wait, as letters in the order of each one's first notice.
  ///
  /// - Returns: The letters; the notices by person that are settled; and the sequence behind which
  ///   the next page begins, nil at the end.
  fileprivate func letters(after: Int?, at now: Instant) throws
    -> (letters: [Letter], settled: [(person: PersonID, notices: [Notice])], last: Int?)
  {
    let waiting = try notices(NoticeQuery(isPending: true, after: after, limit: 2_000))
    guard let last = waiting.last?.sequence else { return ([], [], nil) }
    let origin = try info().origin
    var people: [PersonID] = []
    var byPerson: [PersonID: [Notice]] = [:]
    var settled: [PersonID: [Notice]] = [:]
    for notice in waiting {
      if try isSettled(notice) {
        settled[notice.person, default: []].append(notice)
        continue
      }
      if byPerson[notice.person] == nil { people.append(notice.person) }
      byPerson[notice.person, default: []].append(notice)
    }
    let letters = try people.map { id in
      let notices = byPerson[id] ?? []
      let disclosure = Disclosure(self, addressee: id, at: now)
      var words: [Int: String] = [:]
      for notice in notices {
        words[notice.sequence] = try entry(at: notice.entry)
          .flatMap { try disclosure.entry($0).words["reason"] }
      }
      return Letter(
        id: LetterDecision.id(notices.map(\.sequence), to: id),
        person: try person(id) ?? Person(id: id, names: LocalizedText()), notices: notices,
        words: words, origin: origin)
    }
    return (letters, settled.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, last)
  }

  /// Whether what a reminder is about was done since: the instance is closed, or has left the state,
  /// be it to come back later. That a deadline passed stays true.
  private func isSettled(_ notice: Notice) throws -> Bool {
    guard notice.cause != .escalated else { return false }
    guard let instance = try instance(notice.instance), !instance.status.isClosed else {
      return true
    }
    guard let state = notice.state else { return false }
    return instance.entered[state].map { notice.at < $0.at } ?? true
  }
}

/// Decides what a delivery changes: the notices of the letter wait no more.
struct LetterDecision {
  let reader: any StoreReader

  /// The channel of what nobody is told, because it is settled.
  static let nobody = "none"

  /// The same for the same notices to the same person.
  static func id(_ sequences: [Int], to person: PersonID) -> Identifier {
    let text = sequences.map(String.init).joined(separator: " ") + "\n" + person.text
    return Identifier(String(Digest.sha256(Array(text.utf8)).hex.prefix(32)))
  }

  /// - Returns: Nil where another process has recorded all of it.
  func decide(
    _ id: Identifier, to person: PersonID, _ sequences: [Int], by channel: String, at: Instant
  ) throws -> Proposal? {
    let waiting = try sequences.compactMap { sequence in
      try reader.notices(NoticeQuery(isPending: true, after: sequence - 1, limit: 1))
        .first { $0.sequence == sequence && $0.person == person }
    }
    guard !waiting.isEmpty else { return nil }
    var proposal = Proposal(.notified, Leaf.Subject(type: "letter", id: id.text), at: at)
    Identity.engine(.engine).write(to: &proposal.leaf)
    proposal.leaf.details = [
      "channel": .string(channel), "to": .string(person.text),
      "notices": .array(sequences.map { JSON($0) }),
    ]
    for var notice in waiting {
      notice.deliveredAt = at
      proposal.changes.append(.notice(notice))
    }
    return proposal
  }

  func decide(again leaf: Leaf) throws -> Proposal {
    let sequences = leaf.details["notices"]?.array?.compactMap(\.int) ?? []
    let proposal = try decide(
      Identifier(leaf.subject.id), to: Identifier(leaf.details["to"]?.string ?? ""), sequences,
      by: leaf.details["channel"]?.string ?? "", at: leaf.at)
    guard let proposal else { throw StoreError.corrupt("no such notices waited") }
    return proposal
  }
}
