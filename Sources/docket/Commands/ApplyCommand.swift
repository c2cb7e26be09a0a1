import ArgumentParser
import Reports
import Statechart
import WorkflowEngine

struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "register files",
    discussion: """
      Registers workflows and organisations, by content: what is known and equal is left alone, and \
      what no file mentions stays. A file with a mistake keeps all of them out.

      Example: docket apply workflows/*.scxml workflows/example/organisation.xml
      """)

  @Argument(
    help: ArgumentHelp(
      "Workflows (.scxml), organisations (.xml) and sheets (.csv).", valueName: "file"))
  var files: [String]

  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @Flag(help: "Decide and answer, and leave no trace.")
  var dryRun = false
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let files = try files.map { try DefinitionFile($0) }
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      let known = try await session.store.read { try Organisation(in: $0) }
      let definitions = Definitions(files, knowing: known)
      try Self.report(definitions.readings)

      var changes: [AppliedChange] = []
      for reading in definitions.readings where reading.workflow != nil {
        changes.append(
          try await session.engine.register(
            workflow: reading.file.bytes, identity: session.identity, isDryRun: dryRun))
      }
      if definitions.organisation != Organisation() {
        changes += try await session.engine.apply(
          definitions.organisation, identity: session.identity, isDryRun: dryRun)
      }
      try show(changes)
    }
  }

  /// Shows warnings, and refuses everything where there is an error.
  private static func report(_ readings: [Definitions.Reading]) throws {
    var lines = readings.flatMap { reading in
      reading.diagnostics.map { $0.line(in: reading.file.name) }
    }
    let hasErrors = readings.contains { $0.diagnostics.contains { $0.severity == .error } }
    for reading in readings where reading.isMereChart {
      lines.append(
        "\(reading.file.name):1:1: error: the document has no <d:workflow version=\"…\"> and"
          + " cannot be registered [workflow.missing]")
    }
    for line in lines { Terminal.complain(line) }
    if hasErrors || readings.contains(where: \.isMereChart) { throw Exit.invalidDocument }
  }

  private func show(_ changes: [AppliedChange]) throws {
    var table = Table([
      .init("Type", key: "type"), .init("Id", key: "id"), .init("Verdict", key: "verdict"),
    ])
    guard output.output == .table else {
      table.rows = changes.map { [Cell($0.type), Cell($0.id), Cell($0.verdict.rawValue)] }
      try output.print(table)
      return
    }
    // For people: what is new, but not sixty lines of it.
    var types: [String] = []
    for change in changes where !types.contains(change.type) { types.append(change.type) }
    for type in types {
      for verdict in [AppliedChange.Verdict.registered, .changed, .removed, .unchanged] {
        let ids = changes.filter { $0.type == type && $0.verdict == verdict }.map(\.id)
        let isLong = ids.count > 12 || verdict == .unchanged
        let shown = isLong && !ids.isEmpty ? ["(\(ids.count))"] : ids
        table.rows += shown.map {
          [Cell(type), Cell($0), Cell(verdict.rawValue, verdict == .unchanged ? .quiet : .good)]
        }
      }
    }
    try output.print(table)
    if dryRun { Terminal.complain("dry run: nothing was changed") }
  }
}
