import AuditLog
import Testing
import WorkflowEngine

@Suite struct DeadlineZoneTests {
  @Test(arguments: [
    ("Asia/Shanghai", "2023-09-04T15:59:59.999Z"), ("Europe/Berlin", "2023-09-04T21:59:59.999Z"),
    ("UTC", "2023-09-04T23:59:59.999Z"), ("America/New_York", "2023-09-05T03:59:59.999Z"),
    ("Pacific/Kiritimati", "2023-09-04T09:59:59.999Z"),
    ("Asia/Kolkata", "2023-09-04T18:29:59.999Z"),
  ])
  func `a day ends when the wall of its zone says so`(_ name: String, _ end: String) throws {
    let zone = try Zone(name)

    let instant = zone.end(of: try date("2023-09-04"))

    #expect(instant.description == end)
  }

  @Test(arguments: [
    ("2023-03-25", 24), ("2023-03-26", 23), ("2023-10-29", 25), ("2023-10-30", 24),
  ])
  func `a day on which clocks change is shorter or longer`(_ day: String, _ hours: Int64) throws {
    let zone = try Zone("Europe/Berlin")
    let day = try date(day)

    let length = zone.end(of: day).milliseconds(since: zone.start(of: day)) + 1

    #expect(length == hours * 3_600_000)
  }

  @Test func `a time that clocks skip is as long after the skip`() throws {
    let zone = try Zone("Europe/Berlin")

    let instant = zone.instant(try date("2023-03-26"), milliseconds: 9_000_000)

    #expect(try instant == time("2023-03-26T03:30:00+02:00"))
  }

  @Test func `of a time that clocks show twice it is the first`() throws {
    let zone = try Zone("Europe/Berlin")

    let instant = zone.instant(try date("2023-10-29"), milliseconds: 9_000_000)

    #expect(try instant == time("2023-10-29T02:30:00+02:00"))
  }

  @Test func `where clocks go forward at midnight the day begins later`() throws {
    let zone = try Zone("Africa/Cairo")

    let start = zone.start(of: try date("2023-04-28"))

    #expect(try start == time("2023-04-28T01:00:00+03:00"))
  }

  @Test func `where clocks go back at midnight the day before ends once`() throws {
    let zone = try Zone("Africa/Cairo")

    let end = zone.end(of: try date("2023-10-26"))

    #expect(try end == time("2023-10-26T23:59:59.999+02:00"))
  }

  @Test func `a day that a zone left out ends where the next begins`() throws {
    let zone = try Zone("Pacific/Apia")

    let end = zone.end(of: try date("2011-12-30"))

    #expect(try end == time("2011-12-29T23:59:59.999-10:00"))
  }

  @Test(arguments: ["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia"])
  func `every hour of many years is in the day that it shows`(_ name: String) throws {
    let zone = try Zone(name)
    let start = try time("2009-01-01T00:00:00Z")

    let strays = (0..<8_000).filter { step in
      let instant = start.advanced(byMilliseconds: Int64(step) * 61 * 61_000 * 5)
      let day = zone.date(at: instant)
      return !(zone.start(of: day)...zone.end(of: day)).contains(instant)
    }

    #expect(strays.isEmpty)
  }

  @Test func `times before 1970 have their days, too`() throws {
    let zone = try Zone("UTC")

    let wall = zone.wall(at: try time("1969-12-31T23:00:00Z"))

    #expect(wall.date.description == "1969-12-31")
    #expect(wall.milliseconds == 82_800_000)
  }

  @Test(arguments: ["", "CST", "GMT+8", "Asia/Nowhere", "asia shanghai", "../etc/passwd", "/"])
  func `what is not the name of a zone is refused`(_ name: String) {
    #expect(throws: UnknownZone.self) { try Zone(name) }
  }

  @Test func `a misspelt zone gets the name that was meant`() {
    let error = #expect(throws: UnknownZone.self) { try Zone("Asia/Shangai") }

    #expect(error?.nearest == "Asia/Shanghai")
  }
}
