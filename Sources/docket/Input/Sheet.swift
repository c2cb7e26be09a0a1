import Statechart
import WorkflowEngine

/// A sheet of comma-separated values whose first row names the columns.
struct Sheet {
  /// One row, by column.
  struct Row {
    /// The line it begins on, from 1.
    var line: Int
    var fields: [String: String]

    /// The field's text; nil where the column is missing or the field is empty.
    subscript(column: String) -> String? {
      fields[column].flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  private(set) var columns: [String]
  private(set) var rows: [Row]

  /// - Parameter ignoresOthers: Takes a sheet that has more columns than are asked for.
  /// - Throws: `InvalidFiles` for what is no table, `UsageError` for one that has other columns.
  init(
    _ file: InputFile, required: [String], optional: [String], ignoresOthers: Bool = false
  ) throws {
    let table: CSVTable
    do throws(InvalidDocument) {
      let (read, warnings) = try CSVTable.read(file.bytes)
      for warning in warnings { Terminal.complain(warning.line(in: file.name)) }
      table = read
    } catch {
      throw InvalidFiles(file.name, error.diagnostics)
    }
    let columns = table.header.map { $0.text.lowercased() }
    try Self.check(
      columns, required: required, optional: ignoresOthers ? optional + columns : optional,
      in: file.name, table.header.first?.location.line ?? 1)
    rows = table.rows.map { fields in
      Row(
        line: fields.first?.location.line ?? 1,
        fields: Dictionary(zip(columns, fields.map(\.text)), uniquingKeysWith: { $1 }))
    }
    self.columns = columns
  }

  private static func check(
    _ columns: [String], required: [String], optional: [String], in file: String, _ line: Int
  ) throws {
    let known = required + optional
    if let missing = required.first(where: { !columns.contains($0) }) {
      throw UsageError(
        "\(file):\(line): the column \"\(missing)\" is missing; the columns are "
          + known.joined(separator: ", "))
    }
    if let odd = columns.first(where: { !known.contains($0) }) {
      throw UsageError(
        "\(file):\(line): there is no column \"\(odd)\"; the columns are "
          + known.joined(separator: ", "))
    }
    guard Set(columns).count == columns.count else {
      throw UsageError("\(file):\(line): a column stands twice")
    }
  }
}
