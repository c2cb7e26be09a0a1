import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "boards, and where units are",
    discussion: """
      Without a unit: the board of each programme, how many units are in which stage. With a unit: \
      where it stands, since when, and when it is due. With --tree: every unit, or the unit and all \
      below it, in the order of the tree.

      Example: docket status --tree G-1 --programme drive-2023
      """)

  @Argument(help: ArgumentHelp("The unit's code.", valueName: "unit"))
  var unit: String?

  @Option(help: ArgumentHelp("Only this programme.", valueName: "name"))
  var programme: String?

  @Option(help: ArgumentHelp("Only this batch.", valueName: "number"))
  var batch: Int?

  @Flag(help: "Unit by unit, along the tree.")
  var tree = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let session = try await Session(store, actor, for: .reading)
    try await session.run {
      let (programme, batch, unit, isTree) = (
        programme.map { Identifier($0) }, batch, unit.map { Identifier($0) }, tree
      )
      let now = session.engine.clock.now()
      let dates = Dates(zone: session.zone, format: output.output)
      let table = try await session.store.read { reader in
        if let programme { try reader.check(programme: programme) }
        if let unit { try reader.check(unit) }
        guard unit != nil || isTree else {
          return try Board(programme, batch, reader).table(for: dates.format)
        }
        let units =
          try isTree
          ? reader.subtrees(of: unit) : reader.unit(unit ?? "").map { [($0, 0)] } ?? []
        return try UnitRows(programme, batch, dates, now).table(of: units, reader)
      }
      try output.print(table)
    }
  }
}

extension StoreReader {
  /// Units along the tree, with how deep each stands below the top of what is listed.
  fileprivate func subtrees(of root: UnitCode?) throws -> [(unit: Unit, depth: Int)] {
    let roots = try root.map { [$0] } ?? units().filter { $0.parent == nil }.map(\.code)
    return try roots.flatMap { root -> [(Unit, Int)] in
      let units = try subtree(of: root)
      let top = units.first?.level ?? 0
      return units.map { ($0, max(0, $0.level - top)) }
    }
  }
}
