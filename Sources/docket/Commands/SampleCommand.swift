import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct SampleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "units for an inspector",
    discussion: """
      Draws units of a programme so that everybody draws the same: they are sorted by the SHA-256 \
      of the seed, a line feed and the unit's code, and the first are the sample. The draw is part \
      of the log. Choose a seed that nobody could choose to his liking, such as tomorrow's date.

      Example: docket sample --programme drive-2023 --seed 2023-11-07 --size 5 --as p011
      """)

  @Option(help: ArgumentHelp("The programme.", valueName: "name"))
  var programme: String

  @Option(help: ArgumentHelp("Only this batch.", valueName: "number"))
  var batch: Int?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("Units for which an XPath predicate holds.", valueName: "xpath"))
  var predicate: String?

  @Option(help: ArgumentHelp("Where the draw begins: one word.", valueName: "word"))
  var seed: String

  @Option(help: ArgumentHelp("How many units.", valueName: "number"))
  var size: Int

  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions

  @Flag(help: "Draw, and leave no trace.")
  var dryRun = false

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      try await session.store.read { try $0.check(programme: Identifier(programme)) }
      let sample = try await session.engine.sample(
        SampleRequest(
          programme: Identifier(programme), batch: batch, predicate: predicate, seed: seed,
          size: size, identity: session.identity), isDryRun: dryRun)
      let table = try await session.store.read { reader in
        let names = Names()
        var table = Table([
          .init("No", key: "number", .trailing), .init("Unit", key: "unit"),
          .init("Name", key: "name", maximumWidth: 40), .init("Instance", key: "instance"),
        ])
        for (position, unit) in sample.units.enumerated() {
          table.append([
            Cell(position + 1), Cell(unit.text), Cell(try names.unitName(unit, reader)),
            Cell(Instance.id(Identifier(programme), unit).text),
          ])
        }
        return table
      }
      try output.print(table)
      guard output.output == .table else { return }
      try Terminal.print(
        "\(sample.units.count) of \(sample.population) units, seed \(seed), population"
          + " \(sample.populationDigest.hex.prefix(16))…"
          + (sample.index.map { "; entry \($0) of the log\n" }
            ?? " (dry run: nothing was changed)\n"))
    }
  }
}
