import AuditLog
import Testing
import WorkflowEngine

@Suite struct DefinitionDateTests {
  @Test(arguments: [
    ("P5D", 0, 5, 0), ("P1M", 1, 0, 0), ("P1Y2M3W4D", 14, 25, 0), ("PT2H", 0, 0, 7_200_000),
    ("P1DT1H1M1.5S", 0, 1, 3_661_500), ("PT0S", 0, 0, 0),
  ])
  func `a duration is read part by part`(
    _ text: String, _ months: Int, _ days: Int, _ milliseconds: Int64
  ) throws {
    let duration = try #require(CalendarDuration(text))

    #expect(duration.months == months)
    #expect(duration.days == days)
    #expect(duration.milliseconds == milliseconds)
  }

  @Test(arguments: [
    "", "P", "PT", "P1DT", "5D", "P5", "P5d", "-P5D", "P-5D", "P1D1M", "P1.5D", "P1D1D", "PT1D",
    "P99999999999999999999D", "P5D ", "P５D", "PT1.2.3S", "P1H",
  ])
  func `what is not a duration is refused`(_ text: String) {
    #expect(CalendarDuration(text) == nil)
  }

  @Test(arguments: [("P1D", false), ("P1DT0H", true), ("PT0S", true), ("P1Y", false)])
  func `a duration knows whether it names a time of day`(_ text: String, _ hasTime: Bool) {
    #expect(CalendarDuration(text)?.hasTime == hasTime)
  }

  @Test(
    arguments: [
      ("2023-12", DueDate.endOf(CalendarDate(year: 2023, month: 12, day: 31))),
      ("2024-02", .endOf(CalendarDate(year: 2024, month: 2, day: 29))),
      ("2023", .endOf(CalendarDate(year: 2023, month: 12, day: 31))),
      ("2023-02-28", .endOf(CalendarDate(year: 2023, month: 2, day: 28))),
    ] as [(String, DueDate?)])
  func `a month or a year means its last day`(_ text: String, _ due: DueDate?) {
    #expect(DueDate(text) == due)
  }

  @Test(arguments: ["23", "2023-00", "2023-1", "2023-12-32", "2023-12-31T00:00", "today"])
  func `what is neither date nor month nor year nor time is refused`(_ text: String) {
    #expect(DueDate(text) == nil)
  }
}

extension DueDate {
  fileprivate static func endOf(_ date: CalendarDate?) -> DueDate? {
    date.map { DueDate.endOf($0) }
  }
}
