import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct ForeignConformanceTests {
  private static let start = Instant(millisecondsSinceEpoch: 1_693_800_000_000)

  private func event(
    _ activity: String, by resource: String = "anna", role: String? = nil, day: Int64 = 0
  ) -> ForeignEvent {
    var event = ForeignEvent(
      activity, time: Self.start.advanced(byMilliseconds: day * 86_400_000), resource: resource)
    event.role = role
    return event
  }

  private func conformance() async throws -> Conformance {
    try await Conformance(workflow: Array(Campaign.review.utf8), scratch: MemoryStore())
  }

  private func verdict(
    _ events: [ForeignEvent], _ change: (inout Conformance) -> Void = { _ in }
  ) async throws -> CaseVerdict {
    var conformance = try await conformance()
    conformance.mapping = ["upload": .evidence("report"), "call": .ignored]
    change(&conformance)
    return try await conformance.judge(ForeignCase(id: "c", events: events), number: 1)
  }

  @Test func `a case that went as the workflow asks conforms`() async throws {
    let verdict = try await verdict([
      event("upload"), event("submit"), event("call"), event("approve", by: "bob", day: 1),
    ])

    #expect(verdict.conforms && verdict.hasEnded)
    #expect(verdict.judged == 3 && verdict.accepted == 3 && verdict.events == 4)
  }

  @Test func `the first event that would have been refused is named, with the reason`() async throws
  {
    let verdict = try await verdict([
      event("approve"), event("submit"), event("upload"), event("submit"),
    ])

    #expect(verdict.first?.number == 1)
    #expect(verdict.first?.states == ["draft"])
    #expect(verdict.first?.missing.map(\.code) == ["event.unexpected"])
    #expect(verdict.accepted == 2 && verdict.judged == 4)
  }

  @Test func `evidence that is missing is told, unless it is taken as given`() async throws {
    let events = [event("submit")]

    let strict = try await verdict(events)
    let lenient = try await verdict(events) { $0.assumesEvidence = true }

    #expect(strict.first?.missing.map(\.code) == ["evidence.missing"])
    #expect(lenient.conforms)
  }

  @Test func `four eyes look at who the log says acted`() async throws {
    let verdict = try await verdict([event("upload"), event("submit"), event("approve")])

    #expect(verdict.first?.missing.map(\.code) == ["role.distinct"])
  }

  @Test func `the role that the log names is the one that counts`() async throws {
    let wrong = try await verdict([event("upload"), event("submit", role: "guidance")])
    let right = try await verdict([event("upload"), event("submit", role: "secretary")])

    #expect(wrong.first?.missing.map(\.code) == ["role.missing"])
    #expect(right.conforms)
  }

  @Test func `timers that were due between two events have fired`() async throws {
    let verdict = try await verdict([event("upload"), event("submit", day: 30)])

    // After the deadline the state is another one, and asks for no evidence.
    #expect(verdict.conforms && verdict.states == ["review"])
  }

  @Test func `what nobody can make sense of is counted and passed over`() async throws {
    let verdict = try await verdict([event("dance"), event("upload"), event("dance")])

    #expect(verdict.unmapped == ["dance", "dance"])
    #expect(verdict.judged == 1 && verdict.conforms)
  }

  @Test func `cases do not touch one another`() async throws {
    var conformance = try await conformance()
    conformance.mapping = ["upload": .evidence("report")]
    var summary = ConformanceSummary()
    for number in 1...4 {
      let events = number == 3 ? [event("approve")] : [event("upload"), event("submit")]
      summary.add(
        try await conformance.judge(ForeignCase(id: "\(number)", events: events), number: number))
    }

    #expect(summary.cases == 4 && summary.conforming == 3)
    #expect(summary.judged == 7 && summary.accepted == 6)
    #expect(summary.fitness == 6.0 / 7.0)
  }

  // MARK: Reading

  private func read(_ text: String, pieces size: Int = 7) throws -> [ForeignCase] {
    var rest = Array(text.utf8)[...]
    let log = ForeignLog {
      let piece = rest.prefix(size)
      rest = rest.dropFirst(size)
      return Array(piece)
    }
    var cases: [ForeignCase] = []
    while let next = try log.next() { cases.append(next) }
    return cases
  }

  @Test(arguments: [1, 7, 100_000]) func `a log is read in pieces of any size`(size: Int) throws {
    let cases = try read(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <log xes.version="1.0" xmlns="http://www.xes-standard.org/">
        <global scope="event"><string key="concept:name" value="none"/></global>
        <!-- <trace> ' -->
        <trace><string key="concept:name" value="订单 1"><int key="x" value="1"/></string>
          <event><string key="concept:name" value="a &amp; b"/>
            <date key="time:timestamp" value="2023-09-04T12:00:00.123456789+08:00"/>
            <list key="l"><values><string key="concept:name" value="no"/></values></list>
            <string key="org:resource" value="anna"/></event>
          <event><string key="concept:name" value="c"/>
            <date key="time:timestamp" value="2023-09-04T04:00:01"/></event>
        </trace>
        <trace/>
      </log>
      """, pieces: size)

    #expect(cases.map(\.id) == ["订单 1", "2"])
    #expect(cases[0].events.map(\.activity) == ["a & b", "c"])
    #expect(cases[0].events[0].resource == "anna")
    #expect(
      cases[0].events.map(\.time) == [
        Self.start.advanced(byMilliseconds: 123), Self.start.advanced(byMilliseconds: 1_000),
      ])
  }

  @Test(arguments: [
    "<log><trace>", "<!DOCTYPE log [<!ENTITY a 'b'>]><log><trace>&a;</trace></log>", "no log",
    "<log " + (0..<400).map { "a\($0)=\"\"" }.joined(separator: " ") + "/>",
    String(repeating: "<a>", count: 300),
  ])
  func `what is no log is refused`(text: String) {
    #expect(throws: InvalidLog.self) { try read(text, pieces: 1_000) }
  }
}
