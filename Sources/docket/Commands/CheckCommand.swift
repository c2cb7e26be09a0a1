import ArgumentParser
import AuditLog
import Reports
import SQLiteStore
import Statechart
import WorkflowEngine

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "find mistakes in files",
    discussion: """
      Workflows, organisations and minutes (XML), and sheets (CSV); \"-\" reads standard input. Files \
      that refer to each other are checked together, and with --store against what is known there. \
      Every mistake is named with its file, line and column. Exit 2 if there is an error.

      With --against a store: could its units carry out these workflows, or what these minutes \
      launch? Who could take every step and be the second pair of eyes, whom gates wait for, when \
      deadlines pass, and what is asked of a unit.

      Example: docket check workflows/*.scxml
      """)

  @Argument(help: ArgumentHelp("The files.", valueName: "file"))
  var files: [String]

  @OptionGroup var encoding: EncodingOptions
  @OptionGroup var store: StoreOptions

  @OptionGroup var deployment: DeploymentOptions

  @Option(help: "How to show it.")
  var output: CheckOutput = .table

  func run() async throws {
    let files = try files.map { try DefinitionFile($0, encoding: encoding.encoding) }
    let checked = Definitions(files, knowing: try await known())
    guard deployment.against == nil else { return try await checkDeployment(of: checked) }
    switch output {
    case .table: try Terminal.print(Self.words(checked))
    case .json: try Terminal.print(Self.table(checked).indentedJSON)
    case .csv: try Terminal.print(Self.table(checked).csv)
    case .sarif: try Terminal.print(SARIF.log(of: checked).indented + "\n")
    }
    if checked.hasErrors { throw Exit.invalidDocument }
  }

  /// Whether what the files define could be launched in a store.
  private func checkDeployment(of checked: Definitions) async throws {
    let reports = try await deployment.reports(on: checked)
    guard !checked.hasErrors else {
      try Terminal.print(Self.words(checked))
      throw Exit.invalidDocument
    }
    try deployment.show(reports, as: output)
    if reports.contains(where: \.deployability.hasErrors) { throw Exit.invalidDocument }
  }

  /// What the store knows, where one was named.
  private func known() async throws -> Organisation {
    guard store.store != nil else { return Organisation() }
    let opened = try store.openForReading()
    let organisation = try await opened.read { try Organisation(in: $0) }
    try await opened.close()
    return organisation
  }

  private static func words(_ checked: Definitions) -> String {
    let diagnostics = checked.readings.flatMap { reading in
      reading.diagnostics.map { ($0.severity, $0.line(in: reading.file.name).visible + "\n") }
    }
    func count(_ severity: Diagnostic.Severity) -> String {
      let count = diagnostics.count { $0.0 == severity }
      return "\(count) \(severity.rawValue)" + (count == 1 ? "" : "s")
    }
    let files = checked.readings.count
    return diagnostics.map(\.1).joined()
      + "\(files) file\(files == 1 ? "" : "s"): \(count(.error)), \(count(.warning))\n"
  }

  private static func table(_ checked: Definitions) -> Table {
    var table = Table([
      .init("File", key: "file"), .init("Line", key: "line", .trailing),
      .init("Column", key: "column", .trailing), .init("Severity", key: "severity"),
      .init("Code", key: "code"), .init("Message", key: "message"),
    ])
    for reading in checked.readings {
      for diagnostic in reading.diagnostics {
        table.append([
          Cell(reading.file.name), Cell(diagnostic.location.line),
          Cell(diagnostic.location.column), Cell(diagnostic.severity.rawValue),
          Cell(diagnostic.code), Cell(diagnostic.message),
        ])
      }
    }
    return table
  }
}

enum CheckOutput: String, CaseIterable, ExpressibleByArgument {
  case table, json, csv, sarif
}
