public import ArgumentParser
import AuditLog
public import Reports

/// How an answer shall look.
struct OutputOptions: ParsableArguments {
  @Option(help: "How to show it.")
  var output: OutputFormat = .table

  /// Writes a table in the form that was asked for.
  func print(_ table: Table) throws {
    try Terminal.print(table.rendered(as: output, style: Terminal.style))
  }

  /// Writes an answer that is one thing: as words, as an object, or as a row of its members.
  func print(_ object: JSONObject, words: String) throws {
    switch output {
    case .table: try Terminal.print(words)
    case .json: try Terminal.print(JSON.object(object).indented + "\n")
    case .csv:
      let table = Table(
        object.map { Table.Column($0.key, key: $0.key) },
        rows: [object.map { Cell($0.value) }])
      try Terminal.print(table.csv)
    }
  }
}

extension Cell {
  /// What a member of a JSON object is in a table.
  init(_ json: JSON) {
    switch json {
    case .null: self = .none
    case .string(let text): self.init(text)
    case .bool(let flag): self.init(.boolean(flag))
    default: self = json.int.map { Cell($0) } ?? Cell(.json(json))
    }
  }
}

extension OutputFormat: ExpressibleByArgument {}
