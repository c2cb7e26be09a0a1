import ArgumentParser
import AuditLog
import Statechart
import WorkflowEngine

struct AdvanceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "advance", abstract: "send an event",
    discussion: """
      Sends an event to one instance (--unit or --instance), or to many (--where or --from). What \
      is refused is answered with everything that is missing: exit 3, or 6 if others of a bulk \
      were accepted. A bulk that is sent again with its --job goes on where it stopped.

      Example: docket advance complete --unit G-1 --as p110 --reason "All five sessions held"
      """)

  @Argument(
    help: ArgumentHelp("The event's name; may stand in the sheet of --from.", valueName: "event"))
  var event: String?

  @OptionGroup var target: InstanceOptions
  @OptionGroup var bulk: BulkOptions
  @OptionGroup var request: RequestOptions

  @Option(
    help: ArgumentHelp(
      "Only the transitions of this state and the states in it.", valueName: "state"))
  var region: String?

  @Option(
    help: ArgumentHelp("What the event carries, as JSON; nothing personal.", valueName: "json"))
  var data: String?

  @Option(
    help: ArgumentHelp("The revision you saw; another one is a conflict.", valueName: "number"))
  var revision: Int?

  @Option(
    help: ArgumentHelp(
      "The hash of the evidence you saw, from `evidence list`.", valueName: "hash"))
  var seen: String?

  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let template = BulkRequest(
      event: event, data: try data.map { try Self.json($0, "--data") }, reason: request.reason,
      authority: request.authority, region: region.map { Identifier($0) },
      seen: try seen.map { try SeenEvidence($0) })
    if let source = try bulk.source() {
      guard target.unit == nil, target.instance == nil, revision == nil else {
        throw UsageError("--unit, --instance and --revision do not go with --where and --from")
      }
      try await advanceMany(source, template)
    } else {
      try await advanceOne(template)
    }
  }

  private func advanceOne(_ template: BulkRequest) async throws {
    guard let event else { throw UsageError("say which event; `docket explain` lists them") }
    guard bulk.job == nil, !bulk.allOrNothing else {
      throw UsageError("--job and --all-or-nothing go with --where and --from")
    }
    let choice = try target.choice
    let id = try change.id()
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      let instance = try await session.store.read { try $0.instance(choice) }
      let request = EventRequest(
        instance: instance.id, name: event, id: id, data: template.data,
        identity: session.identity, authority: template.authority, reason: template.reason,
        region: template.region, revision: revision, seen: template.seen)
      let answer = try await session.certain(id) {
        try await session.engine.send(request, isDryRun: change.dryRun)
      }
      let report = AnswerReport(
        answer, what: event, eventID: id, isDryRun: change.dryRun)
      try await report.show(in: output, session)
    }
  }

  private func advanceMany(_ source: BulkSource, _ template: BulkRequest) async throws {
    let job = try bulk.job.map { Identifier($0) } ?? change.id()
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      let programme = target.programme.map { Identifier($0) }
      let plan = try await session.store.read {
        try BulkPlan(source, template, programme: programme, in: $0)
      }
      for note in plan.notes { Terminal.complain(note) }
      guard !plan.rows.isEmpty else { throw UsageError("no instance is selected") }
      // Together means all of them: one that cannot even be asked holds the others back.
      if bulk.allOrNothing, let failure = plan.failures.first { throw failure }
      // Whoever chose the job knows it; another one's is lost with the program that is killed.
      if bulk.job == nil, !change.dryRun {
        Terminal.complain("job \(job): if this is interrupted, the same with --job \(job) goes on")
      }
      try await send(plan, job, in: session).show()
    }
  }

  private func send(_ plan: BulkPlan, _ job: Identifier, in session: Session) async throws
    -> BulkReport
  {
    let requests = plan.requests(job: job, identity: session.identity)
    var report = BulkReport(job: job, isDryRun: change.dryRun, in: output)
    var order = BulkOrder(plan)
    let progress = ProgressLine()
    let count = plan.rows.count - plan.failures.count
    var done = 0
    try await session.certain(job) {
      guard !bulk.allOrNothing else {
        let verdicts = try await session.engine.send(
          Array(requests), isAllOrNothing: true, isDryRun: change.dryRun
        ) { progress.show($0, of: count, "instances") }
        return report.add(order.rows(to: verdicts))
      }
      try await session.engine.send(chunksOf: requests, isDryRun: change.dryRun) { chunk in
        report.add(order.rows(to: chunk))
        done += chunk.count
        progress.show(done, of: count, "instances")
      }
    }
    report.add(order.failures())
    return report
  }

  static func json(_ text: String, _ place: String) throws -> JSON {
    do {
      return try JSON(parsing: text)
    } catch {
      throw UsageError(
        "\(place), character \(error.column): \(error.message)")
    }
  }
}

/// What a request may say beside its event.
struct RequestOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The decision it rests on: minutes-id#decision-id.", valueName: "citation"))
  var authority: String?

  @Option(help: ArgumentHelp("Why, in words; kept where it can be erased.", valueName: "words"))
  var reason: String?
}

extension Session {
  /// Runs a change; where it is not known whether it was kept, says how to find out.
  func certain<Result>(_ id: Identifier, _ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch StoreError.unknownOutcome(let reason) {
      throw UnknownOutcome(eventID: id, reason: reason)
    }
  }
}
