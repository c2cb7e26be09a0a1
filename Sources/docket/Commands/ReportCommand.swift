import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "a page on progress",
    discussion: """
      One HTML page that needs nothing beside it and prints: progress by stage, by branch and over \
      time, how long units have been in their stage, who is overdue or has not acknowledged, the \
      ledger and what of it goes on, files that several units gave, what the workflow asks of a unit, \
      who is suspended or exempt, decisions that were set aside. Every figure comes from \
      the log; the page names the place. Nobody is ranked. A file that ends in .pdf is printed by the \
      machine's Chromium.

      Example: docket report --programme drive-2023 --lang zh-Hans -o report.html
      """)

  enum Language: String, CaseIterable, ExpressibleByArgument {
    case chinese = "zh-Hans"
    case english = "en"

    var languages: [String] { self == .chinese ? ["zh-Hans", "zh", "en"] : ["en"] }
  }

  @Option(help: ArgumentHelp("The programme; needed where there are several.", valueName: "name"))
  var programme: String?

  @Option(help: ArgumentHelp("Only this batch.", valueName: "number"))
  var batch: Int?

  @Option(help: "The language; else that of the environment.")
  var lang: Language?

  @Flag(help: "Say why units are suspended or exempt; for a role that manages the workflow.")
  var reasons = false

  @Option(
    name: [.customShort("o"), .customLong("to")],
    help: ArgumentHelp("Where to write it; else standard output.", valueName: "file"))
  var target: String?

  @OptionGroup var moment: MomentOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions

  func run() async throws {
    let session = try await Session(store, actor, for: .reading)
    let html = try await session.run {
      let name = try await self.name(session)
      let survey = try await session.survey(
        moment, programme: name, batch: batch, withCourse: true)
      let known =
        reasons ? try await session.engine.reasons(in: survey, for: session.identity) : [:]
      let required = try await session.store.read { reader in
        try survey.batches.flatMap { try reader.requirements(of: $0) }
      }
      return ReportPage(
        survey, languages: lang?.languages ?? Languages.preferred, reasons: known,
        shared: try await session.engine.sharedEvidence(in: survey), requirements: required
      ).html
    }
    guard let target else { return try Terminal.print(html) }
    let bytes = target.hasSuffix(".pdf") ? try PDFPrinter.pdf(of: html) : Array(html.utf8)
    let file = try NewFile(target)
    try file.write(bytes)
    try file.finish()
  }

  private func name(_ session: Session) async throws -> ProgrammeName {
    if let programme { return Identifier(programme) }
    let names = try await session.store.read { try Set($0.batches().map(\.programme)) }.sorted()
    guard names.count < 2 else {
      throw UsageError(
        "there are several programmes; choose one with --programme: "
          + names.map(\.text).joined(separator: ", "))
    }
    guard let name = names.first else { throw UsageError("there is no programme yet") }
    return name
  }
}
