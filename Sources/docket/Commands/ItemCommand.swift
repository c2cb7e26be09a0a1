import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct ItemCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "item", abstract: "the rectification ledger",
    discussion: """
      An item is an instance of its own workflow. The unit that raised it and the one that must deal \
      with it (--owner) both see it; roles are judged where it is dealt with.

      Example: docket item list --unit G-1 --open
      """,
    subcommands: [Add.self, List.self, Show.self, Advance.self])

  /// The texts of an item, in the order they are shown.
  static let fields = ["problem", "responsible", "standard", "measure"]

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "problems, as a ledger",
      discussion: """
        Of a unit: what it raised and what it must deal with. Without a unit: the whole ledger, of \
        one programme or of all. `--output csv` gives the columns that `item add --from` reads.

        Example: docket item list --programme drive-2023 --overdue --output csv
        """)

    @OptionGroup var target: InstanceOptions

    @Flag(help: "Only items that are open.")
    var open = false

    @Flag(help: "Only items whose deadline has passed.")
    var overdue = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let session = try await Session(store, actor, for: .reading)
      try await session.run {
        let rows = ItemRows(Dates(zone: session.zone, format: output.output))
        let now = session.engine.clock.now()
        let identity = session.identity
        let table = try await session.store.read { [open, overdue] reader in
          let disclosure = try Disclosure(reader, for: identity, at: now)
          let items = try disclosure.ledgerItems(query(reader)).filter { item in
            (!open || item.isOpen) && (!overdue || (item.isOpen && item.timeliness.hasPassed))
          }
          return try rows.table(of: items, reader)
        }
        try output.print(table)
      }
    }

    private func query(_ reader: any StoreReader) throws -> LedgerQuery {
      if let instance = target.instance {
        guard target.unit == nil else { throw UsageError("give a unit or --instance, not both") }
        return LedgerQuery(holder: try reader.instance(.id(Identifier(instance))).id)
      }
      if let programme = target.programme { try reader.check(programme: Identifier(programme)) }
      if let unit = target.unit { try reader.check(Identifier(unit)) }
      return LedgerQuery(
        unit: target.unit.map { Identifier($0) }, programme: target.programme.map { Identifier($0) }
      )
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "one problem in full",
      discussion: "Example: docket item show drive-2023/G-1/problems/1")

    @Argument(help: ArgumentHelp("The item's id, as `list` shows it.", valueName: "item"))
    var item: String

    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let session = try await Session(store, actor, for: .reading)
      try await session.run {
        let dates = Dates(zone: session.zone, format: output.output)
        let now = session.engine.clock.now()
        let identity = session.identity
        let (object, hidden) = try await session.store.read {
          [item] reader -> (JSONObject, [String]) in
          let found = try reader.instance(.id(Identifier(item)))
          let disclosure = try Disclosure(reader, for: identity, at: now)
          guard let holder = found.parent, found.ledger != nil,
            let entry = try disclosure.ledgerItems(LedgerQuery(holder: holder))
              .first(where: { $0.item.id == found.id })
          else { throw UsageError("\(item) is no item of a ledger") }
          return try (
            ItemRows(dates).object(entry, reader), disclosure.hiddenWords(ofItem: found)
          )
        }
        let words = object.compactMap { name, value -> String? in
          guard value != .null else { return nil }
          let text = value.array.map { $0.compactMap(\.string).joined(separator: ", ") }
          return "\(name): \((text ?? value.string ?? value.int.map(String.init) ?? "").visible)\n"
        }
        try output.print(object, words: words.joined())
        if !hidden.isEmpty {
          Terminal.complain(
            "note: \(hidden.joined(separator: ", ")) are not for \(session.identity.actor)")
        }
      }
    }
  }

  struct Advance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "advance", abstract: "move problems on",
      discussion: """
        Sends an event to one item or to several, each with a verdict of its own.

        Example: docket item advance verify drive-2023/G-1/problems/1 --as p011
        """)

    @Argument(help: ArgumentHelp("The event's name.", valueName: "event"))
    var event: String

    @Argument(help: ArgumentHelp("The items, as `list` shows them.", valueName: "item"))
    var items: [String]

    @OptionGroup var request: RequestOptions

    @Option(help: ArgumentHelp("The hash of the evidence you saw.", valueName: "hash"))
    var seen: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var change: ChangeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let id = try change.id()
      let seen = try seen.map { try SeenEvidence($0) }
      guard seen == nil || items.count == 1 else {
        throw UsageError("--seen is about one item's evidence; send the others by themselves")
      }
      let session = try await Session(store, actor, for: .writing)
      try await session.run {
        let isMany = items.count > 1
        let requests = items.map { item in
          EventRequest(
            instance: Identifier(item), name: event,
            id: isMany ? Identifier("\(id)/\(item)") : id, identity: session.identity,
            authority: request.authority, reason: request.reason, seen: seen)
        }
        guard isMany else {
          let answer = try await session.certain(id) {
            try await session.engine.send(requests[0], isDryRun: change.dryRun)
          }
          let report = AnswerReport(answer, what: event, eventID: id, isDryRun: change.dryRun)
          return try await report.show(in: output, session)
        }
        let verdicts = try await session.certain(id) {
          try await session.engine.send(requests, isDryRun: change.dryRun)
        }
        try BulkReport(verdicts, job: id, isDryRun: change.dryRun, in: output).show()
      }
    }
  }
}
