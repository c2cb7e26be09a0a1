import AuditLog
import Reports
import Statechart
import WorkflowEngine

/// A heat map as a table: a column for each stage, a row for each unit or branch.
///
/// What a colour says a sign says, too: `12!` are twelve units of which one at least is overdue.
struct HeatRows {
  let map: HeatMap
  private let languages = Languages.preferred

  /// What the signs mean.
  static let legend =
    "✓ passed (~ late)  . ahead  else how many are here, and the worst: ! overdue, ~ behind, < near due"

  func table(for format: OutputFormat) -> Table {
    format == .table ? forPeople : forPrograms
  }

  private var forPeople: Table {
    var table = Table(
      [.init("Unit", key: "unit"), .init("Name", key: "name", maximumWidth: 26)]
        + map.columns.map {
          .init(
            $0.titles.text(in: languages) ?? $0.id.text, key: $0.id.text, .trailing,
            maximumWidth: 12)
        })
    for row in map.rows {
      let indent = String(repeating: "  ", count: row.depth)
      table.append(
        [Cell(indent + row.unit.code.text), Cell(row.unit.names.text(in: languages))]
          + row.cells.map(Self.cell))
    }
    return table
  }

  /// One row a cell, so that a program can pivot as it likes.
  private var forPrograms: Table {
    var table = Table([
      .init("Unit", key: "unit"), .init("Depth", key: "depth"), .init("Stage", key: "stage"),
      .init("Ahead", key: "ahead"), .init("Inside", key: "inside"),
      .init("Passed", key: "passed"), .init("Late", key: "late"),
      .init("Colour", key: "colour"),
    ])
    for row in map.rows {
      for (column, cell) in zip(map.columns, row.cells) where !cell.isEmpty {
        table.append([
          Cell(row.unit.code.text), Cell(row.depth), Cell(column.id.text), Cell(cell.ahead),
          Cell(cell.inside), Cell(cell.passed), Cell(cell.late), Cell(cell.colour?.rawValue),
        ])
      }
    }
    return table
  }

  private static func cell(_ cell: HeatMap.Cell) -> Cell {
    if cell.isEmpty { return Cell("") }
    guard cell.inside > 0, let colour = cell.colour else {
      guard cell.ahead == 0 else { return Cell(".", .quiet) }
      return cell.late > 0 ? Cell("✓~", .attention) : Cell("✓", .good)
    }
    return Cell("\(cell.inside)\(sign(of: colour))", colour.emphasis)
  }

  private static func sign(of colour: ProgressColour) -> String {
    switch colour {
    case .red: "!"
    case .yellow: "~"
    case .blue: "<"
    case .none, .green, .plain: ""
    }
  }
}
