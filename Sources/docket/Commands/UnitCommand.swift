import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct UnitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unit", abstract: "change the tree",
    discussion: """
      Units that are at work are moved, merged, split and retired with a reason; the tree of every \
      date stays.

      Example: docket unit merge G-1-02 --into G-1-01 --reason "two institutes become one"
      """,
    subcommands: [Move.self, Merge.self, Split.self, Retire.self, Tree.self])

  struct Move: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "move", abstract: "give it another parent",
      discussion: """
        What runs goes on; from now on the roles and the calendar of the new place count. Units \
        above, old and new, are told.

        Example: docket unit move G-1-01 --to G-2 --reason "reorganisation" --authority m-3#2
        """)

    @Argument(help: ArgumentHelp("The unit's code.", valueName: "unit"))
    var unit: String
    @Option(help: ArgumentHelp("The new parent.", valueName: "code"))
    var to: String
    @OptionGroup var options: TreeOptions

    func run() async throws {
      try await options.carryOut(.move(Identifier(unit), under: Identifier(to)))
    }
  }

  struct Merge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "merge", abstract: "make it part of another",
      discussion: """
        The units leave the tree. Their open instances are closed, their open items go to the \
        successor's ledger, the units below them under the successor. It must take part in every \
        programme in which they have open work.

        Example: docket unit merge G-1-02 --into G-1-01 --reason "two institutes become one"
        """)

    @Argument(help: ArgumentHelp("The units' codes.", valueName: "unit"))
    var units: [String]
    @Option(help: ArgumentHelp("The unit that takes over.", valueName: "code"))
    var into: String
    @OptionGroup var options: TreeOptions

    func run() async throws {
      try await options.carryOut(.merge(units.map { Identifier($0) }, into: Identifier(into)))
    }
  }

  struct Split: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "split", abstract: "make several of it",
      discussion: """
        The successors are registered and, where the unit has open work, started before. The first \
        takes over the open items.

        Example: docket unit split G-1-01 --into G-1-11,G-1-12 --reason "too large"
        """)

    @Argument(help: ArgumentHelp("The unit's code.", valueName: "unit"))
    var unit: String
    @Option(help: ArgumentHelp("The units that follow, joined by commas.", valueName: "code,…"))
    var into: String
    @OptionGroup var options: TreeOptions

    func run() async throws {
      let successors = into.split(separator: ",").map { Identifier($0.trimmingSpaces) }
      try await options.carryOut(.split(Identifier(unit), into: successors))
    }
  }

  struct Retire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retire", abstract: "take it out of the tree",
      discussion: """
        A unit with open work is not retired: that work is ended, exempted or cancelled first, or \
        the unit is merged into another. Its history stays.

        Example: docket unit retire G-1-01 --reason "dissolved" --authority m-3#2
        """)

    @Argument(help: ArgumentHelp("The unit's code.", valueName: "unit"))
    var unit: String
    @OptionGroup var options: TreeOptions

    func run() async throws { try await options.carryOut(.retire(Identifier(unit))) }
  }

  struct Tree: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "tree", abstract: "the tree, now or as it was",
      discussion: "Example: docket unit tree G-1 --at 2023-12-31")

    @Argument(help: ArgumentHelp("Only this unit and what is below it.", valueName: "unit"))
    var unit: String?
    @Option(help: ArgumentHelp("The day, at its end, or the time.", valueName: "time"))
    var at: String?
    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let session = try await Session(store, actor, for: .reading)
      try await session.run {
        let time = try at.map { text in
          if let date = CalendarDate(text) { return session.zone.end(of: date) }
          guard let instant = Instant(rfc3339: text) else {
            throw UsageError(
              "\"\(text)\" is no time; write 2023-09-08 or 2023-09-08T09:30:00+08:00")
          }
          return instant
        }
        let moment = time ?? session.engine.clock.now()
        let isIndented = output.output == .table
        let table = try await session.store.read { [unit] reader in
          let units = try reader.units(at: moment)
          let top = unit.map { Identifier($0) }
          if let top, !units.contains(where: { $0.code == top }) { try reader.check(top) }
          return Self.table(units, below: top, indenting: isIndented)
        }
        try output.print(table)
      }
    }

    private static func table(_ units: [Unit], below top: UnitCode?, indenting: Bool) -> Table {
      let languages = Languages.preferred
      var table = Table([
        .init("Unit", key: "unit"), .init("Name", key: "name", maximumWidth: 40),
        .init("Level", key: "level", .trailing), .init("Kind", key: "kind"),
        .init("Parent", key: "parent"),
      ])
      let inTree = units.filter { $0.retiredAt == nil }
      let children = Dictionary(grouping: inTree) { $0.parent }
      func add(_ unit: Unit, _ depth: Int) {
        let indent = indenting ? String(repeating: "  ", count: depth) : ""
        table.append([
          Cell(indent + unit.code.text), Cell(unit.names.text(in: languages)),
          Cell(unit.level), Cell(unit.kind), Cell(unit.parent?.text),
        ])
        for child in (children[unit.code] ?? []).sorted(by: { $0.code < $1.code }) {
          add(child, depth + 1)
        }
      }
      let roots = inTree.filter { top == nil ? $0.parent == nil : $0.code == top }
      for root in roots { add(root, 0) }
      return table
    }
  }
}

/// What every change of the tree takes.
struct TreeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Why, in words.", valueName: "words"))
  var reason: String
  @Option(help: ArgumentHelp("The decision: minutes-id#decision-id.", valueName: "citation"))
  var authority: String?
  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @OptionGroup var request: ChangeOptions
  @OptionGroup var output: OutputOptions

  func carryOut(_ change: UnitChange) async throws {
    let id = try request.id()
    let dryRun = request.dryRun
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      let result = try await session.certain(id) {
        try await session.engine.reorganise(
          ReorganisationRequest(
            change, reason: reason, authority: authority, id: id, identity: session.identity),
          isDryRun: dryRun)
      }
      var table = Table([
        .init("What", key: "type"), .init("Id", key: "id"), .init("Field", key: "field"),
        .init("Was", key: "old", maximumWidth: 32), .init("Is", key: "new", maximumWidth: 40),
      ])
      for unit in result.units {
        for field in unit.fields {
          table.append([
            Cell("unit"), Cell(unit.id), Cell(field.field), Cell(field.old), Cell(field.new),
          ])
        }
      }
      for transfer in result.transfers {
        table.append([
          Cell(transfer.isItem ? "item" : "instance"), Cell(transfer.instance.text),
          Cell(transfer.isItem ? "ledger of" : "successor"), .none, Cell(transfer.to.text),
        ])
      }
      for instance in result.told {
        table.append([Cell("told"), Cell(instance.text), .none, .none, .none])
      }
      if table.rows.isEmpty, output.output == .table {
        try Terminal.print(
          result.isRepeat
            ? "it was done before, under the event id \(id); nothing was changed\n"
            : "it is so already; nothing was changed\n")
      } else {
        try output.print(table)
      }
      if dryRun { Terminal.complain("dry run: nothing was changed") }
    }
  }
}
