public import AuditLog

extension Table {
  /// The table as an array of objects whose names are the columns' keys.
  ///
  /// Every object has every key. Of two columns with one key the last wins.
  public var json: JSON {
    .array(
      rows.map { row in
        .object(
          JSONObject(columns.indices.map { (columns[$0].key, cell(row, $0).json) }))
      })
  }

  /// The array over several lines, ending with a line break. What a terminal would obey is escaped.
  public var indentedJSON: String { json.indented + "\n" }
}

extension Cell {
  var json: JSON {
    switch value {
    case .none: .null
    case .text(let text): .string(text)
    case .integer(let integer): JSON(integer)
    case .number(let number, _): .number(number)
    case .boolean(let flag): .bool(flag)
    case .list(let texts): JSON(texts)
    case .json(let json): json
    }
  }
}
