import Statechart
import Testing

@Suite("6.2 CSS times") struct CSSTimeTests {
  @Test(
    arguments: [
      ("0s", 0), ("1s", 1000), ("1.5s", 1500), (".25s", 250), ("100ms", 100), ("1.0005s", 1001),
      ("0.1ms", 1), ("2m", 120_000), ("1.5h", 5_400_000), ("30d", 2_592_000_000), ("1S", 1000),
      ("0.30000000000000000000000001s", 301), ("0.123456789012d", 10_666_667),
    ] as [(String, Int64)])
  func `a time is a number of milliseconds, parts rounded up`(_ text: String, _ expected: Int64) {
    #expect(CSSTime.milliseconds(text) == expected)
  }

  @Test(arguments: [
    "", "s", "1", "1.s", ".s", "-1s", "+1s", "1 s", " 1s", "1s ", "1e3s", "1,5s", "1sec", "１s",
    "99999999999999999999s", "99999999999d",
  ])
  func `what is no time gives none`(_ text: String) {
    #expect(CSSTime.milliseconds(text) == nil)
  }
}

@Suite("Values as text") struct ValueTextTests {
  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-12.5, "-12.5"), (0.1, "0.1"),
      (1e21, "1000000000000000000000"),
      (1.7e12, "1700000000000"), (2_147_483_647, "2147483647"), (1e-7, "0.0000001"),
      (-1.25e-5, "-0.0000125"), (123456.75, "123456.75"), (.nan, "NaN"), (.infinity, "Infinity"),
      (-.infinity, "-Infinity"), (9_007_199_254_740_991, "9007199254740991"),
    ] as [(Double, String)])
  func `numbers have no exponent`(_ number: Double, _ expected: String) {
    #expect(Value.number(number).text == expected)
  }

  @Test func `every finite number reads back from its text`() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<2000 {
      let number = Double(bitPattern: random.next())
      guard number.isFinite else { continue }

      #expect(Double(Value.number(number).text) == number)
    }
  }

  @Test func `lists and records are their parts`() {
    let value = Value.list([
      .boolean(true), .none,
      .record([Value.Field("a", .number(1)), Value.Field("b", .xml("<x/>"))]),
    ])

    #expect(value.text == "true  a=1 b=<x/>")
  }
}
