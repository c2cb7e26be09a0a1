import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct AppointCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "appoint", abstract: "give a role",
    discussion: """
      The role holds on the unit and everything below it.

      Example: docket appoint p205 --role guidance --unit G-2 --from 2023-10-01
      """)

  @Argument(help: ArgumentHelp("The person.", valueName: "person"))
  var person: String
  @Option(help: ArgumentHelp("The role, as workflows name it.", valueName: "role"))
  var role: String
  @Option(help: ArgumentHelp("Where it holds, with all units below.", valueName: "code"))
  var unit: String
  @Option(help: ArgumentHelp("The first day.", valueName: "date"))
  var from: String?
  @Option(help: ArgumentHelp("The last day.", valueName: "date"))
  var until: String?
  @OptionGroup var options: AppointOptions

  func run() async throws {
    let assignment = Assignment(
      role: Identifier(role), person: Identifier(person), unit: Identifier(unit),
      from: try AppointOptions.date(from, "--from"),
      until: try AppointOptions.date(until, "--until"))
    try await options.carryOut { engine, context in
      [try await engine.appoint(assignment, context, isDryRun: options.dryRun)]
    }
  }
}

struct DismissCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dismiss", abstract: "take roles away",
    discussion: """
      Of a person who leaves: everything she holds, or one role, now or after a day. What deputies \
      hold for her ends with it.

      Example: docket dismiss p110 --until 2023-12-31 --reason "retires"
      """)

  @Argument(help: ArgumentHelp("The person.", valueName: "person"))
  var person: String
  @Option(help: ArgumentHelp("Only this role.", valueName: "role"))
  var role: String?
  @Option(help: ArgumentHelp("Only what she holds on this unit.", valueName: "code"))
  var unit: String?
  @Option(help: ArgumentHelp("The last day; else it ends now.", valueName: "date"))
  var until: String?
  @OptionGroup var options: AppointOptions

  func run() async throws {
    let last = try AppointOptions.date(until, "--until")
    try await options.carryOut { engine, context in
      try await engine.dismiss(
        Identifier(person), role: role.map { Identifier($0) }, unit: unit.map { Identifier($0) },
        until: last, context, isDryRun: options.dryRun)
    }
  }
}

struct DelegateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delegate", abstract: "have a deputy stand in",
    discussion: """
      The deputy gets what the person holds, for some days and on her behalf (代理); four eyes take \
      both for one person.

      Example: docket delegate p110 --to p111 --role secretary --until 2023-10-15
      """)

  @Argument(help: ArgumentHelp("Who is away.", valueName: "person"))
  var person: String
  @Option(help: ArgumentHelp("Who stands in.", valueName: "person"))
  var to: String
  @Option(help: ArgumentHelp("Only this role.", valueName: "role"))
  var role: String?
  @Option(help: ArgumentHelp("Only on this unit and below.", valueName: "code"))
  var unit: String?
  @Option(help: ArgumentHelp("The first day; else today.", valueName: "date"))
  var from: String?
  @Option(help: ArgumentHelp("The last day.", valueName: "date"))
  var until: String
  @OptionGroup var options: AppointOptions

  func run() async throws {
    let first = try AppointOptions.date(from, "--from")
    guard let last = try AppointOptions.date(until, "--until") else { return }
    try await options.carryOut { engine, context in
      try await engine.delegate(
        Identifier(person), to: Identifier(to), role: role.map { Identifier($0) },
        unit: unit.map { Identifier($0) }, from: first, until: last, context,
        isDryRun: options.dryRun)
    }
  }
}

/// What the commands share that give and take roles.
struct AppointOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Why, in words.", valueName: "words"))
  var reason: String?
  @Option(help: ArgumentHelp("The decision: minutes-id#decision-id.", valueName: "citation"))
  var authority: String?
  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @Flag(help: "Decide and answer, and leave no trace.")
  var dryRun = false
  @OptionGroup var output: OutputOptions

  func carryOut(
    _ act: (Engine, AppointmentContext) async throws -> [AppliedChange]
  ) async throws {
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      let context = AppointmentContext(
        reason: reason, authority: authority, identity: session.identity)
      let changes = try await act(session.engine, context)
      var table = Table([
        .init("Assignment", key: "assignment"), .init("Verdict", key: "verdict"),
        .init("Was", key: "old"), .init("Is", key: "new"),
      ])
      for change in changes {
        let field = change.fields.first
        table.append([
          Cell(change.id), Cell(change.verdict.rawValue),
          Cell(field.map { "\($0.field) \($0.old ?? "-")" }),
          Cell(field.map { "\($0.field) \($0.new ?? "-")" }),
        ])
      }
      if changes.allSatisfy(\.fields.isEmpty) { table.columns.removeLast(2) }
      try output.print(table)
      if dryRun { Terminal.complain("dry run: nothing was changed") }
    }
  }

  static func date(_ text: String?, _ option: String) throws -> CalendarDate? {
    guard let text else { return nil }
    guard let date = CalendarDate(text) else {
      throw UsageError("\(option): \"\(text)\" is no date; write it as 2023-09-08")
    }
    return date
  }
}
