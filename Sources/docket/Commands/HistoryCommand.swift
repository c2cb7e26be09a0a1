import ArgumentParser
import AuditLog
import Dispatch
import Foundation
import Reports
import Statechart
import WorkflowEngine
import XML

struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "what happened",
    discussion: """
      The entries of the log that fulfil every condition given. JSON has each entry in full; jsonl \
      has one a line. Words that people wrote are shown to those who may read them. --follow goes \
      on showing new ones until it is interrupted.

      Example: docket history --unit G-1 --kind event,refused --from 2023-09-01
      Example: docket history --subtree G-1 --refused --follow
      """)

  @OptionGroup var filter: HistoryFilter

  @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
  var limit = 1_000
  @Option(help: ArgumentHelp("The page after the entry of this number.", valueName: "index"))
  var after: Int?
  @Flag(help: "Newest first.")
  var reverse = false
  @Flag(
    name: [.short, .long],
    help: "Show new entries as they come; begins with the last ten, or behind --after.")
  var follow = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var reader: ActorOptions
  @Option(help: "How to show it.")
  var output: HistoryFormat = .table

  func run() async throws {
    guard (1...100_000).contains(limit) else { throw UsageError("--limit is from 1 to 100000") }
    guard !follow || !reverse else { throw UsageError("--follow shows the newest last") }
    let session = try await Session(store, reader, for: .reading)
    try await session.run {
      let query = try filter.query(in: session.zone)
      try await session.store.read { try filter.check($0) }
      let rows = HistoryRows(
        dates: Dates(zone: session.zone, format: output == .table ? .table : .csv),
        superseded: try await session.store.read { try $0.supersededDecisions() })
      if follow {
        try await self.follow(query, in: session, rows)
      } else {
        try await showPage(of: query, in: session, rows)
      }
    }
  }

  /// The entries, with the words that this reader may know.
  private static func entries(_ query: EntryQuery, in session: Session) async throws
    -> [DisclosedEntry]
  {
    let (identity, now) = (session.identity, session.engine.clock.now())
    return try await session.store.read { reader in
      try Disclosure(reader, for: identity, at: now).entries(query)
    }
  }

  private func showPage(of query: EntryQuery, in session: Session, _ rows: HistoryRows)
    async throws
  {
    var query = query
    // One more than is shown tells whether there is more.
    (query.after, query.limit, query.isDescending) = (after, limit + 1, reverse)
    let wanted = query
    var entries = try await Self.entries(wanted, in: session)
    let hasMore = entries.count > limit
    if hasMore { entries.removeLast() }
    try Terminal.print(rows.text(of: entries, as: output))
    if hasMore, let last = entries.last {
      Terminal.complain("there is more: go on with --after \(last.index)")
    }
  }

  // MARK: Following

  /// How often the log is asked for more.
  private static let pause = Duration.milliseconds(300)

  private func follow(_ query: EntryQuery, in session: Session, _ rows: HistoryRows) async throws {
    guard output != .json else {
      throw UsageError("--follow has no end, and a JSON array has one; take --output jsonl")
    }
    let following = Task { try await showNew(query, in: session, rows) }
    let interrupts = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { following.cancel() }
      source.resume()
      return source
    }
    defer { for source in interrupts { source.cancel() } }
    try await following.value
  }

  private func showNew(_ query: EntryQuery, in session: Session, _ rows: HistoryRows) async throws {
    var query = query
    var shown = try await lastOnes(of: query, in: session)
    query.after = shown.last?.index ?? after ?? -1
    var isFirst = true
    while !Task.isCancelled {
      if !shown.isEmpty || isFirst {
        try Terminal.print(rows.text(of: shown, as: output, hasHeader: isFirst))
        isFirst = false
      }
      query.after = shown.last?.index ?? query.after
      let wanted = query
      shown = try await Self.entries(wanted, in: session)
      // A page that is full is shown at once.
      if shown.count < query.limit { try? await Task.sleep(for: Self.pause) }
    }
  }

  /// Where following begins: behind `--after`, or with the last ten.
  private func lastOnes(of query: EntryQuery, in session: Session) async throws -> [DisclosedEntry]
  {
    var query = query
    (query.after, query.isDescending, query.limit) = (
      after, after == nil, after == nil ? 10 : 1_000
    )
    let wanted = query
    let entries = try await Self.entries(wanted, in: session)
    return after == nil ? entries.reversed() : entries
  }
}

