public import AuditLog

/// Rows of cells under titled columns, before it is decided how they are shown.
///
/// A row may be shorter than the columns: what is missing is `.none`. Cells beyond the last column
/// are not shown.
public struct Table: Sendable {
  public struct Column: Hashable, Sendable {
    /// For people. Shown in capitals, as far as the script has any.
    public var title: String
    /// The name in JSON and the header in CSV: stable, so that programs can rely on it.
    public var key: String
    public var alignment: Alignment
    /// The most terminal columns that a cell may take; what is longer ends in `…`. JSON and CSV
    /// are never cut.
    public var maximumWidth: Int?

    public init(
      _ title: String, key: String, _ alignment: Alignment = .leading, maximumWidth: Int? = nil
    ) {
      self.title = title
      self.key = key
      self.alignment = alignment
      self.maximumWidth = maximumWidth
    }
  }

  public enum Alignment: Hashable, Sendable { case leading, trailing }

  public var columns: [Column]
  public var rows: [[Cell]]

  public init(_ columns: [Column], rows: [[Cell]] = []) {
    self.columns = columns
    self.rows = rows
  }

  public mutating func append(_ row: [Cell]) { rows.append(row) }

  /// The table in the given form, ending with a line break.
  ///
  /// - Parameter style: Only `.table` has colours.
  public func rendered(as format: OutputFormat, style: Style = .plain) -> String {
    switch format {
    case .table: text(style)
    case .json: indentedJSON
    case .csv: csv
    }
  }

  func cell(_ row: [Cell], _ column: Int) -> Cell { column < row.count ? row[column] : .none }
}

/// One value of a table, and how it asks to be seen.
public struct Cell: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    /// Nothing is known: `-` in a table, `null` in JSON, an empty field in CSV.
    case none
    case text(String)
    case integer(Int)
    /// Shown with a fixed number of digits after the point; JSON has it in full.
    case number(Double, fractionDigits: Int)
    case boolean(Bool)
    /// Several texts: joined by commas in a table, by spaces in CSV, an array in JSON.
    case list([String])
    /// Shown as a text in tables and CSV, as it is in JSON.
    case json(JSON)
  }

  public var value: Value
  public var emphasis: Emphasis

  public init(_ value: Value, _ emphasis: Emphasis = .plain) {
    self.value = value
    self.emphasis = emphasis
  }

  public init(_ text: String, _ emphasis: Emphasis = .plain) { self.init(.text(text), emphasis) }

  public init(_ integer: Int, _ emphasis: Emphasis = .plain) {
    self.init(.integer(integer), emphasis)
  }

  /// The text, or nothing.
  public init(_ text: String?, _ emphasis: Emphasis = .plain) {
    self.init(text.map(Value.text) ?? Value.none, emphasis)
  }

  public static let none = Cell(Value.none)
}

extension Cell: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
  public init(stringLiteral text: String) { self.init(.text(text)) }
  public init(integerLiteral integer: Int) { self.init(.integer(integer)) }
}

/// What a cell means, from which a style makes a colour. Meaning is never in the colour alone.
public enum Emphasis: Hashable, Sendable, CaseIterable {
  case plain
  /// Done, accepted, in time.
  case good
  /// A deadline is near.
  case soon
  /// Behind, waiting.
  case attention
  /// Refused, overdue, damaged.
  case bad
  /// Less important than the rest.
  case quiet
  /// A heading.
  case strong
}

/// Whether emphasis becomes colour.
public enum Style: Hashable, Sendable {
  /// Text alone: for files, pipes and `NO_COLOR`.
  case plain
  /// Colours by the escape sequences of ECMA-48 (SGR), for a terminal.
  case ansi

  /// The text in its colour. The text must not contain control characters; see `visible`.
  public func apply(_ emphasis: Emphasis, to text: String) -> String {
    guard self == .ansi, let code = Self.code(emphasis), !text.isEmpty else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  private static func code(_ emphasis: Emphasis) -> Int? {
    switch emphasis {
    case .plain: nil
    case .good: 32
    case .soon: 94
    case .attention: 33
    case .bad: 31
    case .quiet: 2
    case .strong: 1
    }
  }
}
