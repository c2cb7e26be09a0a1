import ArgumentParser
import AuditLog
import Minutes
import Reports
import SQLiteStore
import Statechart
import WorkflowEngine

struct MinutesVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "count the figures of minutes again",
    discussion: """
      Each figure is counted again in the store as it was at the figure's place of the log, rebuilt \
      decision by decision. One that differs is named with file, line and column; exit 5.

      Example: docket minutes verify closing.xml
      """)

  @Argument(help: ArgumentHelp("The minutes; \"-\" reads standard input.", valueName: "file"))
  var file: String

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let input = try InputFile(file)
    let (document, diagnostics) = MinutesReader.check(input.bytes)
    guard let document else { throw InvalidFiles(input.name, diagnostics) }
    let session = try await Session(store, ActorOptions.parse([]), for: .reading)
    let verdicts = try await session.run {
      try await ClosingMinutes.verify(
        document, on: session.store, scratch: { try SQLiteStore.scratch() },
        progress: { Terminal.progress($0, of: $1, "entries decided again") })
    }
    let wrong = verdicts.filter { !$0.isConfirmed }
    switch output.output {
    case .table:
      for verdict in wrong {
        Terminal.complain("\(input.name):\(verdict.figure.location): error: \(verdict)")
      }
      try Terminal.print(summary(of: document, verdicts, wrong: wrong.count) + "\n")
    case .json, .csv: try output.print(table(of: verdicts))
    }
    if !wrong.isEmpty { throw Exit.auditFailure }
  }

  private func summary(of document: MinutesDocument, _ verdicts: [FigureVerdict], wrong: Int)
    -> String
  {
    guard !verdicts.isEmpty else { return "\(document.id): has no figures" }
    let places = ClosingMinutes.positions(of: document).map { "entry \($0.size), root \($0.root)" }
    return wrong == 0
      ? "\(document.id): all \(verdicts.count) figures are confirmed at \(places.joined(separator: "; "))"
      : "\(document.id): \(wrong) of \(verdicts.count) figures are not confirmed"
  }

  private func table(of verdicts: [FigureVerdict]) -> Table {
    var table = Table([
      .init("Figure", key: "figure"), .init("Query", key: "query"), .init("Value", key: "value"),
      .init("Position", key: "position"), .init("Verdict", key: "verdict"),
      .init("Found", key: "found"), .init("Line", key: "line"), .init("Column", key: "column"),
    ])
    for verdict in verdicts {
      let figure = verdict.figure
      let (word, found): (String, String?) =
        switch verdict.outcome {
        case .confirmed: ("confirmed", figure.sealed?.value.description)
        case .different(let value): ("different", value.description)
        case .otherLog(let root): ("other-log", root.hex)
        case .beyondLog: ("beyond-log", nil)
        case .unsealed: ("unsealed", nil)
        }
      table.append([
        Cell(figure.id.text), Cell(figure.query.description),
        Cell(figure.sealed?.value.description),
        figure.sealed.map { Cell($0.position.size) } ?? .none, Cell(word), Cell(found),
        Cell(figure.location.line), Cell(figure.location.column),
      ])
    }
    return table
  }
}
