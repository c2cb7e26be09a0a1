import Reports
import Statechart
import WorkflowEngine

/// How many units of each batch are in which stage.
struct Board {
  private struct Row {
    var batch: Batch
    var stage: Stage?
    var depth = 0
    /// What stands in place of a stage's title.
    var words: String?
    var units = 0
    var suspended = 0
  }

  private var rows: [Row] = []
  private let names = Names()

  init(_ programme: ProgrammeName?, _ number: Int?, _ reader: any StoreReader) throws {
    var names = names
    for batch in try reader.batches() {
      guard programme == nil || batch.programme == programme,
        number == nil || batch.number == number
      else { continue }
      // A batch that is being launched is no part of a board yet.
      guard batch.status == .open else {
        rows.append(
          Row(batch: batch, words: "(being launched)", units: batch.made))
        continue
      }
      let counts = try reader.stageCounts(batch.programme, batch: batch.number)
      let workflow = try names.workflow(batch.workflow, reader)
      for stage in workflow.stages {
        let here = counts.filter {
          $0.stage == stage.id && $0.status != .cancelled && $0.status != .exempted
        }
        rows.append(
          Row(
            batch: batch, stage: stage,
            depth: workflow.stages.count { workflow.chart.isDescendant(stage.state, of: $0.state) },
            units: here.reduce(0) { $0 + $1.count },
            suspended: here.reduce(0) { $0 + ($1.status == .suspended ? $1.count : 0) }))
      }
      let aside = try Self.aside(batch, counts, reader)
      rows += aside.map { Row(batch: batch, words: $0.words, units: $0.count) }
    }
  }

  /// Instances that are in no stage, were cancelled or are exempt.
  private static func aside(_ batch: Batch, _ counts: [StageCount], _ reader: any StoreReader)
    throws
    -> [(words: String, count: Int)]
  {
    var aside: [(String, Int)] = []
    let between = counts.filter { $0.stage == nil && !$0.status.isClosed }
    aside.append(("(in no stage)", between.reduce(0) { $0 + $1.count }))
    for status in [Instance.Status.cancelled, .exempted] {
      let query = InstanceQuery(
        programme: batch.programme, batch: batch.number, statuses: [status], limit: 100_000)
      aside.append(("(\(status.rawValue))", try reader.instances(query).count { $0.parent == nil }))
    }
    return aside.filter { $0.1 > 0 }
  }

  func table(for format: OutputFormat) -> Table {
    var table = Table([
      .init("Programme", key: "programme"), .init("Batch", key: "batch", .trailing),
      .init("Stage", key: "stage"), .init("Title", key: "title"),
      .init("Units", key: "units", .trailing), .init("Suspended", key: "suspended", .trailing),
    ])
    for row in rows {
      let indent = format == .table ? String(repeating: "  ", count: row.depth) : ""
      table.append([
        Cell(row.batch.programme.text), Cell(row.batch.number),
        Cell(row.stage.map { indent + $0.id.text }),
        Cell(row.words ?? row.stage?.titles.text(in: names.languages)),
        Cell(row.units, row.units == 0 ? .quiet : .strong),
        Cell(row.suspended, row.suspended == 0 ? .quiet : .attention),
      ])
    }
    return table
  }
}
