import AuditLog
import Testing

@Suite struct InstantTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"),
      (-1, "1969-12-31T23:59:59.999Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (1_694_136_600_123, "2023-09-08T01:30:00.123Z"),
      (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"),
      (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
      (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func `an instant is written in UTC with milliseconds and read back`(
    milliseconds: Int64, text: String
  ) {
    let instant = Instant(millisecondsSinceEpoch: milliseconds)

    #expect(instant.description == text)
    #expect(Instant(rfc3339: text) == instant)
  }

  @Test(arguments: [
    ("2023-09-08T09:30:00+08:00", "2023-09-08T01:30:00.000Z"),
    ("2023-12-31T23:30:00-01:15", "2024-01-01T00:45:00.000Z"),
    ("2023-09-08t01:30:00.5z", "2023-09-08T01:30:00.500Z"),
    ("2023-09-08T01:30:00.123999999999999999999Z", "2023-09-08T01:30:00.123Z"),
    ("2023-09-08T01:30:00-00:00", "2023-09-08T01:30:00.000Z"),
  ])
  func `every date and time of RFC 3339 is read`(text: String, utc: String) {
    #expect(Instant(rfc3339: text)?.description == utc)
  }

  @Test(arguments: [
    "", "2023-09-08", "2023-09-08T01:30:00", "2023-09-08 01:30:00Z", "2023-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z", "2023-13-01T00:00:00Z", "2023-00-01T00:00:00Z",
    "2023-04-31T00:00:00Z", "2023-01-00T00:00:00Z", "2023-01-01T24:00:00Z",
    "2023-01-01T00:60:00Z", "2016-12-31T23:59:60Z", "2023-01-01T00:00:00.Z",
    "2023-01-01T00:00:00+24:00", "2023-01-01T00:00:00+0800", "2023-01-01T00:00:00Zx",
    "12023-01-01T00:00:00Z", "-023-01-01T00:00:00Z", "0000-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01", "２023-01-01T00:00:00Z",
  ])
  func `what is not a date and time is refused`(text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test(arguments: 0..<20)
  func `every instant reads back as itself`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)

    for _ in 0..<100 {
      let instant = randomInstant(using: &generator)
      #expect(Instant(rfc3339: instant.description) == instant, "seed \(seed)")
    }
  }

  @Test func `days follow each other through 400 years`() {
    let start = Instant(millisecondsSinceEpoch: -62_167_219_200_000)
    var texts = [start.description]

    for day in 1...146_097 {
      texts.append(start.advanced(byMilliseconds: Int64(day) * 86_400_000).description)
    }

    #expect(zip(texts, texts.dropFirst()).allSatisfy { $0 < $1 })
    #expect(texts.last == "0400-01-01T00:00:00.000Z")
    #expect(texts.count { $0.dropFirst(5).hasPrefix("02-29") } == 97)
  }

  @Test func `arithmetic stops at the first and the last instant`() {
    #expect(Instant.latest.advanced(byMilliseconds: 1) == .latest)
    #expect(Instant.latest.advanced(byMilliseconds: .max) == .latest)
    #expect(Instant.earliest.advanced(byMilliseconds: .min) == .earliest)
    #expect(Instant(millisecondsSinceEpoch: .max) == .latest)
    #expect(Instant(millisecondsSinceEpoch: .min) == .earliest)
  }

  @Test func `the distance of two instants has a sign`() {
    let noon = Instant(millisecondsSinceEpoch: 1_000)

    #expect(noon.advanced(byMilliseconds: 250).milliseconds(since: noon) == 250)
    #expect(noon.milliseconds(since: noon.advanced(byMilliseconds: 250)) == -250)
    #expect(noon < noon.advanced(byMilliseconds: 1))
  }
}
