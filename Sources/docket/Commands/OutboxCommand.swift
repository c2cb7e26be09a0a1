import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct OutboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "what people are told",
    discussion: "Example: docket outbox deliver --mail-folder letters",
    subcommands: [List.self, Deliver.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "the notices that wait",
      discussion: "Example: docket outbox list --all --output csv")

    @Flag(help: "Those that were delivered, too.")
    var all = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let session = try await Session(store, actor, for: .reading)
      try await session.run {
        let dates = Dates(zone: session.zone, format: output.output)
        let table = try await session.store.read { [all] reader in
          let names = Names()
          var table = Table([
            .init("Person", key: "person"), .init("Instance", key: "instance"),
            .init("Cause", key: "cause"), .init("State", key: "state"), .init("Due", key: "due"),
            .init("At", key: "at"), .init("Delivered", key: "deliveredAt"),
          ])
          var query = NoticeQuery(isPending: !all)
          while true {
            let page = try reader.notices(query)
            for notice in page {
              let person =
                dates.format == .table
                ? try names.person(notice.person, reader) : notice.person.text
              table.append([
                Cell(person), Cell(notice.instance.text), Cell(notice.cause.rawValue),
                Cell(notice.state?.text), dates.cell(notice.due), dates.cell(notice.at),
                dates.cell(notice.deliveredAt),
              ])
            }
            guard page.count == query.limit, let last = page.last else { return table }
            query.after = last.sequence
          }
        }
        try output.print(table)
      }
    }
  }

  struct Deliver: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "deliver", abstract: "hand the letters over",
      discussion: """
        One letter a person, into a folder (--mail-folder) or through a mail server (--smtp). A \
        letter that is sent twice after a crash has the same Message-ID. What cannot be handed over \
        goes on waiting; a reminder of what is done meanwhile is dropped.

        Example: docket outbox deliver --smtp mail.example.org:25 --sender office@example.org
        """)

    @OptionGroup var channel: ChannelOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions

    @Flag(help: "Count the letters, and hand none over.")
    var dryRun = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
      let session = try await Session(store, actor, for: dryRun ? .reading : .writing)
      try await session.run {
        try await channel.deliver(in: session, output, isDryRun: dryRun)
      }
    }
  }
}

extension ChannelOptions {
  /// Hands over what waits, and says what became of it.
  ///
  /// - Throws: `Exit.partRefused` where some of it goes on waiting, `.refused` where all of it does.
  func deliver(in session: Session, _ output: OutputOptions, isDryRun: Bool = false) async throws {
    guard let report = try await report(in: session, isDryRun: isDryRun) else {
      throw UsageError(
        "say where the letters go: --mail-folder FOLDER, or --smtp HOST:PORT")
    }
    let failures = report.failures.map { failure in
      JSON.object([
        "person": .string(failure.person.text), "reason": .string(failure.failure.message),
      ])
    }
    let sentence =
      "\(counted(report.letters, "letter", "letters")) with"
      + " \(counted(report.notices, "notice", "notices"))"
      + (isDryRun ? " wait" : " handed over")
      + (report.settled > 0
        ? "; \(counted(report.settled, "reminder is", "reminders are")) of what is done meanwhile"
        : "")
      + (isDryRun ? " (dry run: nothing was changed)" : "")
    try output.print(
      [
        "letters": JSON(report.letters), "notices": JSON(report.notices),
        "settled": JSON(report.settled),
        "failures": .array(failures), "dryRun": .bool(isDryRun),
      ], words: sentence + "\n")
    for (person, failure) in report.failures {
      Terminal.complain("not told: \(person): \(failure.message)")
    }
    guard !report.failures.isEmpty else { return }
    throw report.letters == 0 ? Exit.refused : Exit.partRefused
  }

  /// Nil where no channel is named.
  func report(in session: Session, isDryRun: Bool = false) async throws -> DeliveryReport? {
    let letters = try await session.store.read {
      try LetterText(session.zone, session.engine.clock.now(), $0)
    }
    guard let channel = try channel(letters) else { return nil }
    return try await session.engine.deliverNotices(through: channel, isDryRun: isDryRun)
  }
}
