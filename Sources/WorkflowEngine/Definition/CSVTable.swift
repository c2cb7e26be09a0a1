import Statechart

/// A table of comma-separated values, each with its place.
///
/// Source: RFC 4180; line ends may be CR LF, LF or CR, a byte order mark is skipped, and lines without
/// any text are left out.
struct CSVTable {
  var header: [Field] = []
  /// As many fields in each as the header has.
  var rows: [[Field]] = []

  /// Every fault is in `findings`; rows with a fault are left out.
  init(_ bytes: [UInt8], _ findings: inout Findings) {
    guard let text = CSVTable.decode(bytes, &findings) else { return }
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

  private static func decode(_ bytes: [UInt8], _ findings: inout Findings) -> String? {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let body = bytes.starts(with: mark) ? bytes[3...] : bytes[...]
    if let text = String(validating: body, as: UTF8.self) { return text }
    // The valid begin, to say where it ends.
    var decoder = UTF8()
    var iterator = body.makeIterator()
    var place = SourceLocation(line: 1, column: 1)
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      if scalar == "\n" {
        place = SourceLocation(line: place.line + 1, column: 1)
      } else {
        place.column += 1
      }
    }
    findings.error(
      "csv.encoding", at: place,
      "the text is not UTF-8 from here on; save the sheet as \"CSV UTF-8\"")
    return nil
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
      return Field(String(text), at: start)
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
    return Field(String(text), at: start)
  }
}
