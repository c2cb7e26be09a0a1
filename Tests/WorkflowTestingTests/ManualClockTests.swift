import AuditLog
import Testing
import WorkflowTesting

@Suite struct ManualClockTests {
  @Test func `a manual clock stands still until it is moved`() {
    let clock = ManualClock()
    let before = clock.now()

    clock.advance(milliseconds: 1_500)
    clock.advance(days: 2)

    #expect(clock.now().milliseconds(since: before) == 172_801_500)
  }

  @Test func `a manual clock can be set back`() {
    let clock = ManualClock()

    clock.set(to: .earliest)

    #expect(clock.now() == .earliest)
  }
}
