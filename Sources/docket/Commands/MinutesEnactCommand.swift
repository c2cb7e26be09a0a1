import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct MinutesEnactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enact", abstract: "carry out what approved minutes order",
    discussion: """
      All orders or none, once: one transaction freezes which units each order is for, then \
      instances are made and events are sent. The same command again, or `docket tick`, goes on \
      where a crash stopped it. With --dry-run: which units are chosen, which are left out and why, \
      and the first due dates.

      Example: docket minutes enact m-2023-09-08 --as p002 --dry-run
      """)

  @Argument(help: ArgumentHelp("The minutes.", valueName: "id"))
  var id: String

  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @Flag(help: "Decide and answer, and leave no trace.")
  var dryRun = false
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let session = try await Session(store, actor, for: .writing)
    try await session.run {
      let progress = ProgressLine()
      let enactment = try await session.engine.enact(
        minutes: Identifier(id), identity: session.identity, isDryRun: dryRun
      ) { progress.show($0.done, of: $0.size, $0.what) }
      guard output.output == .table else { return try output.print(table(of: enactment)) }
      let dates = Dates(zone: session.zone, format: .table)
      try Terminal.print(words(of: enactment, dates))
    }
  }

  private func words(of enactment: Enactment, _ dates: Dates) -> String {
    let minutes = enactment.minutes
    let count = enactment.parts.count
    let head =
      dryRun
      ? "\(count) orders would be carried out (dry run: nothing was changed)"
      : enactment.isNew
        ? "\(count) orders are carried out" : "its \(count) orders were enacted before"
    var lines = ["\(minutes.id): \(head)"]
    for part in enactment.parts {
      lines.append("")
      lines.append("\(part.record.number). \(part.record.authority): \(part.record.order.words)")
      lines += details(of: part, dates).map { "   \($0)" }
    }
    return lines.map { $0.visible + "\n" }.joined()
  }

  private func details(of part: Enactment.Part, _ dates: Dates) -> [String] {
    var lines: [String] = []
    if part.record.plan != nil {
      let named = part.firstUnits.map(\.text).joined(separator: ", ")
      let more = part.record.size > part.firstUnits.count ? ", …" : ""
      lines.append(counted(part.record.size) + (named.isEmpty ? "" : ": \(named)\(more)"))
    }
    let leftOut = part.leftOut.words
    if !leftOut.isEmpty { lines.append("left out: " + leftOut.joined(separator: "; ")) }
    for due in part.dueDates {
      lines.append(
        "first due: \(due.state) by \(dates.words(due.due))\(due.isSoft ? " (by and large)" : "")"
          + (part.firstUnits.first.map { " (\($0))" } ?? ""))
    }
    if let deployability = part.deployability { lines += deployability.lines }
    if !dryRun {
      if let batch = part.batch {
        lines.append("\(batch.made) of \(batch.size) instances made, \(batch.status.rawValue)")
      } else {
        lines.append(part.record.standing)
      }
    }
    return lines
  }

  private func table(of enactment: Enactment) -> Table {
    var table = Table([
      .init("No", key: "number", .trailing), .init("Authority", key: "authority"),
      .init("Order", key: "order"), .init("Units", key: "units", .trailing),
      .init("Plan", key: "plan"), .init("First", key: "first"),
      .init("Left out", key: "leftOut"), .init("Due", key: "due"),
      .init("Deployability", key: "deployability"),
      .init("Accepted", key: "accepted", .trailing), .init("Refused", key: "refused", .trailing),
      .init("Dry run", key: "dryRun"), .init("New", key: "isNew"),
    ])
    for part in enactment.parts {
      let due: [JSON] = part.dueDates.map { due in
        [
          "state": .string(due.state.text), "due": .string(due.due.description),
          "soft": .bool(due.isSoft),
        ]
      }
      table.append([
        Cell(part.record.number), Cell(part.record.authority.description),
        Cell(.json(part.record.order.json)), Cell(part.record.size),
        Cell(part.record.plan?.hex), Cell(.list(part.firstUnits.map(\.text))),
        Cell(.json(part.leftOut.json)), Cell(.json(.array(due))),
        part.deployability.map { Cell(.json($0.json)) } ?? .none,
        part.record.outcome.map { Cell($0.accepted) } ?? .none,
        part.record.outcome.map { Cell($0.refused) } ?? .none, Cell(.boolean(dryRun)),
        Cell(.boolean(enactment.isNew)),
      ])
    }
    return table
  }
}
