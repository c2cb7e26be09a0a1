import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct TasksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "what waits for me",
    discussion: """
      The events you may send, on every unit where you hold a role: those that are ready first, \
      then those for which something is missing. With --as-of: what waited then; every decision up to \
      that time is made again for it.

      Example: docket tasks --as p110
      """)

  @Flag(help: "Only what is ready.")
  var ready = false

  @Option(help: ArgumentHelp("Only this programme.", valueName: "name"))
  var programme: String?

  @Flag(help: "Only units that have not acknowledged.")
  var unacknowledged = false

  @Flag(help: "Only what is overdue.")
  var overdue = false

  @Flag(help: "Only what is near due.")
  var nearDue = false

  @OptionGroup var moment: MomentOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @OptionGroup var output: OutputOptions

  private var standingFilter: WorkFilter {
    WorkFilter(isUnacknowledged: unacknowledged, isOverdue: overdue, isNearDue: nearDue)
  }

  func run() async throws {
    let session = try await Session(store, actor, for: .reading)
    try await session.run {
      let wanted = programme.map { Identifier($0) }
      if let wanted { try await session.store.read { try $0.check(programme: wanted) } }
      let engine = try await session.engine(at: moment)
      let now = engine.clock.now()
      let explanations = try await engine.tasks(of: session.identity.actor)
        .filter { wanted == nil || $0.instance.programme == wanted }
        .filter { explanation in
          let timeliness = Timeliness(
            of: Standing(explanation.instance), at: now, in: session.zone,
            by: explanation.workflow)
          return standingFilter.selects(explanation.instance, explanation.workflow, timeliness)
        }
      let units = Set(explanations.map(\.instance.unit))
      let names = Names()
      let unitNames = try await engine.store.read { reader in
        try Dictionary(
          uniqueKeysWithValues: units.map { ($0, try names.unitName($0, reader)) })
      }
      let rows = TaskRows(
        names: names, unitNames: unitNames, zone: session.zone, now: now, format: output.output)
      let (table, isReady) = rows.table(of: explanations, onlyReady: ready)
      try output.print(table)
      if output.output == .table, !table.rows.isEmpty {
        try Terminal.print(
          "\(isReady) ready" + (ready ? "" : ", \(table.rows.count - isReady) still lack something")
            + "\n")
      }
    }
  }
}

extension Session {
  /// The engine, or one on what the store was at a moment of the past, by the clock of then.
  fileprivate func engine(at options: MomentOptions) async throws -> Engine {
    guard case .time(let time) = try options.moment(in: zone) else { return engine }
    return Engine(store: try await state(at: options), clock: ProgramClock(set: time))
  }
}

/// What waits for somebody, a row for each event: those that are ready first.
private struct TaskRows {
  let names: Names
  let unitNames: [UnitCode: String?]
  let zone: Zone
  let now: Instant
  let format: OutputFormat

  func table(of explanations: [Explanation], onlyReady: Bool) -> (table: Table, ready: Int) {
    let options = explanations.flatMap { explanation in
      explanation.options.map { (explanation, $0) }
    }
    let ready = options.filter(\.1.isReady)
    let waiting = onlyReady ? [] : options.filter { !$0.1.isReady }
    let hasItems = explanations.contains { $0.instance.parent != nil }
    let isForPeople = format == .table
    var columns: [Table.Column] = [
      .init("Unit", key: "unit"), .init("Name", key: "name", maximumWidth: 28),
    ]
    if hasItems || !isForPeople {
      columns.append(.init(isForPeople ? "Item" : "Instance", key: "instance"))
    }
    columns += [
      .init("Stage", key: "stage"), .init("Event", key: "event"), .init("Ready", key: "ready"),
    ]
    if !isForPeople || options.contains(where: { $0.1.onBehalfOf != nil }) {
      columns.append(.init("For", key: "onBehalfOf"))
    }
    columns += [
      .init("Due", key: "due"), .init("Standing", key: "standing"),
      .init("Missing", key: "missing", maximumWidth: 64),
    ]
    var table = Table(columns)
    // What went past its deadline comes first: somebody was told of it.
    let escalated = explanations.filter { !$0.escalations.isEmpty }
    for explanation in escalated {
      let cells = cells(explanation)
      table.append(columns.map { cells[$0.key] ?? .none })
    }
    for (explanation, option) in ready + waiting {
      let cells = cells(explanation, option)
      table.append(columns.map { cells[$0.key] ?? .none })
    }
    return (table, escalated.count + ready.count)
  }

  private func cells(_ explanation: Explanation) -> [String: Cell] {
    let dates = Dates(zone: zone, format: format)
    let timeliness = Timeliness(
      of: Standing(explanation.instance), at: now, in: zone, by: explanation.workflow)
    let titles = explanation.escalations.map {
      explanation.workflow.title(of: $0, languages: names.languages)
    }
    return [
      "unit": Cell(explanation.instance.unit.text),
      "name": Cell(unitNames[explanation.instance.unit] ?? nil),
      "instance": Cell(explanation.instance.id.text),
      "stage": Cell(titles.joined(separator: ", ")), "due": dates.cell(timeliness.due),
      "standing": Cell(dates.standing(timeliness).words, timeliness.colour.emphasis),
      "missing": format == .table
        ? Cell("escalated to you: the deadline has passed") : Cell(.list(["escalated"])),
    ]
  }

  private func cells(_ explanation: Explanation, _ option: Explanation.Option) -> [String: Cell] {
    let instance = explanation.instance
    let standing = Standing(instance)
    let dates = Dates(zone: zone, format: format)
    let pressing = standing.pressing
    let words = dates.standing(pressing?.due, isSoft: pressing?.isSoft ?? false, at: now).words
    let isForPeople = format == .table
    // An item is known by its ledger and number; a unit's own instance by the unit.
    let own = instance.parent.map { holder in
      // One that was taken over keeps the id it was raised under.
      instance.id.text.hasPrefix("\(holder)/")
        ? String(instance.id.text.dropFirst(holder.text.count + 1)) : instance.id.text
    }
    return [
      "unit": Cell(instance.unit.text), "name": Cell(unitNames[instance.unit] ?? nil),
      "instance": isForPeople ? Cell(own ?? "") : Cell(instance.id.text),
      "stage": Cell(
        explanation.workflow.title(
          of: option.moves.first?.source ?? "", languages: names.languages)),
      "event": Cell(option.event.text), "onBehalfOf": Cell(option.onBehalfOf?.text),
      "ready": Cell(.boolean(option.isReady), option.isReady ? .good : .plain),
      "due": dates.cell(pressing?.due),
      "standing": Cell(
        words, standing.colour(at: now, in: zone, by: explanation.workflow).emphasis),
      "missing": isForPeople
        ? Cell(option.missing.map(short).joined(separator: "; "))
        : Cell(.list(option.missing.map(\.code))),
    ]
  }

  /// The author's own words where there are any, and how much there is of how much.
  private func short(_ missing: Missing) -> String {
    let words = missing.ownWords.text(in: names.languages) ?? missing.message
    guard let have = missing.have, let need = missing.need else { return words }
    return "\(words) (\(have)/\(need))"
  }
}
