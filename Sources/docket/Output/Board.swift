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

  init(_ survey: Survey) {
    let look = SurveyLook(survey)
    for batch in survey.batches {
      // A batch that is being launched is no part of a board yet.
      guard batch.status == .open, let workflow = survey.workflows[batch.workflow] else {
        rows.append(Row(batch: batch, words: "(being launched)", units: batch.made))
        continue
      }
      var stages: [Identifier: Row] = [:]
      var aside: [String: Int] = [:]
      for standing in survey.standings
      where standing.batch == batch.number && standing.programme == batch.programme {
        if standing.status == .cancelled || standing.status == .exempted {
          aside["(\(standing.status.rawValue))", default: 0] += 1
          continue
        }
        if standing.stages.isEmpty { aside["(in no stage)", default: 0] += 1 }
        let colour = look.colour(of: standing)
        for stage in standing.stages {
          var row = stages[stage] ?? Row(batch: batch)
          row.units += 1
          row.colours[colour, default: 0] += 1
          row.suspended += standing.status == .suspended ? 1 : 0
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
    for row in rows {
      let indent = format == .table ? String(repeating: "  ", count: row.depth) : ""
      table.append([
        Cell(row.batch.programme.text), Cell(row.batch.number),
        Cell(row.stage.map { indent + $0.id.text }),
        Cell(row.words ?? row.stage?.titles.text(in: languages)),
        Cell(row.units, row.units == 0 ? .quiet : .strong),
        Cell(count: row.colours[.red], .bad), Cell(count: row.colours[.yellow], .attention),
        Cell(count: row.colours[.blue], .soon), Cell(count: row.suspended, .quiet),
      ])
    }
    return table
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
