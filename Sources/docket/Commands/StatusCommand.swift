import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "boards, and where units are",
    discussion: """
      Without a unit: the board of each programme, its windows and the decisions it rests on, and how \
      many units are in which stage. With a unit: \
      where it stands, since when, and when it is due. With --tree: every unit, or the unit and all \
      below it, each with the sum of its branch. With --heat: stages across, units down. With --only: \
      a list of those that are wanted. Units come in the order of the tree; nobody is ranked.

      Example: docket status --tree G-1 --programme drive-2023 --as-of 2023-10-31
      """)

  /// Whom a list is about.
  enum Selection: String, CaseIterable, ExpressibleByArgument {
    case overdue, behind
    case nearDue = "near-due"
    case unacknowledged, suspended, exempted, cancelled
  }

  @OptionGroup var subject: UnitArgument

  @Option(help: ArgumentHelp("Only this programme.", valueName: "name"))
  var programme: String?

  @Option(help: ArgumentHelp("Only this batch.", valueName: "number"))
  var batch: Int?

  @Flag(help: "Unit by unit, along the tree, with the sum of each branch.")
  var tree = false

  @Flag(help: "Stages across, units down.")
  var heat = false

  @Option(
    help: ArgumentHelp(
      "With --tree or --heat: how far down; in a heat map the last rows are whole branches.",
      valueName: "levels"))
  var depth: Int?

  @Option(
    help: ArgumentHelp(
      "List only the units that are so: \(Selection.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "standing"))
  var only: Selection?

  @Option(
    name: [.customShort("o"), .customLong("to")],
    help: ArgumentHelp("With --heat: write a picture, .svg or .html.", valueName: "file"))
  var target: String?

  @OptionGroup var moment: MomentOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard [tree, heat, only != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("one of --tree, --heat and --only at a time")
    }
    if depth != nil, !tree, !heat { throw ValidationError("--depth goes with --tree or --heat") }
    if let depth, depth < 0 { throw ValidationError("--depth counts from 0") }
    if target != nil, !heat { throw ValidationError("-o goes with --heat") }
  }

  func run() async throws {
    let session = try await Session(store, actor, for: .reading)
    try await session.run {
      let root = subject.unit.map { Identifier($0) }
      guard root != nil || tree || heat || only != nil else {
        let board = Board(
          try await session.board(
            moment, programme: programme.map { Identifier($0) }, batch: batch))
        if output.output == .table { try Terminal.print(board.heading) }
        try output.print(board.table(for: output.output))
        if output.output == .table { try Terminal.print(board.footing) }
        return
      }
      let survey = try await session.survey(
        moment, programme: programme.map { Identifier($0) }, batch: batch, unit: root,
        withBelow: tree || heat || only != nil)
      if heat { return try show(HeatMap(survey, below: root, toDepth: depth), survey) }
      let dates = Dates(zone: session.zone, format: output.output)
      let rows = ProgrammeTree(survey, below: root)
      if tree {
        try output.print(
          UnitRows(survey, dates, hasSums: true)
            .table(of: rows.rows(toDepth: depth, onlyMembers: false)))
      } else if let only {
        let look = SurveyLook(survey)
        try output.print(
          UnitRows(survey, dates, hasSums: false)
            .table(of: rows.rows) { only.holds(of: $0, look) })
      } else {
        try output.print(
          UnitRows(survey, dates, hasSums: false).table(of: Array(rows.rows.prefix(1))))
      }
    }
  }

  private func show(_ map: HeatMap, _ survey: Survey) throws {
    guard let target else {
      let table = HeatRows(map: map).table(for: output.output)
      try output.print(table)
      if output.output == .table, !map.rows.isEmpty { try Terminal.print(HeatRows.legend + "\n") }
      return
    }
    let picture = HeatPicture(map, survey, languages: Languages.preferred)
    guard target.hasSuffix(".svg") || target.hasSuffix(".html") else {
      throw UsageError("\(target) ends neither in .svg nor in .html")
    }
    let file = try NewFile(target)
    try file.write(Array((target.hasSuffix(".svg") ? picture.svg : picture.html).utf8))
    try file.finish()
  }
}

extension StatusCommand.Selection {
  fileprivate func holds(of standing: Standing, _ look: SurveyLook) -> Bool {
    switch self {
    case .overdue: standing.status == .running && look.colour(of: standing) == .red
    case .behind: standing.status == .running && look.colour(of: standing) == .yellow
    case .nearDue: look.colour(of: standing) == .blue
    case .unacknowledged: look.plan(of: standing)?.awaitsAcknowledgement(standing) ?? false
    case .suspended: standing.status == .suspended
    case .exempted: standing.status == .exempted
    case .cancelled: standing.status == .cancelled
    }
  }
}
