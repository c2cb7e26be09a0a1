import Reports
import Testing

@Suite struct TableCSVTests {
  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"so\"", "\"say \"\"so\"\"\""),
    ("two\nlines", "\"two\nlines\""), (" edge", "\" edge\""), ("整改", "整改"), ("", ""),
    ("\u{1B}[2J", "␛[2J"),
  ])
  func `a text is quoted where RFC 4180 asks for it`(_ text: String, _ field: String) {
    #expect(csv(of: Cell(text)) == field)
  }

  @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "\n=1"])
  func `a text cannot become a formula`(_ text: String) {
    #expect(fields(of: "t\r\n" + csv(of: Cell(text)) + "\r\n")[1] == ["'" + text])
  }

  @Test func `a negative number stays a number`() {
    #expect(csv(of: Cell(-3)) == "-3")
    #expect(csv(of: Cell(.number(-0.5, fractionDigits: 1))) == "-0.5")
  }

  @Test func `what was written is read again`() {
    let texts = ["a", "\"", ",", "\r\n", "x\r\ny", "'", "整改,专项", "", " ", "\"\"", "a\"b,c\nd"]
    let table = Table(
      [.init("A", key: "a"), .init("B, b", key: "b, b")],
      rows: texts.flatMap { a in texts.map { b in [Cell("x" + a), Cell("x" + b)] } })

    let rows = fields(of: table.rendered(as: .csv))

    #expect(rows.first == ["a", "b, b"])
    #expect(
      rows.dropFirst().elementsEqual(texts.flatMap { a in texts.map { ["x" + a, "x" + $0] } }))
  }

  /// The field of a table with this one cell.
  private func csv(of cell: Cell) -> String {
    let text = Table([.init("T", key: "t")], rows: [[cell]]).rendered(as: .csv)
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.dropFirst("t\r\n".unicodeScalars.count).dropLast(2)))
  }

  /// RFC 4180, read by the letter.
  private func fields(of csv: String) -> [[String]] {
    var rows: [[String]] = []
    var row = [""]
    var isQuoted = false
    var scalars = Array(csv.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"" where isQuoted && scalars.first == "\"":
        scalars.removeFirst()
        row[row.count - 1].unicodeScalars.append("\"")
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: row.append("")
      case "\r" where !isQuoted && scalars.first == "\n":
        scalars.removeFirst()
        rows.append(row)
        row = [""]
      default: row[row.count - 1].unicodeScalars.append(scalar)
      }
    }
    return rows
  }
}
