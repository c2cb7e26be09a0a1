import ArgumentParser
import Statechart
import WorkflowEngine

struct WithdrawCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "take back an event",
    discussion: """
      Takes back an event, or every event of a job, by the id that `advance` printed, if nothing \
      was accepted since. What it did is undone; that it was done stays in the log.

      Example: docket withdraw 5m0k2v7q… --reason "sent to the wrong unit"
      """)

  @Argument(help: ArgumentHelp("The event's id, or the job's.", valueName: "id"))
  var id: String

  @OptionGroup var request: RequestOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let own = try change.id()
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      let withdrawal = EventRequest(
        instance: "", name: "withdraw", id: own, identity: session.identity,
        authority: request.authority, reason: request.reason)
      let answers = try await session.certain(own) {
        try await session.engine.withdraw(
          Identifier(id), withdrawal, isDryRun: change.dryRun)
      }
      if answers.count == 1 {
        let report = AnswerReport(
          answers[0], what: "withdraw \(id)", eventID: own, isDryRun: change.dryRun)
        try await report.show(in: output, session)
      } else {
        try BulkReport(
          answers.map { BulkVerdict(instance: $0.instance, result: .answered($0)) }, job: own,
          isDryRun: change.dryRun, in: output
        ).show()
      }
    }
  }
}
