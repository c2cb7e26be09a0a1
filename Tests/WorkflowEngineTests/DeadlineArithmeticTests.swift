import AuditLog
import Statechart
import Testing
import WorkflowEngine

/// Due dates and reminders, in the words of a clerk's calendar.
@Suite struct DeadlineArithmeticTests {
  let shanghai: DueCalendar
  let berlin: DueCalendar

  init() throws {
    shanghai = try DueCalendar(zone: "Asia/Shanghai")
    berlin = try DueCalendar(zone: "Europe/Berlin")
  }

  // MARK: Calendar days

  @Test func `days end with the end of the day, whatever the time of the entry`() throws {
    let morning = try time("2023-09-04T00:00:00+08:00")
    let evening = try time("2023-09-04T23:59:59.999+08:00")

    let due = [morning, evening].map { shanghai.due(after: duration("P5D"), enteredAt: $0) }

    #expect(due.map(\.description) == Array(repeating: "2023-09-09T15:59:59.999Z", count: 2))
  }

  @Test func `the day of the entry is that of the calendar's zone`() throws {
    let entry = try time("2023-09-04T20:00:00Z")

    let due = shanghai.due(after: duration("P1D"), enteredAt: entry)

    #expect(try due == time("2023-09-06T23:59:59.999+08:00"))
  }

  @Test func `no days end with the day of the entry`() throws {
    let entry = try time("2023-09-04T09:00:00+08:00")

    let due = shanghai.due(after: duration("P0D"), enteredAt: entry)

    #expect(try due == time("2023-09-04T23:59:59.999+08:00"))
  }

  @Test(arguments: [
    ("2023-01-31", "P1M", "2023-02-28"), ("2024-01-31", "P1M", "2024-02-29"),
    ("2024-02-29", "P1Y", "2025-02-28"), ("2023-10-31", "P4M", "2024-02-29"),
    ("2023-01-31", "P1M1D", "2023-03-01"), ("2023-12-31", "P2W", "2024-01-14"),
  ])
  func `months clip to the last day, then days are counted`(
    _ start: String, _ length: String, _ end: String
  ) throws {
    let entry = try time(start + "T12:00:00+08:00")

    let due = shanghai.due(after: duration(length), enteredAt: entry)

    #expect(try due == time(end + "T23:59:59.999+08:00"))
  }

  @Test func `a duration past the last year ends with the last day there is`() throws {
    let entry = try time("9500-06-01T12:00:00+08:00")

    let due = shanghai.due(after: duration("P1000Y"), enteredAt: entry)

    #expect(try due == time("9999-12-31T23:59:59.999+08:00"))
  }

  // MARK: Times of day

  @Test func `hours pass exactly`() throws {
    let entry = try time("2023-09-04T09:30:15.250+08:00")

    let due = shanghai.due(after: duration("PT36H"), enteredAt: entry)

    #expect(try due == time("2023-09-05T21:30:15.250+08:00"))
  }

  @Test func `a duration of days and hours keeps the time on the wall for its days`() throws {
    // Clocks go forward on 26 March.
    let entry = try time("2023-03-25T12:00:00+01:00")

    let due = berlin.due(after: duration("P1DT2H"), enteredAt: entry)

    #expect(try due == time("2023-03-26T14:00:00+02:00"))
  }

  @Test func `hours across a change of the clocks are hours that pass`() throws {
    let entry = try time("2023-03-25T12:00:00+01:00")

    let due = berlin.due(after: duration("PT24H"), enteredAt: entry)

    #expect(try due == time("2023-03-26T13:00:00+02:00"))
  }

  // MARK: Working days

  @Test(arguments: [
    ("2023-09-01T10:00:00+08:00", 1, "2023-09-04"), ("2023-09-02T10:00:00+08:00", 1, "2023-09-04"),
    ("2023-09-04T10:00:00+08:00", 5, "2023-09-11"), ("2023-09-07T10:00:00+08:00", 1, "2023-09-08"),
  ])
  func `working days leave out Saturdays, Sundays and the day of the entry`(
    _ start: String, _ count: Int, _ end: String
  ) throws {
    let entry = try time(start)

    let due = shanghai.due(afterWorkingDays: count, enteredAt: entry)

    #expect(try due == time(end + "T23:59:59.999+08:00"))
  }

