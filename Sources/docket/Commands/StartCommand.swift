import ArgumentParser
import AuditLog
import Statechart
import WorkflowEngine

struct StartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "give units a workflow",
    discussion: """
      Launches a batch of a programme: its plan is frozen, and every unit gets an instance. The \
      same command again goes on where a crash stopped it.

      Example: docket start rectification-drive --programme drive-2023 --subtree G-1
      """)

  @Argument(help: ArgumentHelp("The name of a registered workflow.", valueName: "workflow"))
  var workflow: String

  @Option(help: ArgumentHelp("The programme's name.", valueName: "name"))
  var programme: String

  @Option(help: ArgumentHelp("The batch, from 1.", valueName: "number"))
  var batch = 1

  @Option(
    name: .customLong("version"),
    help: ArgumentHelp(
      "The workflow's version; else the one registered last.", valueName: "version"))
  var workflowVersion: String?

  @OptionGroup var units: UnitOptions

  @Option(
    help: ArgumentHelp(
      "The first day, month or year of the batch, such as 2023-09.", valueName: "date"))
  var start: String?

  @Option(help: ArgumentHelp("Its last day, month or year.", valueName: "date"))
  var end: String?

  @Flag(help: "The end is meant by and large.")
  var softEnd = false

  @Option(
    help: ArgumentHelp("The decision it rests on: minutes-id#decision-id.", valueName: "citation"))
  var authority: String?

  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @Flag(help: "Decide and answer, and leave no trace.")
  var dryRun = false
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let choice = try units.choice()
    let window = DateWindow(
      start: try Self.date(start, "--start"), end: try Self.date(end, "--end"),
      hasSoftEnd: softEnd)
    if window.isEmpty {
      throw UsageError("the batch would end before it starts")
    }
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      let codes = try await session.store.read { try choice.codes(in: $0) }
      guard !codes.isEmpty else { throw UsageError("no unit is selected") }
      let progress = ProgressLine()
      let report = try await session.engine.launch(
        LaunchRequest(
          workflow: Identifier(workflow), version: workflowVersion,
          programme: Identifier(programme), batch: batch, units: codes,
          window: window, authority: authority, identity: session.identity),
        isDryRun: dryRun
      ) { progress.show($0, of: $1, "instances") }
      try show(report)
    }
  }

  private func show(_ report: LaunchReport) throws {
    let batch = report.batch
    let sentence =
      dryRun
      ? "would start \(batch.size) instances (dry run: nothing was changed)"
      : report.started == 0
        ? "its \(batch.size) instances were started before"
        : "\(report.started) instances started"
    try output.print(
      [
        "programme": .string(batch.programme.text), "batch": JSON(batch.number),
        "workflow": .string(batch.workflow.name.text),
        "version": .string(batch.workflow.version), "size": JSON(batch.size),
        "started": JSON(report.started), "dryRun": .bool(dryRun),
      ],
      words: "\(batch.programme), batch \(batch.number), \(batch.workflow): \(sentence)\n")
  }

  static func date(_ text: String?, _ option: String) throws -> PartialDate? {
    guard let text else { return nil }
    guard let date = PartialDate(text) else {
      throw UsageError("\(option): \"\(text)\" is no date; write it as 2023-09-08 or 2023-09")
    }
    return date
  }
}