extension HistoryFormat: ExpressibleByArgument {}

/// Which entries are wanted.
struct HistoryFilter: ParsableArguments {
  @Option(help: ArgumentHelp("About this unit and its instances.", valueName: "code"))
  var unit: String?
  @Option(help: ArgumentHelp("About this unit, and every unit below it.", valueName: "code"))
  var subtree: String?
  @Option(help: ArgumentHelp("About this instance.", valueName: "id"))
  var instance: String?
  @Option(help: ArgumentHelp("About this programme.", valueName: "name"))
  var programme: String?
  @Option(help: ArgumentHelp("Of this batch.", valueName: "number"))
  var batch: Int?
  @Option(help: ArgumentHelp("By this person.", valueName: "person"))
  var actor: String?
  @Option(help: ArgumentHelp("In this role.", valueName: "role"))
  var role: String?
  @Option(
    name: [.long, .customLong("decision")],
    help: ArgumentHelp("Under this decision: minutes-id#decision-id.", valueName: "citation"))
  var authority: String?
  @Option(
    help: ArgumentHelp("Of this event; `deadline` is also `deadline.study`.", valueName: "name"))
  var event: String?
  @Option(help: ArgumentHelp("Of these kinds, joined by commas.", valueName: "kind,…"))
  var kind: String?
  @Flag(help: "Only what was refused.")
  var refused = false
  @Flag(help: "Only what was not refused.")
  var accepted = false
  @Option(help: ArgumentHelp("From this day or time on.", valueName: "time"))
  var from: String?
  @Option(help: ArgumentHelp("Up to this day or time.", valueName: "time"))
  var until: String?

  func validate() throws {
    guard unit == nil || subtree == nil else {
      throw ValidationError("give --unit or --subtree, not both")
    }
    guard !refused || !accepted else {
      throw ValidationError("give --refused or --accepted, not both")
    }
  }

  func query(in zone: Zone) throws -> EntryQuery {
    var query = EntryQuery(
      instance: instance.map { Identifier($0) }, unit: (unit ?? subtree).map { Identifier($0) },
      programme: programme.map { Identifier($0) }, actor: actor.map { Identifier($0) },
      authority: authority, kinds: try kinds())
    query.includesBelow = subtree != nil
    query.batch = batch
    query.role = role.map { Identifier($0) }
    query.event = event.map { Identifier($0) }
    query.isRefused = refused ? true : accepted ? false : nil
    query.from = try from.map { try Self.instant($0, "--from", zone.start) }
    query.until = try until.map { try Self.instant($0, "--until", zone.end) }
    return query
  }

  /// That what is named is there, so that nobody takes a mistake for silence.
  func check(_ reader: any StoreReader) throws {
    if let unit = unit ?? subtree { try reader.check(Identifier(unit)) }
    if let programme { try reader.check(programme: Identifier(programme)) }
    if let instance { _ = try reader.instance(.id(Identifier(instance))) }
    // What was cited before the store kept minutes is found all the same.
    if let authority = authority.flatMap({ Authority($0) }),
      case .unknown(let nearest) = try reader.standing(of: authority),
      try reader.entryCounts(under: authority).isEmpty
    {
      throw UsageError(
        "the store knows no decision \(authority)"
          + (nearest.first.map { "; did you mean \"\($0)\"?" } ?? ""))
    }
  }

  private func kinds() throws -> Set<String> {
    let kinds = (kind ?? "").split(separator: ",").map(\.trimmingSpaces)
    let known = EntryKind.known.map(\.rawValue)
    for kind in kinds where !known.contains(kind) {
      throw UsageError(
        "there is no kind \"\(kind)\" of entries" + didYouMean(kind, among: known))
    }
    return Set(kinds)
  }

  /// A time, or the moment that stands for a day.
  private static func instant(
    _ text: String, _ option: String, _ ofDay: (CalendarDate) -> Instant
  ) throws -> Instant {
    if let date = CalendarDate(text) { return ofDay(date) }
    guard let instant = Instant(rfc3339: text) else {
      throw UsageError(
        "\(option): \"\(text)\" is no time; write 2023-09-08 or 2023-09-08T09:30:00+08:00")
    }
    return instant
  }
}