  @Test(arguments: [
    // Mid-Autumn and National Day 2023: off from 29 September to 6 October, at work on the Saturday
    // and Sunday after.
    (1, "2023-10-07"), (2, "2023-10-08"), (3, "2023-10-09"), (8, "2023-10-16"),
  ])
  func `holidays do not count, and make-up days do`(_ count: Int, _ end: String) throws {
    let entry = try time("2023-09-28T10:00:00+08:00")
    let calendar = try nationalDay()

    let due = calendar.due(afterWorkingDays: count, enteredAt: entry)

    #expect(try due == time(end + "T23:59:59.999+08:00"))
  }

  @Test func `calendar days do not care for holidays`() throws {
    let entry = try time("2023-09-28T10:00:00+08:00")
    let calendar = try nationalDay()

    let due = calendar.due(after: duration("P3D"), enteredAt: entry)

    #expect(try due == time("2023-10-01T23:59:59.999+08:00"))
  }

  // MARK: Dates and expressions

  @Test(arguments: [
    ("2023-12-31", "2023-12-31T23:59:59.999+08:00"), ("2024-02", "2024-02-29T23:59:59.999+08:00"),
    ("2023-12-31T18:00:00+08:00", "2023-12-31T18:00:00+08:00"),
    ("2023-12-31T10:00:00Z", "2023-12-31T18:00:00+08:00"),
    ("\n 2023-12-31 ", "2023-12-31T23:59:59.999+08:00"),
  ])
  func `an expression yields a date, a month or a time`(_ text: String, _ expected: String) throws {
    let entry = try time("2023-09-04T09:00:00+08:00")

    let due = try shanghai.due(.expression(ExpressionID(0)), enteredAt: entry) { _ in text }

    #expect(try due == time(expected))
  }

  @Test(arguments: ["", "  ", "soon", "2023-13", "2023-02-29", "2023-12-31T18:00:00", "20231231"])
  func `an expression that yields no date is an error`(_ text: String) throws {
    let entry = try time("2023-09-04T09:00:00+08:00")

    #expect(throws: ExecutionError.self) {
      try shanghai.due(.expression(ExpressionID(0)), enteredAt: entry) { _ in text }
    }
  }

  @Test func `a date does not depend on the entry`() throws {
    let date = try #require(DueDate("2023-12-31"))

    let due = try shanghai.due(.at(date), enteredAt: .latest) { _ in "" }

    #expect(try due == time("2023-12-31T23:59:59.999+08:00"))
  }

  // MARK: Reminders

  @Test func `a reminder of days comes with the begin of its day`() throws {
    let friday = try time("2023-09-08T23:59:59.999+08:00")

    let reminder = shanghai.reminder(duration("P3D"), deadline: friday)

    #expect(try reminder == time("2023-09-05T00:00:00+08:00"))
  }

  @Test func `a reminder of hours comes exactly so long before`() throws {
    let noon = try time("2023-09-08T12:00:00+08:00")

    let reminder = shanghai.reminder(duration("PT2H"), deadline: noon)

    #expect(try reminder == time("2023-09-08T10:00:00+08:00"))
  }

  @Test func `a reminder of a month clips`() throws {
    let deadline = try time("2023-03-31T23:59:59.999+08:00")

    let reminder = shanghai.reminder(duration("P1M"), deadline: deadline)

    #expect(try reminder == time("2023-02-28T00:00:00+08:00"))
  }

  @Test func `a reminder across a change of the clocks begins with its own day`() throws {
    let deadline = berlin.instant(of: .endOf(try date("2023-03-27")))

    let reminder = berlin.reminder(duration("P2D"), deadline: deadline)

    #expect(try reminder == time("2023-03-25T00:00:00+01:00"))
  }

  private func nationalDay() throws -> DueCalendar {
    let first = try date("2023-09-29")
    let holidays = (0...7).map { first.adding(days: $0) }
    let workdays = try [date("2023-10-07"), date("2023-10-08")]
    return try DueCalendar(
      WorkCalendar(
        unit: "G", zone: "Asia/Shanghai", holidays: Set(holidays), workdays: Set(workdays)))
  }
}

func time(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }
func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

/// A duration that a test writes out.
func duration(_ text: String) -> CalendarDuration {
  guard let duration = CalendarDuration(text) else {
    preconditionFailure("\"\(text)\" is not a duration")
  }
  return duration
}
