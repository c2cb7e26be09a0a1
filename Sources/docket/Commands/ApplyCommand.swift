import ArgumentParser
import Minutes
import Reports
import Statechart
import WorkflowEngine

struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "register files",
    discussion: """
      Registers workflows, organisations and minutes, by content: what is known and equal is left \
      alone, and what no file mentions stays. A file with a mistake keeps all of them out. What \
      changes is shown field by field. Minutes come in as drafts; another text replaces a draft, and \
      nothing replaces approved ones. Sheets list units (code, parent, level, kind, name), people \
      (id, name, post, login), assignments (role, person, unit, from, until, on_behalf_of) or the \
      days of calendars (unit, zone, date, day), with headings in English or Chinese.

      Example: docket apply workflows/*.scxml workflows/example/organisation.xml
      """)

  @Argument(
    help: ArgumentHelp(
      "Workflows (.scxml), organisations and minutes (.xml), sheets (.csv).", valueName: "file"))
  var files: [String]

  @OptionGroup var encoding: EncodingOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @Flag(help: "Decide and answer, and leave no trace.")
  var dryRun = false
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let files = try files.map { try DefinitionFile($0, encoding: encoding.encoding) }
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      let known = try await session.store.read { try Organisation(in: $0) }
      let definitions = Definitions(files, knowing: known)
      try Self.report(definitions.readings)

      var changes: [AppliedChange] = []
      for reading in definitions.readings where reading.workflow != nil {
        changes.append(
          try await session.engine.register(
            workflow: reading.file.bytes, files: reading.files, identity: session.identity,
            isDryRun: dryRun))
      }
      if definitions.organisation != Organisation() {
        changes += try await session.engine.apply(
          definitions.organisation, identity: session.identity, isDryRun: dryRun)
      }
      for reading in definitions.readings {
        guard let minutes = reading.minutes else { continue }
        changes.append(
          try await session.engine.register(
            minutes: MinutesSubmission(minutes, text: reading.file.bytes),
            identity: session.identity, isDryRun: dryRun))
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
    try output.print(output.output == .table ? Self.summary(of: changes) : Self.list(of: changes))
    if dryRun { Terminal.complain("dry run: nothing was changed") }
  }

  /// A row for each thing, and for what is changed a row for each field.
  private static func list(of changes: [AppliedChange]) -> Table {
    var table = table
    for change in changes {
      let head = [Cell(change.type), Cell(change.id), Cell(change.verdict.rawValue)]
      if change.fields.isEmpty { table.append(head + [.none, .none, .none]) }
      for field in change.fields {
        table.append(head + [Cell(field.field), Cell(field.old), Cell(field.new)])
      }
    }
    return table
  }

  private static let table = Table([
    .init("Type", key: "type"), .init("Id", key: "id", maximumWidth: 40),
    .init("Verdict", key: "verdict"), .init("Field", key: "field"),
    .init("Was", key: "old", maximumWidth: 32), .init("Is", key: "new", maximumWidth: 32),
  ])

  /// For people: what is new, but not sixty lines of it; every field that changed.
  private static func summary(of changes: [AppliedChange]) -> Table {
    var table = table
    if changes.allSatisfy(\.fields.isEmpty) { table.columns.removeLast(3) }
    var types: [String] = []
    for change in changes where !types.contains(change.type) { types.append(change.type) }
    for type in types {
      for verdict in [AppliedChange.Verdict.registered, .changed, .removed, .unchanged] {
        let found = changes.filter { $0.type == type && $0.verdict == verdict }
        let cell = Cell(verdict.rawValue, verdict == .unchanged ? .quiet : .good)
        guard verdict != .changed else {
          table.rows += found.flatMap { rows(of: $0, [Cell(type), Cell($0.id), cell]) }
          continue
        }
        let isLong = found.count > 12 || verdict == .unchanged
        let shown = isLong && !found.isEmpty ? ["(\(found.count))"] : found.map(\.id)
        table.rows += shown.map { [Cell(type), Cell($0), cell] + blank }
      }
    }
    return table
  }

  /// A row for each field, with the head before the first.
  private static func rows(of change: AppliedChange, _ head: [Cell]) -> [[Cell]] {
    change.fields.enumerated().map { index, field in
      (index == 0 ? head : blank) + [Cell(field.field), Cell(field.old), Cell(field.new)]
    }
  }

  private static let blank = [Cell(""), Cell(""), Cell("")]
}
