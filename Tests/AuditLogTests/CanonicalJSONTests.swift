import AuditLog
import Testing

@Suite struct CanonicalJSONTests {
  /// RFC 8785, appendix B, without NaN and Infinity, which are no JSON.
  static let numbers: [(bits: UInt64, text: String)] = [
    (0x0000_0000_0000_0000, "0"),
    (0x8000_0000_0000_0000, "0"),
    (0x0000_0000_0000_0001, "5e-324"),
    (0x8000_0000_0000_0001, "-5e-324"),
    (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
    (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"),
    (0x4340_0000_0000_0000, "9007199254740992"),
    (0xC340_0000_0000_0000, "-9007199254740992"),
    (0x4430_0000_0000_0000, "295147905179352830000"),
    (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"),
    (0x44B5_2D02_C7E1_4AF6, "1e+23"),
    (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
    (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
    (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
    (0x444B_1AE4_D6E2_EF50, "1e+21"),
    (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
    (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
    (0x41B3_DE43_5555_5553, "333333333.3333332"),
    (0x41B3_DE43_5555_5554, "333333333.33333325"),
    (0x41B3_DE43_5555_5555, "333333333.3333333"),
    (0x41B3_DE43_5555_5556, "333333333.3333334"),
    (0x41B3_DE43_5555_5557, "333333333.33333343"),
    (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
    (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
  ]

  @Test(arguments: numbers)
  func `a number is written as RFC 8785 appendix B says`(bits: UInt64, text: String) {
    let number = JSON.number(Double(bitPattern: bits))

    #expect(written(number) == text)
  }

  @Test(arguments: [
    (100.0, "100"), (0.1, "0.1"), (-1.5, "-1.5"), (12345.678, "12345.678"),
    (1e20, "100000000000000000000"), (123e-8, "0.00000123"), (123e-9, "1.23e-7"),
    (1.5e300, "1.5e+300"),
  ])
  func `a number is written with an exponent only when it is very large or small`(
    number: Double, text: String
  ) {
    #expect(written(.number(number)) == text)
  }

  @Test(arguments: 0..<20)
  func `every finite number reads back as itself`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)

    for _ in 0..<200 {
      let number = randomDouble(using: &generator)
      let text = written(.number(number))
      #expect(try JSON(parsing: text) == .number(number), "seed \(seed): \(text)")
    }
  }

  @Test func `what is not a number is written as null`() {
    let json: JSON = [.number(.nan), .number(.infinity), .number(-.infinity)]

    #expect(written(json) == "[null,null,null]")
  }

  @Test func `names are sorted by UTF-16 code units as in RFC 8785 section 3.2.3`() throws {
    let json = try JSON(
      parsing: #"""
        {
          "\u20ac": "Euro Sign",
          "\r": "Carriage Return",
          "\ufb33": "Hebrew Letter Dalet With Dagesh",
          "1": "One",
          "\ud83d\ude00": "Emoji: Grinning Face",
          "\u0080": "Control",
          "\u00f6": "Latin Small Letter O With Diaeresis"
        }
        """#)

    let values = try #require(json.object).values.compactMap(\.string)

    #expect(
      values == [
        "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
        "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
      ])
  }

  @Test func `the sample of RFC 8785 section 3.2.2 has the bytes given there`() throws {
    let json = try JSON(
      parsing: #"""
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }
        """#)

    #expect(
      written(json) == #"{"literals":[null,true,false],"#
        + #""numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
        + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#)
  }

  @Test func `only what must be escaped is`() {
    let json: JSON = "\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F}\"\\/\u{7F}\u{2028}é😀"

    #expect(
      written(json) == #""\u0000\b\t\n\u000b\f\r\u001f\"\\/"# + "\u{7F}\u{2028}é😀\"")
  }

  @Test(arguments: 0..<20)
  func `a character is escaped wherever it stands`(length: Int) {
    for place in 0..<length {
      for (escaped, escape) in [("\"", #"\""#), ("\\", #"\\"#), ("\u{1F}", #"\u001f"#)] {
        for neighbour in ["a", " ", "!", "#", "[", "]", "\u{7F}", "é"] {
          var letters = Array(repeating: neighbour, count: length)
          letters[place] = escaped
          let text = letters.joined()
          letters[place] = escape

          #expect(written(.string(text)) == "\"\(letters.joined())\"")
        }
      }
    }
  }

  @Test(arguments: 0..<100)
  func `every value reads back as an equal value with the same bytes`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let json = JSON.random(using: &generator)

    let back = try JSON(parsing: json.canonical)

    #expect(back == json, "seed \(seed)")
    #expect(back.canonical == json.canonical, "seed \(seed)")
  }

  @Test(arguments: 0..<50)
  func `the indented form means the same`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let json = JSON.random(using: &generator)

    #expect(try JSON(parsing: json.indented) == json, "seed \(seed)")
  }

  @Test func `the indented form has one member a line`() {
    let json: JSON = ["b": [1, []], "a": [:], "name": "张\u{202E}"]

    #expect(
      json.indented == #"""
        {
          "a": {},
          "b": [
            1,
            []
          ],
          "name": "张\u202e"
        }
        """#)
  }

  private func written(_ json: JSON) -> String {
    String(decoding: json.canonical, as: UTF8.self)
  }
}
