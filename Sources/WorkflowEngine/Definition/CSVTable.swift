import AuditLog
public import Statechart
import XML

/// A text of a file and where it stands.
public struct Field: Hashable, Sendable {
  public var text: String
  public var location: SourceLocation

  /// White space at the ends is left out.
  public init(_ text: String, at location: SourceLocation) {
    self.text = text.trimmed
    self.location = location
  }
}

/// A table of comma-separated values, each with its place.
///
/// Source: RFC 4180; line ends may be CR LF, LF or CR, and lines without any text are left out. The
/// encoding is found as `DecodedText` says. An apostrophe that keeps a spreadsheet from taking a
/// text for a formula is no part of the text.
public struct CSVTable: Sendable {
  public private(set) var header: [Field] = []
  /// As many fields in each as the header has.
  public private(set) var rows: [[Field]] = []

  /// - Parameter encoding: The encoding's name, where the caller knows it.
  /// - Returns: The table with its warnings.
  /// - Throws: `InvalidDocument` with every diagnostic.
  public static func read(_ bytes: [UInt8], encoding: String? = nil) throws(InvalidDocument)
    -> (table: CSVTable, warnings: [Diagnostic])
  {
    var findings = Findings()
    let table = CSVTable(bytes, encoding: encoding, &findings)
    guard !findings.hasErrors else { throw InvalidDocument(findings.sorted) }
    return (table, findings.sorted)
  }

  /// Every fault is in `findings`; rows with a fault are left out.
  init(_ bytes: [UInt8], encoding: String? = nil, _ findings: inout Findings) {
    guard let text = CSVTable.decode(bytes, encoding, &findings) else { return }
    var scanner = CSVScanner(text)
    var isFirst = true
    while let row = scanner.row(&findings) {
      if row.allSatisfy({ $0.text.isEmpty }) { continue }
      if isFirst {
        isFirst = false
        header = row
      } else if row.count == header.count {
        rows.append(row)
      } else {
        findings.error(
          "csv.row.length", at: row[0].location,
          "this row has \(row.count) fields, but the header has \(header.count)")
      }
    }
    if isFirst {
      findings.error("csv.empty", at: SourceLocation(line: 1, column: 1), "the file is empty")
    }
  }

  private static func decode(_ bytes: [UInt8], _ encoding: String?, _ findings: inout Findings)
    -> String?
  {
    do {
      let decoded = try DecodedText(bytes, encoding: encoding)
      if decoded.isGuess {
        findings.warn(
          "csv.encoding.guessed", at: SourceLocation(line: 1, column: 1),
          "the text is not UTF-8 and was read as \(decoded.encoding)")
      }
      return String(decoding: decoded.bytes, as: UTF8.self)
    } catch {
      findings.error("csv.encoding", at: SourceLocation(error.position), error.message)
      return nil
    }
  }
}

/// Reads one row after the other.
private struct CSVScanner {
  private let scalars: String.UnicodeScalarView
  private var index: String.UnicodeScalarView.Index
  private var place = SourceLocation(line: 1, column: 1)

  init(_ text: String) {
    scalars = text.unicodeScalars
    index = scalars.startIndex
  }

  private var next: Unicode.Scalar? { index < scalars.endIndex ? scalars[index] : nil }

  /// Steps over a scalar; CR LF counts as one line end.
  private mutating func step() {
    let scalar = scalars[index]
    index = scalars.index(after: index)
    if scalar == "\n" || (scalar == "\r" && next != "\n") {
      place = SourceLocation(line: place.line + 1, column: 1)
    } else if scalar != "\r" {
      place.column += 1
    }
  }

  /// The fields of the next row; nil at the end of the text.
  mutating func row(_ findings: inout Findings) -> [Field]? {
    guard next != nil else { return nil }
    var fields: [Field] = []
    while true {
      fields.append(field(&findings))
      switch next {
      case ",":
        step()
      case "\r":
        step()
        if next == "\n" { step() }
        return fields
      case "\n":
        step()
        return fields
      default:
        return fields
      }
    }
  }

  /// One field, up to its comma or line end.
  private mutating func field(_ findings: inout Findings) -> Field {
    let start = place
    var text = String.UnicodeScalarView()
    guard next == "\"" else {
      while let scalar = next, scalar != ",", scalar != "\n", scalar != "\r" {
        text.append(scalar)
        step()
      }
      return Field(CSVLine.plain(String(text)), at: start)
    }
    step()
    while true {
      guard let scalar = next else {
        findings.error("csv.quote.open", at: start, "this quotation mark is never closed")
        return Field(String(text), at: start)
      }
      step()
      if scalar != "\"" {
        text.append(scalar)
      } else if next == "\"" {
        text.append(scalar)
        step()
      } else {
        break
      }
    }
    if let scalar = next, scalar != ",", scalar != "\n", scalar != "\r" {
      findings.error(
        "csv.quote.text", at: place,
        "after a closed quotation mark comes a comma; a quotation mark inside is written twice")
      while let scalar = next, scalar != ",", scalar != "\n", scalar != "\r" { step() }
    }
    return Field(CSVLine.plain(String(text)), at: start)
  }
}
