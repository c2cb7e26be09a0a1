import ArgumentParser
import Minutes
import Reports
import Statechart
import WorkflowEngine

struct MinutesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "minutes", abstract: "what meetings decide",
    discussion: """
      `docket apply` brings minutes in as drafts. A person approves them, and then their orders are \
      enacted: all of them or none, once.

      At the end `draft` writes closing minutes whose figures come from the log, `verify` counts them \
      again, and `render` prints.

      Example: docket minutes enact m-2023-09-08 --dry-run
      """,
    subcommands: [
      MinutesCheckCommand.self, MinutesApproveCommand.self, MinutesEnactCommand.self,
      MinutesListCommand.self, MinutesShowCommand.self, MinutesDraftCommand.self,
      MinutesVerifyCommand.self, MinutesRenderCommand.self,
    ])
}

struct MinutesCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "find mistakes in minutes",
    discussion: """
      Every mistake is named with its file, line and column. Exit 2 if there is an error.

      Example: docket minutes check minutes-2023-09-08.xml
      """)

  @Argument(help: ArgumentHelp("The files; \"-\" reads standard input.", valueName: "file"))
  var files: [String]

  func run() async throws {
    var isInvalid = false
    for path in files {
      let file = try InputFile(path)
      let (document, diagnostics) = MinutesReader.check(file.bytes)
      for diagnostic in diagnostics {
        try Terminal.print(diagnostic.line(in: file.name).visible + "\n")
      }
      if let document {
        let decisions = document.orders.decisions
        let orders = decisions.reduce(0) { $0 + $1.orders.count }
        try Terminal.print(
          "\(file.name): \(document.orders.id), \(decisions.count) decisions, \(orders) orders\n")
      } else {
        isInvalid = true
      }
    }
    if isInvalid { throw Exit.invalidDocument }
  }
}

struct MinutesRenderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "minutes as a page that prints",
    discussion: """
      The official layout is that of GB/T 9704-2012 (纪要), the corporate one that of English minutes. \
      PDF is printed by the machine's Chromium.

      Example: docket minutes render minutes.xml --layout corporate --language en -o minutes.html
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case html, markdown, pdf
  }

  enum Layout: String, CaseIterable, ExpressibleByArgument {
    case official, corporate

    var asRendered: MinutesRenderer.Layout { self == .official ? .official : .corporate }
  }

  @Argument(help: ArgumentHelp("The minutes.", valueName: "file"))
  var file: String

  @Option(help: "How to lay it out.")
  var layout: Layout = .official

  @Option(help: "What to make.")
  var format: Format = .html

  @Option(
    help: ArgumentHelp("The language, such as zh; else the layout's own.", valueName: "tag"))
  var language: String?

  @Option(
    name: [.customShort("o"), .customLong("to")],
    help: ArgumentHelp("Where to write it; else standard output.", valueName: "file"))
  var target: String?

  func run() async throws {
    let input = try InputFile(file)
    let (document, diagnostics) = MinutesReader.check(input.bytes)
    guard let document else {
      for diagnostic in diagnostics { Terminal.complain(diagnostic.line(in: input.name).visible) }
      throw Exit.invalidDocument
    }
    let languages = language.map { [$0] }
    let layout = layout.asRendered
    let bytes =
      switch format {
      case .html:
        Array(MinutesRenderer.html(document, layout: layout, languages: languages).utf8)
      case .markdown:
        Array(MinutesRenderer.markdown(document, layout: layout, languages: languages).utf8)
      case .pdf:
        try PDFPrinter.pdf(
          of: MinutesRenderer.html(document, layout: layout, languages: languages))
      }
    guard let target else { return try Terminal.print(bytes: bytes) }
    let output = try NewFile(target)
    try output.write(bytes)
    try output.finish()
  }
}
