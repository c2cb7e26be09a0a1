public import Statechart
public import WorkflowEngine

/// What a figure counts, in a small closed language that people can read and write.
///
/// ```
/// count(units programme=drive-2023 batch=2)
/// count(instances ended programme=drive-2023)
/// count(instances stage=done programme=drive-2023 batch=2)
/// count(instances entered=acknowledged programme=drive-2023)
/// count(items open programme=drive-2023)
/// count(evidence kind=report programme=drive-2023)
/// count(events event=return programme=drive-2023)
/// count(events authority=m-1#d-2)
/// count(refusals)
/// share(on time programme=drive-2023 batch=2)
/// ```
///
/// Without `programme` everything in the store counts.
public struct FigureQuery: Hashable, Sendable, CustomStringConvertible {
  public enum Subject: Hashable, Sendable {
    /// Units in the plans of the batches.
    case units
    case instances(InstanceState)
    case items(ItemState)
    /// Pieces of evidence, of one kind or of every kind.
    case evidence(kind: Identifier?)
    /// Events that were accepted and not withdrawn.
    case events(Identifier?)
    case refusals(Identifier?)
    /// Of the instances that ended, those that missed no deadline on the way. Soft deadlines cannot
    /// be missed.
    case onTime
  }

  /// Which instances of units count; items of ledgers never do.
  public enum InstanceState: Hashable, Sendable {
    /// Every one that was made.
    case started
    case running, suspended, ended, cancelled, exempted
    /// Running, and the deadline of a state it is in has passed, a soft one left out.
    case overdue
    /// In this stage now, if not cancelled or exempted.
    case stage(Identifier)
    /// In this state now or at any time before.
    case entered(Identifier)
  }

  public enum ItemState: String, Hashable, Sendable, CaseIterable {
    /// Every item.
    case raised
    /// Ended, or in a state that the ledger counts as closed.
    case closed
    /// The others, but for those that were cancelled or exempted.
    case open
    /// Not ended although the instance that they were raised in has: open ones and closed ones.
    case continuing
  }

  public var subject: Subject
  public var programme: ProgrammeName?
  /// Only with a programme.
  public var batch: Int?
  /// Events and refusals that cite this decision, `minutes-id#decision-id`.
  public var authority: Authority?

  public init(
    _ subject: Subject, programme: ProgrammeName? = nil, batch: Int? = nil,
    authority: Authority? = nil
  ) {
    self.subject = subject
    self.programme = programme
    self.batch = batch
    self.authority = authority
  }

  /// The canonical text: equal queries have equal texts, and a text that is read is written so.
  public var description: String {
    let (function, words, filter) = subject.parts
    var parts = words
    if let (name, value) = filter { parts.append("\(name)=\(value)") }
    if let programme { parts.append("programme=\(programme)") }
    if let batch { parts.append("batch=\(batch)") }
    if let authority { parts.append("authority=\(authority)") }
    return "\(function)(\(parts.joined(separator: " ")))"
  }
}

extension FigureQuery.Subject {
  /// The function, the words after its parenthesis, and the filter that is the subject's own.
  fileprivate var parts: (String, [String], (String, Identifier)?) {
    switch self {
    case .units: ("count", ["units"], nil)
    case .instances(.stage(let stage)): ("count", ["instances"], ("stage", stage))
    case .instances(.entered(let state)): ("count", ["instances"], ("entered", state))
    case .instances(let state): ("count", ["instances", state.word], nil)
    case .items(let state): ("count", ["items", state.rawValue], nil)
    case .evidence(let kind): ("count", ["evidence"], kind.map { ("kind", $0) })
    case .events(let name): ("count", ["events"], name.map { ("event", $0) })
    case .refusals(let name): ("count", ["refusals"], name.map { ("event", $0) })
    case .onTime: ("share", ["on", "time"], nil)
    }
  }

  /// The filters that a query on this subject may have beside `programme` and `batch`.
  fileprivate static func filters(of noun: String) -> [String] {
    switch noun {
    case "instances": ["stage", "entered"]
    case "evidence": ["kind"]
    case "events", "refusals": ["event", "authority"]
    default: []
    }
  }
}

