import ArgumentParser
import AuditLog
import Statechart
import WorkflowEngine

struct ExtendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extend", abstract: "set or move a deadline",
    discussion: """
      Of a state that the instance is in. A deadline changes by this, or by minutes that are \
      enacted, and by nothing else; why is on record.

      Example: docket extend study --unit G-1-01 --to 2023-12-31 --reason "flood in November"
      """)

  @Argument(help: ArgumentHelp("The state whose deadline it is.", valueName: "state"))
  var state: String

  @Option(help: ArgumentHelp("The last day.", valueName: "date"))
  var to: String?

  @Option(
    help: ArgumentHelp("Or so long after the state was entered: P30D.", valueName: "duration"))
  var after: String?

  @OptionGroup var target: InstanceOptions
  @OptionGroup var request: RequestOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let choice = try target.choice
    let due = try due()
    let id = try change.id()
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      let instance = try await session.store.read { try $0.instance(choice) }
      let extended = ExtensionRequest(
        instance: instance.id, state: Identifier(state), due: due, reason: request.reason,
        authority: request.authority, id: id, identity: session.identity)
      let answer = try await session.certain(id) {
        try await session.engine.extend(extended, isDryRun: change.dryRun)
      }
      let report = AnswerReport(answer, what: "extend", eventID: id, isDryRun: change.dryRun)
      try await report.show(in: output, session)
    }
  }

  private func due() throws -> DeadlineOrder.Due {
    switch (to, after) {
    case (let day?, nil):
      guard let date = CalendarDate(day) else {
        throw UsageError("--to: \"\(day)\" is no day; write it as 2023-12-31")
      }
      return .at(date)
    case (nil, let text?):
      guard let duration = CalendarDuration(text) else {
        throw UsageError("--after: \"\(text)\" is no duration; 30 days are P30D")
      }
      return .after(duration)
    default: throw UsageError("say until when: --to a day, or --after a duration")
    }
  }
}
