import AuditLog
public import Statechart
public import WorkflowEngine

/// The report of a programme: one HTML page that needs nothing beside it, no network, no script.
///
/// It reads in both languages, on light and dark screens and on paper, and names the place of the log
/// that its figures come from.
public struct ReportPage {
  let look: SurveyLook
  let words: ReportWords
  let tree: ProgrammeTree
  let reasons: [InstanceID: String]
  let shared: SharedEvidence?
  let requirements: [CarriedRequirement]

  var survey: Survey { look.survey }

  /// - Parameters:
  ///   - survey: Of one programme, with its course.
  ///   - languages: In which names and words are wanted, the best first.
  ///   - reasons: Why instances were suspended, exempted or cancelled, as far as the reader of the
  ///     report may know.
  ///   - requirements: What the decisions ask for that the batches rest on.
  ///   - shared: How much was given by several units; nil where nobody asked.
  public init(
    _ survey: Survey, languages: [String], reasons: [InstanceID: String] = [:],
    shared: SharedEvidence? = nil, requirements: [CarriedRequirement] = []
  ) {
    look = SurveyLook(survey)
    words = ReportWords(languages)
    tree = ProgrammeTree(survey)
    self.reasons = reasons
    self.shared = shared
    self.requirements = requirements
  }

  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="\(words.tag)">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(escaped("\(title) · \(words.report)"))</title>
    <style>
    \(PlotStyle.properties(stages: max(2, look.phases.count)))
    \(PlotStyle.rules)
    \(ReportStyle.rules)
    </style>
    </head>
    <body>
    <header>
    <p class="kind">\(escaped(words.report))</p>
    <h1>\(escaped(title))</h1>
    <p class="sub">\(escaped(words.asOf(survey)))</p>
    <ul class="batches">
    \(survey.batches.map(batchLine).joined(separator: "\n"))
    </ul>
    </header>
    <main>
    \(sections.joined(separator: "\n"))
    </main>
    <footer>
    <h2>\(escaped(words.sources))</h2>
    <p>\(escaped(words.provenance(survey)))<br><code>\(survey.position.root.hex)</code></p>
    <p>\(escaped(words.verification))</p>
    </footer>
    </body>
    </html>

