import ArgumentParser
import AuditLog
import Reports
import SQLiteStore
import Statechart
import WorkflowEngine

struct MinutesApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "make a draft binding",
    discussion: """
      From then on its decisions can be cited and its orders enacted, in the name of the person who \
      approves, and its text stays as it is.

      Example: docket minutes approve m-2023-09-08 --as p000
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
      let (minutes, isNew) = try await session.engine.approve(
        minutes: Identifier(id), identity: session.identity, isDryRun: dryRun)
      let dates = Dates(zone: session.zone, format: output.output)
      let by = try await session.store.read { reader in
        try minutes.approvedBy.map { try Names().person($0, reader) } ?? "-"
      }
      var words = "\(minutes.id): approved by \(by)"
      if let at = minutes.approvedAt { words += ", \(dates.words(at))" }
      if dryRun {
        words += " (dry run: nothing was changed)"
      } else if !isNew {
        words += " before; nothing was changed"
      }
      var members = minutes.readableJSON
      members["isNew"] = .bool(isNew)
      members["dryRun"] = .bool(dryRun)
      try output.print(members, words: words.visible + "\n")
    }
  }
}

struct MinutesListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "the minutes of the store",
    discussion: "Example: docket minutes list")

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let opened = try store.openForReading()
    let format = output.output
    let table = try await opened.read { reader in
      let names = Names()
      let dates = Dates(zone: try Zone(reader.info().zone), format: format)
      var table = Table([
        .init("Id", key: "id"), .init("Date", key: "date"), .init("Number", key: "number"),
        .init("Title", key: "title", maximumWidth: 48),
        .init("Decisions", key: "decisions", .trailing),
        .init("Superseded", key: "superseded", .trailing), .init("Status", key: "status"),
        .init("Approved by", key: "approvedBy"), .init("Approved", key: "approvedAt"),
        .init("Enacted", key: "enactedAt"),
      ])
      let all = try reader.minutes().sorted {
        ($0.date.firstDay, $0.id) < ($1.date.firstDay, $1.id)
      }
      for minutes in all {
        let decisions = try reader.decisions(of: minutes.id)
        let superseded = decisions.count { $0.supersededBy != nil }
        table.append([
          Cell(minutes.id.text), Cell(minutes.date.description), Cell(minutes.number),
          Cell(minutes.titles.text(in: names.languages)), Cell(decisions.count),
          Cell(superseded, superseded == 0 ? .quiet : .attention),
          Cell(minutes.status.rawValue, minutes.status.emphasis), Cell(minutes.approvedBy?.text),
          dates.cell(minutes.approvedAt), dates.cell(minutes.enactedAt),
        ])
      }
      return table
    }
    try await opened.close()
    try output.print(table)
  }
}
