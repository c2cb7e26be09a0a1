import AuditLog
import Statechart
import WorkflowEngine

// The parts of a report that are tables.

extension ReportPage {
  /// The most rows of a list on a page; the rest is counted.
  private static let limit = 200

  func table(_ head: [String], _ rows: [[String]], numbers: Set<Int> = []) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>"
        + cells.enumerated().map {
          "<\(tag)\(numbers.contains($0) ? " class=\"number\"" : "")>\($1)</\(tag)>"
        }.joined() + "</tr>"
    }
    return "<table class=\"list\">\n<thead>\(row(head.map(escaped), "th"))</thead>\n<tbody>\n"
      + rows.map { row($0, "td") }.joined(separator: "\n") + "\n</tbody>\n</table>"
  }

  func unit(_ unit: Unit, depth: Int = 0) -> String {
    let name = words.name(unit.names).map { " " + escaped($0) } ?? ""
    let indent = depth == 0 ? "" : " style=\"padding-left: \(depth * 14)px\""
    return "<span class=\"unit\"\(indent)><code>\(escaped(unit.code.text))</code>\(name)</span>"
  }

  private func day(_ instant: Instant?) -> String {
    instant.map { survey.zone.date(at: $0).description } ?? "–"
  }

  private func stageTitles(_ standing: Standing) -> String {
    let workflow = survey.workflows[standing.workflow]
    let active = workflow?.stages.filter { standing.stages.contains($0.id) } ?? []
    let innermost = active.filter { stage in
      !active.contains { workflow?.chart.isDescendant($0.state, of: stage.state) ?? false }
    }
    return escaped(innermost.map(words.title).joined(separator: ", "))
  }

  private func mark(_ colour: ProgressColour) -> String {
    "<span class=\"mark\" style=\"--c: \(colour.property)\">\(escaped(words.colour(colour)))</span>"
  }

  // MARK: Branches

  var branches: String? {
    let rows = tree.rows(toDepth: branchDepth, onlyMembers: true)
    guard !rows.isEmpty else { return nil }
    let phases = look.phases
    let body = rows.map { row -> [String] in
      let parts = phases.enumerated().compactMap { index, phase -> String? in
        guard let count = row.sum.phases[phase.id], count > 0, row.sum.units > 0 else { return nil }
        let share = decimal(Double(count) / Double(row.sum.units) * 100, fractionDigits: 2)
        return "<i style=\"width: \(share)%; background: var(--s\(index))\""
          + " title=\"\(escaped("\(words.title(phase)): \(count)"))\"></i>"
      }
      return [
        unit(row.unit, depth: row.depth), "\(row.sum.units)",
        "<div class=\"bar\">\(parts.joined())</div>", "\(row.sum.finished)",
        quiet(row.sum.overdue, "red"), quiet(row.sum.behind, "yellow"),
        quiet(row.sum.nearDue, "blue"), quiet(row.sum.unacknowledged, "ink"),
        row.sum.worst.map(mark) ?? "–",
      ]
    }
    return section(
      words.byBranch, note: words.treeOrder,
      table(
        [
          words.unit, words.units, words.stages, words.done, words.overdue, words.behind,
          words.nearDue, words.unacknowledged, words.worst,
        ], body, numbers: [1, 3, 4, 5, 6, 7]))
  }

  private func quiet(_ count: Int, _ colour: String) -> String {
    count == 0
      ? "<span class=\"zero\">0</span>" : "<b style=\"color: var(--\(colour))\">\(count)</b>"
  }

  // MARK: Lists of units

  private func standings(_ isWanted: (Standing) -> Bool) -> [(unit: Unit, standing: Standing)] {
    tree.rows.flatMap { row in row.own.filter(isWanted).map { (row.unit, $0) } }
  }

  private func list(
    _ title: String, _ found: [(unit: Unit, standing: Standing)], head: [String],
    numbers: Set<Int> = [], isWide: Bool = true, _ cells: (Standing) -> [String]
  ) -> String {
    guard !found.isEmpty else {
      return section(title, "<p class=\"note\">\(escaped(words.none))</p>", isWide: isWide)
    }
    let rows = found.prefix(Self.limit).map { [unit($0.unit)] + cells($0.standing) }
    let rest = found.count - rows.count
    return section(
      "\(title) · \(found.count)",
      table(head, rows, numbers: numbers)
        + (rest > 0 ? "<p class=\"note\">\(escaped(words.more(rest)))</p>" : ""), isWide: isWide)
  }

  var overdue: String? {
    let today = survey.zone.date(at: survey.now).dayNumber
    return list(
      words.overdueList,
      standings { $0.status == .running && look.colour(of: $0) == .red },
      head: [words.unit, words.stage, words.due, words.late], numbers: [3]
    ) { standing in
      let due = standing.entered.values.filter { !$0.isSoft }.compactMap(\.due).min()
      let days = due.map { today - survey.zone.date(at: $0).dayNumber } ?? 0
      return [
        stageTitles(standing), day(due), "<b style=\"color: var(--red)\">\(max(0, days))</b>",
      ]
    }
  }

  var unacknowledged: String? {
    let found = standings { look.plan(of: $0)?.awaitsAcknowledgement($0) ?? false }
    guard !found.isEmpty else { return nil }
    return list(
      words.unacknowledgedList, found, head: [words.unit, words.since, words.due, words.status]
    ) { [day($0.startedAt), day($0.pressing?.due), mark(look.colour(of: $0))] }
  }

  var aside: String? {
    let found = standings { [.suspended, .exempted, .cancelled].contains($0.status) }
    return list(
      words.aside, found, head: [words.unit, words.status, words.since, words.reason]
    ) { standing in
      let status =
        switch standing.status {
        case .suspended: words.suspended
        case .exempted: words.exempted
        default: words.cancelled
        }
      return [
        escaped(status), day(standing.at),
        reasons[standing.id].map(escaped)
          ?? "<span class=\"zero\">\(escaped(words.notShown))</span>",
      ]
    }
  }

  // MARK: Ledger

  var ledger: String? {
    guard !survey.items.isEmpty else { return nil }
    struct Sum {
      var raised = 0
      var closed = 0
      var continuing = 0
    }
    // An item counts in the branch of the unit that owns it.
    let depth = branchDepth
    var sums: [UnitCode: Sum] = [:]
    var branch: [UnitCode: UnitCode] = [:]
    var current: [UnitCode] = []
    for row in tree.rows {
      current = Array(current.prefix(row.depth)) + [row.unit.code]
      branch[row.unit.code] = current[min(depth, row.depth)]
    }
    var total = Sum()
    for item in survey.items {
      guard let isClosed = look.isClosed(item) else { continue }
      let goesOn = look.isContinuing(item)
      let key = branch[item.unit] ?? item.unit
      sums[key, default: Sum()].raised += 1
      sums[key, default: Sum()].closed += isClosed ? 1 : 0
      sums[key, default: Sum()].continuing += goesOn ? 1 : 0
      total.raised += 1
      total.closed += isClosed ? 1 : 0
      total.continuing += goesOn ? 1 : 0
    }
    func cells(_ sum: Sum) -> [String] {
      [
        "\(sum.raised)", "\(sum.closed)", quiet(sum.raised - sum.closed, "ink"),
        quiet(sum.continuing, "yellow"),
      ]
    }
    let rows = tree.rows.compactMap { row in
      sums[row.unit.code].map { [unit(row.unit)] + cells($0) }
    }
    return section(
      words.ledger, note: words.continuingNote,
      table(
        [words.unit, words.raised, words.closed, words.open, words.continuing],
        rows + [["<b>\(escaped(words.total))</b>"] + cells(total)], numbers: [1, 2, 3, 4]))
  }

  // MARK: Evidence of several units

  var sharedFiles: String? {
    guard let shared, shared.files > 0 else { return nil }
    return section(
      words.sharedFiles, note: words.sharedNote,
      "<p>\(escaped(words.shared(shared)))</p>", isWide: false)
  }

  // MARK: What the meeting asks for

  var required: String? {
    guard !requirements.isEmpty else { return nil }
    let rows = requirements.map { carried -> [String] in
      let requirement = carried.requirement
      let title = words.name(requirement.titles).map { "<b>\(escaped($0))</b> " } ?? ""
      let text = (words.name(requirement.text) ?? "").split(separator: "\n")
        .map { escaped(String($0)) }.joined(separator: "<br>")
      let lesson = requirement.lesson.map { cited in
        escaped(carried.lesson.flatMap { words.name($0.text) } ?? "")
          + " <code>\(escaped(cited.description))</code>"
      }
      return [
        escaped(requirement.isProhibition ? words.forbidden : words.required), title + text,
        lesson ?? "–", "<code>\(escaped(carried.decision.description))</code>",
      ]
    }
    return section(
      words.requirements,
      table([words.kind, words.requirement, words.lesson, words.decision], rows))
  }

  // MARK: Decisions that were set aside

  var superseded: String? {
    guard !survey.superseded.isEmpty else { return nil }
    let rows = survey.superseded.map { decision -> [String] in
      let done = decision.entries.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      return [
        "<code>\(escaped(decision.authority.description))</code>",
        "<code>\(escaped(decision.by.description))</code>", escaped(done.joined(separator: ", ")),
      ]
    }
    return section(
      words.supersededDecisions, note: words.supersededNote,
      table([words.decision, words.supersededBy, words.doneUnder], rows))
  }

  // MARK: Burden

  var burden: String? {
    guard let reference = survey.batches.last?.workflow,
      let workflow = survey.workflows[reference], let plan = look.plans[reference]
    else { return nil }
    let burden = Burden(workflow, plan)
    let rows = zip(plan.columns, burden.parts).compactMap { stage, part -> [String]? in
      guard !part.steps.isEmpty else { return nil }
      let files = part.files.sorted { $0.key < $1.key }.map { kind, count in
        "\(count) × "
          + (workflow.evidenceKind(kind)?.titles.text(in: words.languages) ?? kind.text)
      }
      let ledgers = part.ledgers.map { id in
        workflow.ledger(id)?.titles.text(in: words.languages) ?? id.text
      }
      return [
        escaped(words.title(stage)), escaped(files.isEmpty ? "–" : files.joined(separator: "; ")),
        escaped(ledgers.isEmpty ? "–" : ledgers.joined(separator: "; ")), "\(part.steps.count)",
        "\(part.signOffs)",
      ]
    }
    return section(
      words.burden, note: words.burdenNote,
      table(
        [words.stage, words.files, words.ledgers, words.steps, words.signOffs],
        rows + [
          [
            "<b>\(escaped(words.total))</b>", "\(burden.files)", "", "\(burden.steps)",
            "\(burden.signOffs)",
          ]
        ], numbers: [3, 4]))
  }
}
