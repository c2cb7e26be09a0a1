import AuditLog
import Testing

@Suite struct JSONParserTests {
  /// A text that is refused, the code of the reason, and the place as line:column@offset.
  static let refusals: [(text: String, code: String, place: String)] = [
    ("", "json.truncated", "1:1@0"),
    ("  ", "json.truncated", "1:3@2"),
    ("{", "json.truncated", "1:2@1"),
    ("[1,", "json.truncated", "1:4@3"),
    ("\"abc", "json.truncated", "1:5@4"),
    ("\"abc\\", "json.truncated", "1:6@5"),
    ("\"\\u12", "json.truncated", "1:6@5"),
    ("[1}", "json.syntax", "1:3@2"),
    ("[1,]", "json.syntax", "1:4@3"),
    ("[1 2]", "json.syntax", "1:4@3"),
    ("{\"a\":1,}", "json.syntax", "1:8@7"),
    ("{a:1}", "json.syntax", "1:2@1"),
    ("{\"a\" 1}", "json.syntax", "1:6@5"),
    ("{1:1}", "json.syntax", "1:2@1"),
    ("'a'", "json.syntax", "1:1@0"),
    ("tru", "json.syntax", "1:1@0"),
    ("True", "json.syntax", "1:1@0"),
    ("nul", "json.syntax", "1:1@0"),
    ("NaN", "json.syntax", "1:1@0"),
    ("Infinity", "json.syntax", "1:1@0"),
    ("-Infinity", "json.syntax", "1:2@1"),
    ("+1", "json.syntax", "1:1@0"),
    (".5", "json.syntax", "1:1@0"),
    ("01", "json.syntax", "1:2@1"),
    ("-01", "json.syntax", "1:3@2"),
    ("1.", "json.truncated", "1:3@2"),
    ("1.x", "json.syntax", "1:3@2"),
    ("1e", "json.truncated", "1:3@2"),
    ("1e+x", "json.syntax", "1:4@3"),
    ("-", "json.truncated", "1:2@1"),
    ("0x10", "json.trailing", "1:2@1"),
    ("1 // one", "json.trailing", "1:3@2"),
    ("{} {}", "json.trailing", "1:4@3"),
    ("1\u{A0}", "json.trailing", "1:2@1"),
    ("\"\t\"", "json.syntax", "1:2@1"),
    ("\"a\nb\"", "json.syntax", "1:3@2"),
    ("\"\\x41\"", "json.syntax", "1:2@1"),
    ("\"\\u00g0\"", "json.syntax", "1:6@5"),
    ("\u{FEFF}1", "json.syntax", "1:1@0"),
    ("\"\\ud800\"", "json.surrogate", "1:2@1"),
    ("\"\\udc00\"", "json.surrogate", "1:2@1"),
    ("\"\\ud800x\"", "json.surrogate", "1:2@1"),
    ("\"\\ud800\\u0041\"", "json.surrogate", "1:2@1"),
    ("\"\\udc00\\ud800\"", "json.surrogate", "1:2@1"),
    ("1e400", "json.number.range", "1:1@0"),
    ("[-1e400]", "json.number.range", "1:2@1"),
    ("9007199254740993", "json.number.range", "1:1@0"),
    ("{\"a\":1,\n \"b\":2,\n \"a\":3}", "json.name.duplicate", "3:2@17"),
    ("{\"a\":1,\"\\u0061\":2}", "json.name.duplicate", "1:8@7"),
    ("{\"z\":1,\"a\":1,\"z\":1,\"a\":1}", "json.name.duplicate", "1:14@13"),
    ("[\n  \"整改\", x]", "json.syntax", "2:9@14"),
  ]

  @Test(arguments: refusals)
  func `what is not strict JSON is refused with its place`(
    text: String, code: String, place: String
  ) {
    let error = #expect(throws: InvalidJSON.self) { try JSON(parsing: text) }

    #expect(error?.reason.rawValue == code)
    #expect(error.map { "\($0.line):\($0.column)@\($0.offset)" } == place)
  }

  @Test(
    arguments: [
      ([0x22, 0xFF, 0x22], 1), ([0x22, 0xC3, 0x22], 1), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
      ([0x22, 0xC0, 0xAF, 0x22], 1), ([0x31, 0x80], 1), ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1),
    ] as [([UInt8], Int)])
  func `bytes that are not UTF-8 are refused`(bytes: [UInt8], offset: Int) {
    let error = #expect(throws: InvalidJSON.self) { try JSON(parsing: bytes) }

    #expect(error?.reason == .encoding)
    #expect(error?.offset == offset)
  }

  @Test func `128 levels are read and 129 are not`() throws {
    let deep = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)

    let json = try JSON(parsing: deep)
    let error = #expect(throws: InvalidJSON.self) { try JSON(parsing: "[" + deep + "]") }

    #expect(json.depth == 128)
    #expect(error?.reason == .depth)
    #expect(error?.offset == 128)
  }

  @Test func `a hundred thousand open brackets are refused, not followed`() {
    let hostile = String(repeating: "[{\"a\":", count: 100_000)

    let error = #expect(throws: InvalidJSON.self) { try JSON(parsing: hostile) }

    #expect(error?.reason == .depth)
  }

  @Test func `what is written with escapes is the same text`() throws {
    let json = try JSON(parsing: #""\u5f20\u4e09 \ud83d\ude00 \/ \b\f\n\r\t\"\\""#)

    #expect(json == "张三 😀 / \u{8}\u{C}\n\r\t\"\\")
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("-0.0", 0), ("1E3", 1000), ("1e-400", 0), ("9007199254740992", 0x1p53),
      ("295147905179352830000", 0x1p68), ("1.0", 1), ("0.1e1", 1),
    ] as [(String, Double)])
  func `a number is read as the nearest double`(text: String, number: Double) throws {
    #expect(try JSON(parsing: text) == .number(number))
  }

  @Test func `a diagnostic does not repeat characters that a terminal obeys`() {
    let error = #expect(throws: InvalidJSON.self) {
      try JSON(parsing: #"{"\u001b[2J":1,"\u001b[2J":2}"#)
    }

    #expect(error?.message == #"the name "\u001b[2J" occurs twice in this object"#)
  }

  @Test func `the description is a line that an editor can jump to`() {
    let error = #expect(throws: InvalidJSON.self) { try JSON(parsing: "{\n  \"a\": 1,\n}") }

    #expect(
      error?.description == "3:1: error: expected a name in quotation marks [json.syntax]")
  }
}
