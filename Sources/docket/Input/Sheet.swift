import Foundation

/// A table of comma-separated values whose first row names the columns (RFC 4180, UTF-8).
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

  private(set) var columns: [String] = []
  private(set) var rows: [Row] = []

  /// - Parameter ignoresOthers: Takes a sheet that has more columns than are asked for.
  /// - Throws: `UsageError` that names file and line.
  init(
    _ file: InputFile, required: [String], optional: [String], ignoresOthers: Bool = false
  ) throws {
    var reader = RowReader(try file.text())
    var isFirst = true
    while let (line, fields) = try reader.next(in: file.name) {
      if fields.allSatisfy(\.isEmpty) { continue }
      if isFirst {
        isFirst = false
        columns = fields.map { $0.lowercased() }
        try Self.check(
          columns, required: required, optional: ignoresOthers ? optional + columns : optional,
          in: file.name, line)
      } else if fields.count == columns.count {
        rows.append(
          Row(line: line, fields: Dictionary(zip(columns, fields), uniquingKeysWith: { $1 })))
      } else {
        throw UsageError(
          "\(file.name):\(line): this row has \(fields.count) fields, the first has"
            + " \(columns.count)")
      }
    }
    guard !isFirst else { throw UsageError("\(file.name) is empty") }
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

private struct RowReader {
  private var rest: Substring.UnicodeScalarView
  private var line = 1

  init(_ text: String) { rest = text[...].unicodeScalars }

  /// The next row and the line it begins on.
  mutating func next(in file: String) throws -> (line: Int, fields: [String])? {
    guard !rest.isEmpty else { return nil }
    let start = line
    var fields: [String] = []
    while true {
      fields.append(try field(in: file))
      let end = rest.popFirst()
      if end == "," { continue }
      if end == "\r", rest.first == "\n" { rest.removeFirst() }
      line += 1
      return (start, fields)
    }
  }

  private mutating func field(in file: String) throws -> String {
    var text = String.UnicodeScalarView()
    guard rest.first == "\"" else {
      while let scalar = rest.first, ![",", "\n", "\r"].contains(scalar) {
        text.append(rest.removeFirst())
      }
      return String(text)
    }
    let start = line
    rest.removeFirst()
    while let scalar = rest.popFirst() {
      if scalar == "\n" { line += 1 }
      guard scalar == "\"" else {
        text.append(scalar)
        continue
      }
      if rest.first == "\"" {
        text.append(rest.removeFirst())
      } else if let next = rest.first, ![",", "\n", "\r"].contains(next) {
        throw UsageError("\(file):\(line): after a closed quotation mark comes a comma")
      } else {
        return String(text)
      }
    }
    throw UsageError("\(file):\(start): a quotation mark is never closed")
  }
}
