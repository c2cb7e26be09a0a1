import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct RemindCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remind", abstract: "remind who is late",
    discussion: """
      Puts a reminder into the outbox for those whom each instance waits for: who may acknowledge, \
      where that is still to be done, else who can act, on the unit or nearest above it. Nobody is \
      reminded of the same twice a day. `outbox deliver` or --deliver hands the letters over.

      Example: docket remind --programme drive-2023 --unacknowledged --text "Please by Friday"
      """)

  @OptionGroup var work: WorkOptions

  @Option(help: ArgumentHelp("What to say, in words; can be erased.", valueName: "words"))
  var text: String?

  @Option(help: ArgumentHelp("Whom to address instead: a role.", valueName: "role"))
  var role: String?

  @Flag(help: "Also those who were reminded today already.")
  var again = false

  @Option(help: ArgumentHelp("The id of the whole; the same again goes on.", valueName: "id"))
  var job: String?

  @Flag(help: "Hand the letters over at once.")
  var deliver = false

  @OptionGroup var channel: ChannelOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let filter = try work.filter()
    let job = try job.map { Identifier($0) } ?? change.id()
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      let now = session.engine.clock.now()
      let chosen = try await session.store.read { reader in
        try work.check(reader)
        return try reader.work(filter, at: now).map(\.instance.id)
      }
      let progress = ProgressLine()
      let verdicts = try await session.certain(job) {
        try await session.engine.remind(
          ReminderRequest(
            instances: chosen, role: role.map { Identifier($0) }, text: text, isRepeated: again,
            job: job, identity: session.identity), isDryRun: change.dryRun
        ) { progress.show($0, of: chosen.count, "instances") }
      }
      try await show(verdicts, job, session)
      if deliver, !change.dryRun { try await channel.deliver(in: session, output) }
      let refused = verdicts.count { !$0.isAccepted }
      if refused > 0 { throw refused == verdicts.count ? Exit.refused : Exit.partRefused }
    }
  }

  private func show(_ verdicts: [ReminderVerdict], _ job: Identifier, _ session: Session)
    async throws
  {
    let dates = Dates(zone: session.zone, format: output.output)
    let table = try await session.store.read { reader in
      let names = Names()
      var table = Table([
        .init("Instance", key: "instance"), .init("Reminder", key: "reminder"),
        .init("To", key: "to", maximumWidth: 60),
        .init("Missing", key: "missing", maximumWidth: 60),
      ])
      for verdict in verdicts {
        switch verdict.result {
        case .told(let people):
          let told =
            dates.format == .table
            ? try people.map { try names.person($0, reader) } : people.map(\.text)
          table.append([
            Cell(verdict.instance.text), Cell("in the outbox", .good), Cell(.list(told)), .none,
          ])
        case .toldToday(let time):
          table.append([
            Cell(verdict.instance.text), Cell("reminded today", .quiet), .none,
            Cell("at \(dates.words(time)); --again does it once more"),
          ])
        case .refused(let missing):
          table.append([
            Cell(verdict.instance.text), Cell("refused", .bad), .none,
            Cell(missing.map { "\($0.message) [\($0.code)]" }.joined(separator: "; ")),
          ])
        case .failed(let error):
          table.append([
            Cell(verdict.instance.text), Cell("failed", .bad), .none,
            Cell(Failure(error)?.sentence ?? "\(error)"),
          ])
        }
      }
      return table
    }
    try output.print(table)
    guard output.output == .table else { return }
    let told = verdicts.count { if case .told = $0.result { true } else { false } }
    try Terminal.print(
      "\(told) of \(verdicts.count) in the outbox"
        + (change.dryRun ? " (dry run: nothing was changed)\n" : "; job \(job)\n"))
  }
}
