import AuditLog
import Testing

@Suite struct CalendarDateTests {
  @Test(arguments: ["0001-01-01", "1970-01-01", "2024-02-29", "9999-12-31"])
  func `a date reads back as it is written`(text: String) {
    #expect(CalendarDate(text)?.description == text)
  }

  @Test(arguments: [
    "", "2023", "2023-9-08", "2023-09-8", "23-09-08", "2023/09/08", "2023-09-08T00:00:00Z",
    "0000-01-01", "-023-09-08", "2023-13-01", "2023-00-01", "2023-02-29", "2023-04-31",
    "2023-01-00", "+202-01-01", " 2023-01-01", "2023-01-0a", "２０２３-09-08",
  ])
  func `what is no date in the one form is refused`(text: String) {
    #expect(CalendarDate(text) == nil)
  }
}