extension FigureQuery.InstanceState {
  fileprivate static let plain: [Self] = [
    .started, .running, .suspended, .ended, .cancelled, .exempted, .overdue,
  ]

  fileprivate var word: String {
    switch self {
    case .started: "started"
    case .running: "running"
    case .suspended: "suspended"
    case .ended: "ended"
    case .cancelled: "cancelled"
    case .exempted: "exempted"
    case .overdue: "overdue"
    case .stage: "stage"
    case .entered: "entered"
    }
  }
}

// MARK: Reading

/// A text that is no query, and why.
public struct InvalidFigureQuery: Error, Hashable, Sendable {
  /// The place in the text, in Unicode scalars from 0.
  public var offset: Int
  /// One sentence without a full stop.
  public var message: String
}

extension FigureQuery {
  /// Reads a query. Filters may stand in any order.
  public init(_ text: String) throws(InvalidFigureQuery) {
    var tokens = FigureQueryTokens(text)
    let function = try tokens.function()
    let noun = tokens.next
    let words = try tokens.words()
    let filters = try tokens.filters()

    switch (function, words.first) {
    case ("count", "units"): subject = .units
    case ("count", "instances"): subject = .instances(try tokens.instanceState(words, filters))
    case ("count", "items"): subject = .items(try tokens.itemState(words))
    case ("count", "evidence"): subject = .evidence(kind: filters.identifier("kind"))
    case ("count", "events"): subject = .events(filters.identifier("event"))
    case ("count", "refusals"): subject = .refusals(filters.identifier("event"))
    case ("share", "on"): subject = .onTime
    default:
      throw tokens.invalid(
        noun,
        "there is nothing to \(function) here; write count(units), count(instances …),"
          + " count(items …), count(evidence), count(events), count(refusals) or share(on time)")
    }
    if words != subject.parts.1 {
      throw tokens.invalid(noun, "write \"\(subject.parts.1.joined(separator: " "))\"")
    }
    let allowed = ["programme", "batch"] + Subject.filters(of: words[0])
    if let unknown = filters.first(where: { !allowed.contains($0.key) }) {
      throw tokens.invalid(
        unknown.token,
        "\"\(words[0])\" has no filter \"\(unknown.key)\"; it has "
          + allowed.joined(separator: ", "))
    }
    programme = filters.identifier("programme")
    if let filter = filters.last("batch") {
      guard let number = Int(filter.value), number >= 1, !filter.value.hasPrefix("+") else {
        throw tokens.invalid(filter.token, "a batch is a number from 1")
      }
      guard programme != nil else {
        throw tokens.invalid(filter.token, "a batch is one of a programme; add programme=NAME")
      }
      batch = number
    }
    if let filter = filters.last("authority") {
      guard let decision = Authority(filter.value) else {
        throw tokens.invalid(filter.token, "a decision is cited as minutes-id#decision-id")
      }
      authority = decision
    }
  }
}

extension FigureQueryTokens {
  fileprivate func instanceState(
    _ words: [String], _ filters: [Filter]
  ) throws(InvalidFigureQuery) -> FigureQuery.InstanceState {
    let own = filters.filter { $0.key == "stage" || $0.key == "entered" }
    guard own.count + words.count - 1 == 1 else {
      throw invalid(
        0,
        "\"instances\" wants one of "
          + FigureQuery.InstanceState.plain.map(\.word).joined(separator: ", ")
          + ", stage=STATE and entered=STATE")
    }
    if let filter = own.first {
      let id = Identifier(filter.value)
      return filter.key == "stage" ? .stage(id) : .entered(id)
    }
    guard let state = FigureQuery.InstanceState.plain.first(where: { $0.word == words[1] }) else {
      throw invalid(
        0,
        "instances are not \"\(words[1])\"; they are "
          + FigureQuery.InstanceState.plain.map(\.word).joined(separator: ", "))
    }
    return state
  }

  fileprivate func itemState(
    _ words: [String]
  ) throws(InvalidFigureQuery) -> FigureQuery.ItemState {
    guard words.count == 2, let state = FigureQuery.ItemState(rawValue: words[1]) else {
      throw invalid(0, "\"items\" wants one of raised, closed and open")
    }
    return state
  }
}
