import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

extension ExportCommand {
  struct ICS: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ics", abstract: "deadlines for a calendar program",
      discussion: """
        What is open and when it is due, and the windows of the batches (iCalendar, RFC 5545); with \
        --as only where that person holds a role. Written again, an entry replaces the one it was.

        Example: docket export ics --as p110 -o deadlines.ics
        """)

    @Option(help: ArgumentHelp("Only this programme.", valueName: "name"))
    var programme: String?
    @Option(help: ArgumentHelp("Only this unit and what is below it.", valueName: "code"))
    var unit: String?
    @Flag(help: "As things to do (VTODO), which fewer programs show, rather than as events.")
    var tasks = false
    @Option(
      name: [.customShort("o"), .customLong("to")],
      help: ArgumentHelp("Where to write it; else standard output.", valueName: "file"))
    var target: String?
    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions

    func run() async throws {
      let session = try await Session(store, actor, for: .reading)
      try await session.run {
        let query = DeadlineQuery(
          programme: programme.map { Identifier($0) }, subtree: unit.map { Identifier($0) },
          person: actor.actor.map { Identifier($0) })
        let (origin, areTasks) = (session.info.origin, tasks)
        let deadlines = try await session.engine.deadlines(query)
        let calendar = try await session.store.read { reader in
          if let programme = query.programme { try reader.check(programme: programme) }
          if let unit = query.subtree { try reader.check(unit) }
          var names = Names()
          return ICalendar(
            name: query.programme?.text ?? query.subtree?.text ?? origin,
            entries: try Self.windows(of: deadlines, query.programme, origin, reader)
              + deadlines.map { try Self.entry($0, origin, &names, reader) },
            areTasks: areTasks)
        }
        guard let target else { return try Terminal.print(calendar.text) }
        let file = try NewFile(target)
        try file.write(Array(calendar.text.utf8))
        try file.finish()
      }
    }

    /// The windows of the batches that something is due in, or of the programme that was asked for.
    /// A date that is known to the month takes the whole of it, and the text says how it was meant.
    private static func windows(
      of deadlines: [Deadline], _ programme: ProgrammeName?, _ origin: String,
      _ reader: any StoreReader
    ) throws -> [ICalendar.Entry] {
      let concerned = Set(deadlines.map { "\($0.instance.programme)/\($0.instance.batch)" })
      return try reader.batches().compactMap { batch in
        let name = "\(batch.programme)/\(batch.number)"
        guard batch.programme == programme || concerned.contains(name),
          let start = batch.start ?? batch.end, let end = batch.end ?? batch.start,
          let window = batch.window.words,
          let words = try reader.batchWords(batch.programme, batch.number)
        else { return nil }
        return ICalendar.Entry(
          uid: "\(name)/window@\(origin)", stamp: batch.launchedAt, sequence: 0,
          due: .days(start.firstDay, end.lastDay),
          summary: "\(batch.programme), batch \(batch.number): \(window)", description: words,
          categories: [batch.programme.text])
      }
    }

    private static func entry(
      _ deadline: Deadline, _ origin: String, _ names: inout Names, _ reader: any StoreReader
    ) throws -> ICalendar.Entry {
      let instance = deadline.instance
      let workflow = try names.workflow(instance.workflow, reader)
      let title = workflow.title(of: deadline.state, languages: names.languages)
      let isItem = instance.parent != nil
      return ICalendar.Entry(
        uid: "\(instance.id)/\(deadline.state)@\(origin)", stamp: deadline.entry.at,
        sequence: instance.revision, due: deadline.day.map { .day($0) } ?? .time(deadline.due),
        summary: "\(title): \(try names.unit(instance.unit, reader))"
          + (isItem ? " (\(instance.id))" : "")
          + (deadline.entry.isSoft ? " (by and large)" : ""),
        description: "\(instance.id), \(instance.workflow)"
          + (instance.status == .suspended ? ", suspended" : ""),
        categories: [instance.programme.text], alarms: deadline.reminders)
    }
  }
}
