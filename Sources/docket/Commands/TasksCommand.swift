import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct TasksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "what waits for me",
    discussion: """
      The events you may send, on every unit where you hold a role: those that are ready first, \
      then those for which something is missing.

      Example: docket tasks --as p110
      """)

  @Flag(help: "Only what is ready.")
  var ready = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let session = try await Session(store, actor, for: .reading)
    try await session.run {
      let explanations = try await session.engine.tasks(of: session.identity.actor)
      let now = session.engine.clock.now()
      let dates = Dates(zone: session.zone, format: output.output)
      let names = Names()
      var table = Table([
        .init("Unit", key: "unit"), .init("Name", key: "name", maximumWidth: 32),
        .init("Instance", key: "instance"), .init("Stage", key: "stage"),
        .init("Event", key: "event"), .init("Ready", key: "ready"), .init("Due", key: "due"),
        .init("Standing", key: "standing"), .init("Missing", key: "missing"),
      ])
      let units = Set(explanations.map(\.instance.unit))
      let unitNames = try await session.store.read { reader in
        try Dictionary(
          uniqueKeysWithValues: units.map { ($0, try names.unitName($0, reader)) })
      }
      var rows: [(isReady: Bool, cells: [Cell])] = []
      for explanation in explanations {
        let instance = explanation.instance
        let pressing = instance.entered.values.filter { $0.due != nil }
          .min { ($0.due ?? .latest) < ($1.due ?? .latest) }
        let standing = dates.standing(
          pressing?.due, isSoft: pressing?.isSoft ?? false, at: now)
        for option in explanation.options where option.isReady || !ready {
          rows.append(
            (
              option.isReady,
              [
                Cell(instance.unit.text), Cell(unitNames[instance.unit] ?? nil),
                Cell(instance.id.text),
                Cell(
                  explanation.workflow.title(
                    of: option.moves.first?.source ?? "", languages: names.languages)),
                Cell(option.event.text),
                Cell(.boolean(option.isReady), option.isReady ? .good : .plain),
                dates.cell(pressing?.due), Cell(standing.words, standing.1),
                Cell(.list(option.missing.map(\.code))),
              ]
            ))
        }
      }
      table.rows = (rows.filter(\.isReady) + rows.filter { !$0.isReady }).map(\.cells)
      try output.print(table)
    }
  }
}