    """
  }

  private var title: String {
    let names = Set(survey.batches.map(\.programme)).sorted().map(\.text)
    let titles = survey.batches.last.flatMap { survey.workflows[$0.workflow] }
      .flatMap { words.name($0.titles) }
    return names.joined(separator: ", ") + (titles.map { " · \($0)" } ?? "")
  }

  private func batchLine(_ batch: Batch) -> String {
    var parts = [words.batch(batch), batch.workflow.description, words.units(batch.size)]
    if batch.status == .launching { parts.append(words.launching) }
    if let window = words.window(batch.window) { parts.append(window) }
    if let authority = batch.authority { parts.append(authority) }
    let line = escaped(parts.joined(separator: " · "))
    guard let authority = batch.authority.flatMap({ Authority($0) }),
      let other = survey.superseded.first(where: { $0.authority == authority })
    else { return "<li>\(line)</li>" }
    return "<li>\(line) <b class=\"flag\">\(escaped(words.superseded(by: other.by)))</b></li>"
  }

  // MARK: Sections

  private var sections: [String] {
    [
      figures, stages, overTime, branches, heat, ageing, overdue, unacknowledged, ledger,
      sharedFiles, burden, required, aside, superseded,
    ].compactMap { $0 }
  }

  func section(_ title: String, note: String? = nil, _ body: String, isWide: Bool = true) -> String
  {
    let note = note.map { "<p class=\"note\">\(escaped($0))</p>" } ?? ""
    return
      "<section\(isWide ? "" : " class=\"half\"")>\n<h2>\(escaped(title))</h2>\(note)\n\(body)\n"
      + "</section>"
  }

  private var figures: String? {
    let total = tree.total
    var cards: [(Int, String, String)] = [
      (total.units, words.unitsInScope, "ink"), (total.finished, words.finished, "green"),
      (total.overdue, words.overdue, "red"), (total.behind, words.behind, "yellow"),
      (total.nearDue, words.nearDue, "blue"), (total.unacknowledged, words.unacknowledged, "ink"),
    ]
    if total.items > 0 {
      cards.append((total.openItems, words.openItems, "ink"))
      cards.append((total.continuingItems, words.continuingItems, "yellow"))
    }
    cards.append((total.suspended, words.suspended, "ink"))
    cards.append((total.exempted, words.exempted, "ink"))
    let html = cards.map { count, label, colour in
      "<div class=\"card\"><b style=\"color: var(--\(count == 0 ? "faint" : colour))\">\(count)</b>"
        + "<span>\(escaped(label))</span></div>"
    }
    return "<div class=\"cards\">\n\(html.joined(separator: "\n"))\n</div>"
  }

  private var stages: String? {
    guard tree.total.units > 0 else { return nil }
    var colours: [Identifier: [ProgressColour: Int]] = [:]
    for standing in survey.standings
    where standing.status != .cancelled && standing.status != .exempted {
      guard let plan = look.plan(of: standing), let phase = plan.phase(of: standing) else {
        continue
      }
      colours[plan.phases[phase].id, default: [:]][look.colour(of: standing), default: 0] += 1
    }
    let most = max(1, look.phases.map { tree.total.phases[$0.id] ?? 0 }.max() ?? 1)
    let rows = look.phases.map { phase -> String in
      let count = tree.total.phases[phase.id] ?? 0
      let parts = ProgressColour.allCases.reversed().compactMap { colour -> String? in
        guard let part = colours[phase.id]?[colour], part > 0 else { return nil }
        let share = decimal(Double(part) / Double(most) * 100, fractionDigits: 2)
        return "<i style=\"width: \(share)%; background: \(colour.property)\""
          + " title=\"\(escaped("\(words.colour(colour)): \(part)"))\"></i>"
      }
      return "<tr><th>\(escaped(words.title(phase)))</th><td class=\"bar\">\(parts.joined())</td>"
        + "<td class=\"number\">\(count)</td></tr>"
    }
    return section(
      words.byStage, "<table class=\"bars\">\n\(rows.joined(separator: "\n"))\n</table>\n\(key)")
  }

  /// What the colours mean.
  private var key: String {
    let colours: [ProgressColour] = [.red, .yellow, .blue, .plain, .green]
    return "<p class=\"key\">"
      + colours.map {
        "<span><i style=\"background: \($0.property)\"></i>\(escaped(words.colour($0)))</span>"
      }.joined() + "</p>"
  }

  private var overTime: String? {
    guard let course = survey.course,
      let svg = CoursePlot(
        course: course, phases: look.phases, words: words,
        end: survey.batches.compactMap { $0.end?.lastDay }.max()
      ).svg
    else { return nil }
    let key = look.phases.enumerated().map { index, phase in
      "<span><i style=\"background: var(--s\(index))\"></i>\(escaped(words.title(phase)))</span>"
    }
    return section(
      words.overTime, note: words.scopeNote,
      "\(svg)\n<p class=\"key\">\(key.joined())</p>")
  }

  private var heat: String? {
    let map = HeatMap(survey, toDepth: branchDepth)
    guard !map.rows.isEmpty, !map.columns.isEmpty else { return nil }
    return section(words.heatMap, HeatPicture(map, survey, languages: words.languages).inlined)
  }

  private var ageing: String? {
    let plot = AgeingPlot(ageing: look.ageing, stages: look.columns, words: words)
    return plot.svg.map { section(words.ageing, $0) }
  }

  /// Branches go so far down that a page still holds them: to the deepest level with at most 40 of
  /// them.
  var branchDepth: Int {
    let members = tree.rows(toDepth: nil, onlyMembers: true)
    let deepest = members.map(\.depth).max() ?? 0
    return (0...deepest).last { depth in members.count { $0.depth <= depth } <= 40 } ?? 0
  }
}
