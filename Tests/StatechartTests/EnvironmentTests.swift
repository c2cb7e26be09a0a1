import Statechart
import Testing

@Suite struct EnvironmentTests {
  /// Whether a session that begins with this content asks its environment anything. The data model
  /// asks nothing by itself.
  private func asks(_ content: Act...) throws -> Bool {
    let chart = try Chart(
      document(datamodel: "null") { state("a") { Part.onentry(content) } })
    var environment = Session.environment
    let witness = Environment.Witness()
    environment.witness = witness
    _ = try Interpreter(chart, datamodel: NullDatamodel(chart)).start(in: environment)
    return witness.hasSeenQuestion
  }

  @Test func `what raises its own events only asks the environment nothing`() throws {
    #expect(try !asks(.raise("e")))
  }

  @Test func `a send asks who the session is`() throws {
    #expect(try asks(.send("e")))
    #expect(try asks(.send("e", target: "#_parent")))
  }
}
