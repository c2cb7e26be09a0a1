import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct ItemCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "item", abstract: "the rectification ledger",
    discussion: """
      An item is an instance of its own: `advance --instance ID` moves it.

      Example: docket item list --unit G-1
      """,
    subcommands: [Add.self, List.self, Show.self])

  /// The texts of an item, in the order they are shown.
  static let fields = ["problem", "responsible", "standard", "measure", "deadline"]

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "raise a problem",
      discussion: """
        What you write is kept where it can be erased.

        Example: docket item add problems --unit G-1 --problem "no spare parts list" --as p110
        """)

    @Argument(help: ArgumentHelp("The ledger, as the workflow names it.", valueName: "ledger"))
    var ledger: String

    @OptionGroup var target: InstanceOptions

    @Option(help: ArgumentHelp("What is wrong.", valueName: "words"))
    var problem: String

    @Option(help: ArgumentHelp("Who answers for it.", valueName: "words"))
    var responsible: String?

    @Option(help: ArgumentHelp("When it counts as put right.", valueName: "words"))
    var standard: String?

    @Option(help: ArgumentHelp("What will be done.", valueName: "words"))
    var measure: String?

    @Option(help: ArgumentHelp("By when.", valueName: "date"))
    var deadline: String?

    @Option(
      help: ArgumentHelp(
        "The unit that must deal with it; else the unit itself.", valueName: "code"))
    var owner: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var change: ChangeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let choice = try target.choice
      let id = try change.id()
      let texts = [problem, responsible, standard, measure, deadline]
      let fields = zip(ItemCommand.fields, texts).compactMap { field, text in
        text.map { (field: field, value: $0) }
      }
      let session = try await Session(store, actor, for: .writing)
      try await session.run {
        let instance = try await session.store.read { try $0.instance(choice).id }
        let request = ItemRequest(
          instance: instance, ledger: Identifier(ledger), owner: owner.map { Identifier($0) },
          fields: fields, id: id, identity: session.identity)
        let answer = try await session.certain(id) {
          try await session.engine.raise(request, isDryRun: change.dryRun)
        }
        let report = AnswerReport(
          answer, what: "item of \(ledger)", eventID: id, isDryRun: change.dryRun)
        try await report.show(in: output, session)
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "the problems of a unit",
      discussion: "Example: docket item list --unit G-1 --open")

    @OptionGroup var target: InstanceOptions

    @Flag(help: "Only items that have not ended.")
    var open = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let choice = try target.choice
      let session = try await Session(store, actor, for: .reading)
      try await session.run {
        let dates = Dates(zone: session.zone, format: output.output)
        let table = try await session.store.read { [open] reader in
          let holder = try reader.instance(choice)
          var names = Names()
          var table = Table([
            .init("Item", key: "item"), .init("Ledger", key: "ledger"),
            .init("Unit", key: "unit"), .init("Stage", key: "stage"),
            .init("Title", key: "title"), .init("Since", key: "since"),
            .init("Status", key: "status"), .init("Problem", key: "problem", maximumWidth: 48),
          ])
          for item in try reader.items(of: holder) where !open || !item.status.isClosed {
            let stages = try names.stages(of: item, reader)
            let texts = try reader.texts(of: item)
            table.append([
              Cell(item.id.text), Cell(item.ledger?.text), Cell(item.unit.text),
              Cell(.list(item.snapshot.active.map(\.text))),
              Cell(stages.isEmpty ? nil : names.titles(stages)), dates.cell(item.at),
              Cell(item.status.rawValue), Cell(texts?["problem"]),
            ])
          }
          return table
        }
        try output.print(table)
      }
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
        let object = try await session.store.read { [item] reader -> JSONObject in
          let found = try reader.instance(.id(Identifier(item)))
          guard found.ledger != nil else { throw UsageError("\(item) is no item of a ledger") }
          var names = Names()
          let stages = try names.stages(of: found, reader)
          let texts = try reader.texts(of: found)
          let times = dates.format == .table ? dates.words : { $0.description }
          var object: JSONObject = [
            "item": .string(found.id.text), "ledger": .string(found.ledger?.text ?? ""),
            "unit": .string(found.unit.text), "status": .string(found.status.rawValue),
            "state": JSON(found.snapshot.active.map(\.text)),
            "stage": .string(names.titles(stages)), "raised": .string(times(found.startedAt)),
            "changed": .string(times(found.at)), "revision": JSON(found.revision),
          ]
          for field in ItemCommand.fields {
            object[field] = texts?[field].map { .string($0) } ?? .null
          }
          return object
        }
        let order =
          ["item", "unit", "status", "state", "stage", "raised", "changed"] + ItemCommand.fields
        let words = order.compactMap { name -> String? in
          guard let value = object[name], value != .null else { return nil }
          let text = value.array.map { $0.compactMap(\.string).joined(separator: ", ") }
          return "\(name): \((text ?? value.string ?? "").visible)\n"
        }
        try output.print(object, words: words.joined())
      }
    }
  }
}

extension StoreReader {
  /// The items of an instance's ledgers, in the order they were raised.
  fileprivate func items(of holder: Instance) throws -> [Instance] {
    var items: [Instance] = []
    while true {
      let page = try instances(
        InstanceQuery(
          parent: holder.id, includesItems: true, after: items.last?.id, limit: 1_000))
      items += page
      guard page.count == 1_000 else { break }
    }
    return items.filter { !$0.isInvoked }.sorted {
      ($0.startedAt, $0.number) < ($1.startedAt, $1.number)
    }
  }

  /// What was written when the item was raised; nil where it was erased.
  fileprivate func texts(of item: Instance) throws -> AuditLog.Payload? {
    try entries(EntryQuery(instance: item.id, kinds: [EntryKind.started.rawValue], limit: 1))
      .first?.entry.payload
  }
}

extension Instance {
  /// The item's number in its ledger.
  fileprivate var number: Int {
    id.text.split(separator: "/").last.flatMap { Int($0) } ?? 0
  }
}
