import ArgumentParser
import Statechart
import WorkflowEngine

/// What the commands that manage an instance from outside its workflow share.
struct ManageOptions: ParsableArguments {
  @OptionGroup var target: InstanceOptions
  @OptionGroup var request: RequestOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var output: OutputOptions

  func perform(_ action: ManagementAction) async throws {
    let choice = try target.choice
    let id = try change.id()
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      let instance = try await session.store.read { try $0.instance(choice) }
      let event = EventRequest(
        instance: instance.id, name: action.rawValue, id: id, identity: session.identity,
        authority: request.authority, reason: request.reason)
      let answer = try await session.certain(id) {
        try await session.engine.manage(action, event, isDryRun: change.dryRun)
      }
      let report = AnswerReport(
        answer, what: action.rawValue, eventID: id, isDryRun: change.dryRun)
      try await report.show(in: output, session)
    }
  }
}

struct SuspendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suspend", abstract: "stop one for a while",
    discussion: """
      Until it is resumed, the instance takes no events and its timers wait.

      Example: docket suspend --unit G-1-01 --reason "merger under way" --authority m-3#2
      """)

  @OptionGroup var options: ManageOptions

  func run() async throws { try await options.perform(.suspend) }
}

struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "go on with it",
    discussion: "Example: docket resume --unit G-1-01 --as p001")

  @OptionGroup var options: ManageOptions

  func run() async throws { try await options.perform(.resume) }
}

struct CancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "end one unfinished",
    discussion: """
      A cancelled instance has not ended: gates above it go on waiting for its unit.

      Example: docket cancel --unit G-1-01 --reason "launched by mistake" --as p001
      """)

  @OptionGroup var options: ManageOptions

  func run() async throws { try await options.perform(.cancel) }
}

struct ExemptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exempt", abstract: "release a unit",
    discussion: """
      An exempt unit leaves the count of every gate, and is listed.

      Example: docket exempt --unit G-1-01 --reason "dissolved in May" --authority m-3#4
      """)

  @OptionGroup var options: ManageOptions

  func run() async throws { try await options.perform(.exempt) }
}
