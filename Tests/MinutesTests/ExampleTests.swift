import Minutes
import Statechart
import Testing
import WorkflowEngine

@Suite struct ExampleTests {
  @Test(arguments: ["minutes-2023-09-08", "minutes-2024-01-31"])
  func `nothing is said against the minutes of the example`(_ name: String) throws {
    let diagnostics = MinutesReader.check(try ExampleMinutes.bytes(name)).diagnostics

    #expect(diagnostics.map { "\($0.location) \($0.message)" } == [])
  }
}
