import AuditLog
import Reports
import Testing

@Suite struct TableTests {
  static let units = Table(
    [
      .init("Unit", key: "unit"), .init("名称", key: "name", maximumWidth: 10),
      .init("Open", key: "open", .trailing), .init("Share", key: "share", .trailing),
      .init("State", key: "state"),
    ],
    rows: [
      [
        "A01", "第一支部", 3, Cell(.number(0.5, fractionDigits: 2)), Cell(.list(["rectify", "study"])),
      ],
      [
        "A02", "Northern Harbour Office", 12, Cell(.number(-1.125, fractionDigits: 2)),
        Cell("done", .good),
      ],
      ["A03", .none, 0],
    ])

  @Test func `columns align where Chinese and Latin are mixed`() {
    let text = Self.units.rendered(as: .table)

    #expect(
      text == """
        UNIT  名称        OPEN  SHARE  STATE
        A01   第一支部       3   0.50  rectify, study
        A02   Northern …    12  -1.12  done
        A03   -              0      -  -

        """)
  }

  @Test func `colours appear only when asked for, and change no width`() {
    let coloured = Self.units.rendered(as: .table, style: .ansi)

    let stripped = ["[1m", "[32m", "[0m"].reduce(coloured) { text, code in
      text.split(separator: "\u{1B}" + code, omittingEmptySubsequences: false).joined()
    }
    #expect(coloured.contains("\u{1B}[32mdone\u{1B}[0m"))
    #expect(stripped == Self.units.rendered(as: .table))
  }

  @Test(arguments: [Style.plain, .ansi])
  func `a cell cannot send orders to the terminal`(_ style: Style) {
    let table = Table(
      [.init("Na\u{1B}me", key: "name")], rows: [["\u{1B}]0;owned\u{7}\nA99  forged"]])

    let text = table.rendered(as: .table, style: style)

    #expect(text.contains("␛]0;owned␇␊A99  forged"))
    #expect(text.split(separator: "\n").count == 2)
  }

  @Test func `no line ends in spaces`() {
    let table = Table(
      [.init("A", key: "a"), .init("B", key: "b")], rows: [["long text", ""], ["x", "y"]])

    let text = table.rendered(as: .table)

    #expect(text == "A          B\nlong text\nx          y\n")
  }

  @Test func `JSON has every key, and values of their own kind`() throws {
    let json = try JSON(parsing: Self.units.rendered(as: .json))

    #expect(json == Self.units.json)
    #expect(json[0]?["state"] == ["rectify", "study"])
    #expect(json[1]?["share"] == -1.125)
    #expect(json[1]?["name"] == "Northern Harbour Office")
    let last: JSON = [
      "unit": "A03", "name": .null, "open": 0, "share": .null, "state": .null,
    ]
    #expect(json[2] == last)
  }

  @Test func `an empty table is a header, an empty array or a header line`() {
    let table = Table([.init("Unit", key: "unit")])

    let all = OutputFormat.allCases.map { table.rendered(as: $0) }

    #expect(all == ["UNIT\n", "[]\n", "unit\r\n"])
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (0.005, 2, "0.00"), (0.015, 2, "0.02"), (12.5, 0, "12"), (-0.04, 1, "0.0"),
    (1e300, 2, "1e+300"), (99.995, 1, "100.0"),
  ])
  func `numbers have a fixed count of digits`(_ number: Double, _ digits: Int, _ shown: String) {
    let table = Table(
      [.init("N", key: "n")], rows: [[Cell(.number(number, fractionDigits: digits))]])

    let lines = table.rendered(as: .table).split(separator: "\n")

    #expect(lines == ["N", Substring(shown)])
  }
}
