import AuditLog
import Testing
import WorkflowEngine

@testable import Reports

@Suite struct AxisTests {
  @Test(arguments: [
    (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (60, [0, 20, 40, 60]),
    (9_999, [0, 2_000, 4_000, 6_000, 8_000, 10_000]),
  ])
  func `an axis of numbers has round ticks and covers the largest`(_ value: Int, _ ticks: [Int]) {
    #expect(NumberAxis(covering: value).ticks == ticks)
  }

  @Test func `a short axis of days has a tick for each`() throws {
    let axis = DateAxis(from: try day("2023-12-30"), to: try day("2024-01-02"), maximum: 12)

    #expect(axis.ticks.map(\.label) == ["2023-12-30", "12-31", "2024-1-1", "1-2"])
  }

  @Test func `an axis of weeks has its ticks on Mondays`() throws {
    let axis = DateAxis(from: try day("2023-09-08"), to: try day("2023-11-10"), maximum: 12)

    #expect(axis.ticks.allSatisfy { $0.date.weekday == 1 })
    #expect(axis.ticks.count == 9)
  }

  @Test func `an axis of years has its ticks on the first of months`() throws {
    let axis = DateAxis(from: try day("2023-09-08"), to: try day("2026-11-10"), maximum: 12)

    #expect(axis.ticks.allSatisfy { $0.date.components.day == 1 })
    #expect((6...13).contains(axis.ticks.count))
  }

  private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }
}
