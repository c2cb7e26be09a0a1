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
        What is open and when it is due (iCalendar, RFC 5545), with --as only where that person \
        holds a role. Written again, an entry replaces the one it was.

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
            entries: try deadlines.map { try Self.entry($0, origin, &names, reader) },
            areTasks: areTasks)
        }
        guard let target else { return try Terminal.print(calendar.text) }
        let file = try NewFile(target)
        try file.write(Array(calendar.text.utf8))
        try file.finish()
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
