import AuditLog
import Statechart
import Testing
import WorkflowEngine

@Suite struct DecisionCodingTests {
  @Test func `orders are read from JSON as they were written`() throws {
    let window = DateWindow(
      start: PartialDate("2023-09"), end: PartialDate("2024-01"), hasSoftEnd: true)
    let after = try #require(CalendarDuration("P3D"))
    let orders = MinutesOrders(
      id: "m-1",
      decisions: [
        Decision(
          id: "d-1", text: LocalizedText([.init("zh-Hans", "开展"), .init("en", "Launch")]),
          orders: [
            .launch(
              LaunchOrder(
                workflow: "w", version: "2", programme: "p", batch: 2, window: window,
                predicate: "@level = 3")),
            .send(SendOrder(event: "e", programme: "p", recipients: .unit("G"), reason: "r")),
            .send(SendOrder(event: "e", programme: "p", recipients: .selected("true()"))),
            .appoint(Assignment(role: "r", person: "x", unit: "G")),
            .deadline(
              DeadlineOrder(
                programme: "p", state: "s", due: .at(CalendarDate(dayNumber: 19_000)),
                recipients: .everyUnit, reason: "r")),
            .deadline(
              DeadlineOrder(
                programme: "p", state: "s", due: .after(after), recipients: .unit("G"),
                reason: "r")),
            .supersede(try #require(Authority("m-0#d-9"))),
          ]), Decision(id: "d-2", text: LocalizedText("Words only")),
      ])

    #expect(try MinutesOrders(parsing: orders.json.canonical) == orders)
  }

  @Test func `a record of minutes is read from JSON as it was written`() throws {
    let record = MinutesRecord(
      id: "m-1", titles: LocalizedText("T"), issuer: LocalizedText("I"), number: "1",
      date: try #require(PartialDate("2023-09")), digest: .sha256([]), status: .enacted,
      approvedBy: "p", approvedAt: Instant(millisecondsSinceEpoch: 0),
      enactedAt: Instant(millisecondsSinceEpoch: 1_000))

    #expect(try MinutesRecord(parsing: record.json.canonical) == record)
  }

  @Test func `an order that nobody knows is corrupt`() {
    #expect(throws: StoreError.self) { try Order(json: ["dissolve": "G"]) }
  }

  @Test(arguments: [
    ("2023", "2023-01-01", "2023-12-31"), ("2024-02", "2024-02-01", "2024-02-29"),
    ("2023-09-08", "2023-09-08", "2023-09-08"),
  ])
  func `a date means its first to its last day`(_ text: String, _ first: String, _ last: String)
    throws
  {
    let date = try #require(PartialDate(text))

    #expect(date.firstDay.description == first)
    #expect(date.lastDay.description == last)
    #expect(date.description == text)
  }

  @Test(arguments: ["", "23", "2023-13", "2023-02-29", "2023-9", "0000", "2023-09-08-01", "２０２３"])
  func `what is no date is refused`(_ text: String) {
    #expect(PartialDate(text) == nil)
  }
}
