import Statechart
import Testing

@Suite("3.12.1 Event descriptors") struct EventDescriptorTests {
  @Test(arguments: ["error", "error.", "error.*"])
  func `a descriptor matches events that begin with its tokens, however it ends`(_ text: String) {
    let descriptor = EventDescriptor(text)

    #expect(descriptor.matches("error"))
    #expect(descriptor.matches("error.send.failed"))
  }

  @Test(arguments: ["errors", "errors.my.custom", "err", "my.error", ""])
  func `tokens match as a whole and from the beginning`(_ event: String) {
    #expect(!EventDescriptor("error").matches(event))
  }

  @Test(arguments: ["*", ".*"])
  func `a star matches every event`(_ text: String) {
    #expect(EventDescriptor(text).matches("anything.at.all"))
  }

  @Test func `a descriptor does not match an event that is shorter`() {
    #expect(!EventDescriptor("error.send").matches("error"))
  }

  @Test func `letters match by their bytes`() {
    #expect(!EventDescriptor("caf\u{E9}").matches("cafe\u{301}"))
  }

  @Test func `one of several descriptors is enough`() throws {
    var session = try Session(
      document {
        state("a") { on("x y.* z", to: "b") }
        state("b")
      })

    try session.send("y.1")

    #expect(session.active == "b")
  }
}
