import ArgumentParser
import SQLiteStore
import Statechart
import WorkflowEngine

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "sheets and calendars out",
    discussion: """
      What is written is read again by `docket apply`, and then nothing changes.

      Example: docket export people -o 人员.csv
      """,
    subcommands: [
      Units.self, People.self, Assignments.self, Calendars.self, Everything.self, ICS.self,
    ])

  struct Units: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "units", abstract: "the tree",
      discussion: "Example: docket export units -o units.csv")
    @OptionGroup var export: SheetExport
    func run() async throws { try await export.write(.units) }
  }

  struct People: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "people", abstract: "who there is",
      discussion: "Example: docket export people --output xml")
    @OptionGroup var export: SheetExport
    func run() async throws { try await export.write(.people) }
  }

  struct Assignments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "assignments", abstract: "who holds which role where",
      discussion: "Example: docket export assignments -o assignments.csv")
    @OptionGroup var export: SheetExport
    func run() async throws { try await export.write(.assignments) }
  }

  struct Calendars: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "calendars", abstract: "holidays and make-up days",
      discussion: "Example: docket export calendars -o 2024.csv")
    @OptionGroup var export: SheetExport
    func run() async throws { try await export.write(.calendars) }
  }

  struct Everything: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "organisation", abstract: "all of it in one XML file",
      discussion: "Example: docket export organisation -o organisation.xml")
    @OptionGroup var target: ExportTarget
    @OptionGroup var store: StoreOptions
    func run() async throws {
      let organisation = try await target.organisation(in: store)
      try target.write(OrganisationReader.text(of: organisation), forSpreadsheets: false)
    }
  }
}

/// Where an export goes, and what of the organisation it holds.
struct ExportTarget: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("to")],
    help: ArgumentHelp("Where to write it; else standard output.", valueName: "file"))
  var target: String?

  @Flag(help: "Retired units and what is about them, too.")
  var retired = false

  func organisation(in options: StoreOptions) async throws -> Organisation {
    let store = try options.openForReading()
    let organisation = try await store.read { [retired] reader in
      let all = try Organisation(in: reader)
      return retired ? all : all.withoutRetiredUnits
    }
    try await store.close()
    return organisation
  }

  /// - Parameter forSpreadsheets: A file of Chinese text needs a byte order mark to be read as
  ///   UTF-8 by spreadsheet programs; what goes to another program gets none.
  func write(_ text: String, forSpreadsheets: Bool) throws {
    guard let target else { return try Terminal.print(text) }
    let file = try NewFile(target)
    try file.write((forSpreadsheets ? [0xEF, 0xBB, 0xBF] : []) + Array(text.utf8))
    try file.finish()
  }
}

/// One sheet of the organisation.
struct SheetExport: ParsableArguments {
  enum Format: String, CaseIterable, ExpressibleByArgument { case csv, xml }

  @OptionGroup var target: ExportTarget

  @Option(help: "The form; else what the file's name ends in, else csv.")
  var output: Format?

  @OptionGroup var store: StoreOptions

  func write(_ sheet: OrganisationSheet) async throws {
    let organisation = try await target.organisation(in: store)
    let isXML = target.target?.lowercased().hasSuffix(".xml") ?? false
    switch output ?? (isXML ? .xml : .csv) {
    case .csv:
      try target.write(
        OrganisationCSV.text(of: organisation, sheet: sheet), forSpreadsheets: true)
    case .xml:
      try target.write(
        OrganisationReader.text(of: organisation.only(sheet)), forSpreadsheets: false)
    }
  }
}
