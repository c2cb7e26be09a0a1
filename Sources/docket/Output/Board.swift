import Reports
import Statechart
import WorkflowEngine

/// How many units of each batch are in which stage, and how they stand to their deadlines.
struct Board {
  private struct Row {
    var batch: Batch
    var stage: Stage?
    var depth = 0
    /// What stands in place of a stage's title.
    var words: String?
    var units = 0
    var colours: [ProgressColour: Int] = [:]
    var suspended = 0
  }

  private var rows: [Row] = []
  private let languages = Languages.preferred
  private let batches: [BatchSums]
  private let superseded: [SupersededDecision]

  init(_ survey: BoardSurvey) {
    batches = survey.batches.map { BatchSums($0, survey.items) }
    superseded = survey.superseded
    for batch in survey.batches {
      // A batch that is being launched is no part of a board yet.
      guard batch.status == .open, let workflow = survey.workflows[batch.workflow] else {
        rows.append(Row(batch: batch, words: "(being launched)", units: batch.made))
        continue
      }
      var stages: [Identifier: Row] = [:]
      var aside: [String: Int] = [:]
      for group in survey.groups
      where group.batch == batch.number && group.programme == batch.programme {
        let (look, count) = (group.look, group.count)
        if look.status == .cancelled || look.status == .exempted {
          aside["(\(look.status.rawValue))", default: 0] += count
          continue
        }
        if look.stages.isEmpty { aside["(in no stage)", default: 0] += count }
        let colour = survey.colour(of: look)
        for stage in look.stages {
          var row = stages[stage] ?? Row(batch: batch)
          row.units += count
          row.colours[colour, default: 0] += count
          row.suspended += look.status == .suspended ? count : 0
          stages[stage] = row
        }
      }
      for stage in workflow.stages {
        var row = stages[stage.id] ?? Row(batch: batch)
        row.stage = stage
        row.depth = workflow.stages.count {
          workflow.chart.isDescendant(stage.state, of: $0.state)
        }
        rows.append(row)
      }
      rows += ["(in no stage)", "(cancelled)", "(exempted)"].compactMap { words in
        aside[words].map { Row(batch: batch, words: words, units: $0) }
      }
    }
  }

  func table(for format: OutputFormat) -> Table {
    var table = Table([
      .init("Programme", key: "programme"), .init("Batch", key: "batch", .trailing),
      .init("Stage", key: "stage"), .init("Title", key: "title"),
      .init("Units", key: "units", .trailing), .init("Overdue", key: "overdue", .trailing),
      .init("Behind", key: "behind", .trailing), .init("Near due", key: "near_due", .trailing),
      .init("Suspended", key: "suspended", .trailing),
    ])
    if format != .table { table.columns += Self.details }
    for row in rows {
      let indent = format == .table ? String(repeating: "  ", count: row.depth) : ""
      table.append(
        [
          Cell(row.batch.programme.text), Cell(row.batch.number),
          Cell(row.stage.map { indent + $0.id.text }),
          Cell(row.words ?? row.stage?.titles.text(in: languages)),
          Cell(row.units, row.units == 0 ? .quiet : .strong),
          Cell(count: row.colours[.red], .bad), Cell(count: row.colours[.yellow], .attention),
          Cell(count: row.colours[.blue], .soon), Cell(count: row.suspended, .quiet),
        ] + (format == .table ? [] : details(of: row.batch)))
    }
    return table
  }

  // MARK: What a meeting said of the batches

  /// What people read above the table and programs in its columns.
  private static let details: [Table.Column] = [
    .init("Window from", key: "window_start"), .init("Window to", key: "window_end"),
    .init("By and large", key: "soft_end"), .init("Authority", key: "authority"),
    .init("Superseded by", key: "superseded_by"),
    .init("Open items", key: "open_items", .trailing),
    .init("Continuing items", key: "continuing_items", .trailing),
  ]

  private func details(of batch: Batch) -> [Cell] {
    let sums = batches.first {
      $0.batch.programme == batch.programme && $0.batch.number == batch.number
    }
    return [
      Cell(batch.start?.description), Cell(batch.end?.description),
      Cell(.boolean(batch.hasSoftEnd)), Cell(batch.authority),
      Cell(successor(of: batch)?.description), Cell(sums?.open ?? 0), Cell(sums?.continuing ?? 0),
    ]
  }

  private func successor(of batch: Batch) -> Authority? {
    let authority = batch.authority.flatMap { Authority($0) }
    return superseded.first { $0.authority == authority }?.by
  }

  /// `drive-2023, batch 2: 52 units, 2023-09 to 2024-01 (by and large), under m-1#launch`, a line a
  /// batch.
  var heading: String {
    batches.map { sums in
      let batch = sums.batch
      var words = "\(batch.programme), batch \(batch.number): \(counted(batch.size))"
      if let window = batch.window.words { words += ", \(window)" }
      if let authority = batch.authority { words += ", under \(authority)" }
      if let other = successor(of: batch) { words += " (SUPERSEDED by \(other))" }
      if sums.open > 0 { words += "; \(counted(sums.open, "item is", "items are")) open" }
      if sums.continuing > 0 {
        words += "; \(counted(sums.continuing, "item continues", "items continue"))"
      }
      return words.visible + "\n"
    }.joined()
  }

  /// What was done under decisions that were set aside; empty where none was.
  var footing: String {
    superseded.map { decision in
      let done = decision.entries.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      return "superseded: \(decision.authority) by \(decision.by); under it stand "
        + done.joined(separator: ", ")
        + " (docket history --authority \(decision.authority))\n"
    }.joined()
  }
}

/// The items of a batch that are open, and that go on after their unit has finished.
private struct BatchSums {
  var batch: Batch
  var open = 0
  var continuing = 0

  init(_ batch: Batch, _ items: [ItemCount]) {
    self.batch = batch
    for items in items
    where items.programme == batch.programme && items.batch == batch.number {
      if items.isContinuing {
        continuing += items.count
      } else if items.isClosed == false {
        open += items.count
      }
    }
  }
}

extension Cell {
  /// A number that asks to be seen only where it is one.
  init(count: Int?, _ emphasis: Emphasis) {
    self.init(count ?? 0, count ?? 0 == 0 ? .quiet : emphasis)
  }
}

extension ProgressColour {
  /// In one or two words, as boards say it.
  var words: String {
    switch self {
    case .none: "-"
    case .green: "done"
    case .plain: "in time"
    case .blue: "near due"
    case .yellow: "behind"
    case .red: "overdue"
    }
  }

  var emphasis: Emphasis {
    switch self {
    case .none: .quiet
    case .green: .good
    case .plain: .plain
    case .blue: .soon
    case .yellow: .attention
    case .red: .bad
    }
  }
}
