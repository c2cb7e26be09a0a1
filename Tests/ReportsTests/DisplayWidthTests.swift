import Testing

@testable import Reports

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("整改专项", 8), ("e\u{301}", 1), ("\u{E9}", 1), ("👩‍👩‍👧‍👦", 2), ("🇨🇳", 2),
    ("👍🏽", 2), ("ﾊﾝｶｸ", 4), ("ｶﾞ", 2), ("ＡＢ", 4), ("①", 1), ("“—”", 3), ("a\u{200D}b", 2),
    ("\u{200B}", 0), ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("☺", 1), ("☺\u{FE0F}", 2),
    ("⌚", 2), ("、。", 4), ("\u{20000}", 2), ("ก็", 1), ("\u{1FA89}", 2), ("䷀", 2), ("\u{AD}", 1),
    ("\u{1B}", 0),
  ])
  func `a text is as wide as a terminal draws it`(_ text: String, _ width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test func `no character is wider than two columns`() {
    let characters = (0...0x3FFFF).compactMap { Unicode.Scalar($0).map(Character.init) }

    #expect(characters.allSatisfy { (0...2).contains($0.displayWidth) })
  }

  @Test func `the ranges of wide scalars are sorted and apart`() {
    let ranges = WideScalars.ranges

    let pairs = zip(ranges, ranges.dropFirst())

    #expect(pairs.allSatisfy { $0.upperBound + 1 < $1.lowerBound })
  }

  @Test(arguments: [
    ("整改专项", 8, "整改专项"), ("整改专项", 7, "整改专…"), ("整改专项", 6, "整改…"), ("abcdef", 4, "abc…"),
    ("abc", 1, "…"), ("abc", 0, ""),
  ])
  func `a text is cut without halving a character`(_ text: String, _ width: Int, _ cut: String) {
    #expect(text.truncated(toWidth: width) == cut)
    #expect(text.truncated(toWidth: width).displayWidth <= width)
  }

  @Test(arguments: [
    ("\u{1B}[31mred\u{7}", "␛[31mred␇"), ("a\r\nb\tc", "a␍␊b␉c"), ("\u{9B}2J", "<U+009B>2J"),
    ("\u{202E}gpj.exe", "<U+202E>gpj.exe"), ("\u{7F}", "␡"), ("整改 ✓", "整改 ✓"),
  ])
  func `control characters are made visible`(_ text: String, _ shown: String) {
    #expect(text.visible == shown)
  }
}
