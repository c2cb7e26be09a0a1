import AuditLog
import Foundation
import Reports
import SecondOpinion
import Testing

@Suite struct ICalendarTests {
  private let stamp = Instant(millisecondsSinceEpoch: 1_694_138_400_000)

  private func entry(
    _ summary: String = "Study: G-1 运载技术研究院", due: ICalendar.Entry.Due? = nil,
    alarms: [Instant] = []
  ) throws -> ICalendar.Entry {
    let day = try #require(CalendarDate(year: 2023, month: 9, day: 30))
    return ICalendar.Entry(
      uid: "drive/G-1/study@docket.example/log", stamp: stamp, sequence: 3, due: due ?? .day(day),
      summary: summary, description: "one; two,\nthree\\four", categories: ["drive,2023"],
      alarms: alarms)
  }

  /// The lines with what was folded put together again.
  private func lines(_ text: String) -> [String] {
    text.replacingOccurrences(of: "\r\n ", with: "").components(separatedBy: "\r\n")
  }

  @Test func `a deadline of a day is a whole day`() throws {
    let lines = lines(ICalendar(name: "drive", entries: [try entry()]).text)

    #expect(lines.contains("DTSTART;VALUE=DATE:20230930"))
    #expect(lines.contains("DTEND;VALUE=DATE:20231001"))
    #expect(lines.contains("DTSTAMP:20230908T020000Z"))
    #expect(lines.contains("UID:drive/G-1/study@docket.example/log"))
  }

  @Test func `a deadline of a time is that time in UTC`() throws {
    let lines = lines(ICalendar(name: "drive", entries: [try entry(due: .time(stamp))]).text)

    #expect(lines.contains("DTSTART:20230908T020000Z"))
  }

  @Test func `a thing to do is due and needs action`() throws {
    let lines = lines(ICalendar(name: "d", entries: [try entry()], areTasks: true).text)

    #expect(lines.contains("BEGIN:VTODO"))
    #expect(lines.contains("DUE;VALUE=DATE:20230930"))
    #expect(lines.contains("STATUS:NEEDS-ACTION"))
  }

  @Test func `what has a meaning in the format is escaped`() throws {
    let lines = lines(ICalendar(name: "d", entries: [try entry()]).text)

    #expect(lines.contains("DESCRIPTION:one\\; two\\,\\nthree\\\\four"))
    #expect(lines.contains("CATEGORIES:drive\\,2023"))
  }

  @Test func `no line has more than 75 bytes, and no character is torn`() throws {
    let summary = String(repeating: "整改落实情况𠮷é", count: 20)
    let text = ICalendar(name: summary, entries: [try entry(summary)]).text

    let written = text.components(separatedBy: "\r\n")
    #expect(written.allSatisfy { $0.utf8.count <= 75 })
    #expect(written.contains { $0.utf8.count > 70 })
    #expect(lines(text).contains("SUMMARY:\(summary)"))
    #expect(text.hasSuffix("END:VCALENDAR\r\n"))
    #expect(!text.replacingOccurrences(of: "\r\n", with: "").contains { $0.isNewline })
  }

  @Test(.enabled(if: Python.has("icalendar"), Comment(rawValue: Python.absence("icalendar"))))
  func `a reader of somebody else's reads the same`() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).ics")
    defer { try? FileManager.default.removeItem(at: file) }
    let summary = "整改; a, b \\ c\n二"
    let text = ICalendar(name: "d", entries: [try entry(summary, alarms: [stamp])]).text
    try Data(text.utf8).write(to: file)
    let script = """
      import icalendar, sys
      c = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())
      e = [x for x in c.walk('VEVENT')][0]
      a = [x for x in c.walk('VALARM')][0]
      print(repr([str(e['SUMMARY']), str(e['UID']), e['DTSTART'].dt.isoformat(),
        e['DTEND'].dt.isoformat(), e['DTSTAMP'].dt.isoformat(), a['TRIGGER'].dt.isoformat()]))
      """

    let (_, output) = try Python.run(["-c", script, file.path])

    #expect(
      output == "['整改; a, b \\\\ c\\n二', 'drive/G-1/study@docket.example/log', '2023-09-30',"
        + " '2023-10-01', '2023-09-08T02:00:00+00:00', '2023-09-08T02:00:00+00:00']\n")
  }
}
