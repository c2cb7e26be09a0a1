import BasicHTTP
import Statechart
import StatechartXML
import Testing

/// Real requests on the loopback interface; the tests wait for answers, never for time.
@Suite("C.2 Basic HTTP event I/O processor") struct BasicHTTPTests {
  private let processor: BasicHTTPProcessor
  private var location: String { processor.location(of: "s 1") }

  init() throws { processor = try BasicHTTPProcessor() }

  /// What arrives at the session of an event that it sends to itself.
  private func echo(_ event: Event) throws -> Event? {
    try processor.send(
      OutgoingEvent(event, target: location, type: IOProcessor.basicHTTP, id: "send#1"))
    let received = processor.receive()
    #expect(received.map(\.sessionID) == ["s 1"])
    return received.first?.event
  }

  @Test func `an event arrives under its name, as an external one of this processor`() throws {
    let event = try echo(Event("plan.approved"))

    #expect(event?.name == "plan.approved")
    #expect(event?.kind == .external)
    #expect(event?.originType == IOProcessor.basicHTTP)
  }

  @Test func `an event without a name is called after the method`() throws {
    let event = try echo(Event(""))

    #expect(event?.name == "HTTP.POST")
  }

  @Test func `a parameter can name the event`() throws {
    let event = try echo(
      Event("", data: .record([Value.Field("_scxmleventname", .string("named"))])))

    #expect(event?.name == "named")
    #expect(event?.data == Value.none)
  }

  @Test func `named values arrive in order, whatever is in them`() throws {
    let fields = [
      Value.Field("a", .number(1)), Value.Field("a", .string("x&y=z+ %")),
      Value.Field("名", .string("整改")),
    ]

    let event = try echo(Event("e", data: .record(fields)))

    #expect(
      event?.data
        == .record([
          Value.Field("a", .string("1")), Value.Field("a", .string("x&y=z+ %")),
          Value.Field("名", .string("整改")),
        ]))
  }

  @Test func `content arrives as text, and the message can be seen`() throws {
    let event = try echo(Event("", data: .string("some content")))

    #expect(event?.data == .string("some content"))
    #expect(event?.raw?.hasPrefix("POST /sessions/s%201 HTTP/1.1") == true)
    #expect(event?.raw?.hasSuffix("some%20content") == true)
  }

  @Test func `what was taken is not given again`() throws {
    _ = try echo(Event("e"))

    #expect(processor.receive().isEmpty)
  }

  @Test(arguments: [
    "http://example.org/", "http://127.0.0.1:1/", "http://localhost/", "https://127.0.0.1/",
    "file:///etc/passwd", "127.0.0.1", "", "http://", "http://user@127.0.0.1/",
    "http://127.0.0.1:99999/", "http://127.0.0.1/ HTTP/1.1\r\nx: y",
  ])
  func `nothing is sent to where it is not allowed, or no address`(_ target: String) {
    #expect(throws: Undeliverable.self) {
      try processor.send(
        OutgoingEvent(Event("e"), target: target, type: IOProcessor.basicHTTP, id: "send#1"))
    }
  }

  @Test func `an event reaches another processor whose host is allowed`() throws {
    let other = try BasicHTTPProcessor()
    let target = other.location(of: "s2")
    let host = target.split(separator: "/")[1]
    let sender = try BasicHTTPProcessor(allowedHosts: [String(host)])

    try sender.send(
      OutgoingEvent(Event("e"), target: target, type: IOProcessor.basicHTTP, id: "send#1"))

    #expect(other.receive().map(\.sessionID) == ["s2"])
    #expect(sender.receive().isEmpty)
  }

  @Test func `an answer that is no success is told to the sender`() throws {
    let error = #expect(throws: Undeliverable.self) {
      try processor.send(
        OutgoingEvent(
          Event("e"), target: location.replacing("/sessions/", with: "/nowhere/"),
          type: IOProcessor.basicHTTP, id: "send#1"))
    }

    #expect(error?.reason.contains("404") == true)
  }

  @Test func `a host that is gone is told to the sender`() throws {
    var gone: BasicHTTPProcessor? = try BasicHTTPProcessor()
    let target = try #require(gone?.location(of: "s2"))
    gone = nil
    let sender = try BasicHTTPProcessor(allowedHosts: [String(target.split(separator: "/")[1])])

    #expect(throws: Undeliverable.self) {
      try sender.send(
        OutgoingEvent(Event("e"), target: target, type: IOProcessor.basicHTTP, id: "send#1"))
    }
  }
}
