import Statechart
import Testing

@Suite("C.1 Addresses of SCXML's event I/O processor") struct AddressTests {
  private func run(
    _ send: Act, parent: String? = "p1", delay: String? = nil
  ) throws -> Session {
    let processors = [IOProcessor(type: IOProcessor.basicHTTP, location: "http://here/")]
    var session = try Session(
      document {
        state("a") {
          invoke(id: "child")
          on("go", send)
        }
      },
      in: Environment(sessionID: "s1", parent: parent, processors: processors) { $0 == "s2" })
    try session.send("go")
    return session
  }

  @Test(arguments: [
    (target: "#_internal", address: SessionAddress.internal), ("#_parent", .parent),
    ("#_scxml_s2", .session("s2")), ("#_child", .invocation("child")),
    ("#_", .unknown("#_")), ("child", .unknown("child")), ("", .unknown("")),
  ])
  func `a target is read as the standard says`(
    _ example: (target: String, address: SessionAddress)
  ) {
    #expect(SessionAddress(example.target) == example.address)
  }

  @Test(arguments: ["#_parent", "#_child", "#_scxml_s1", "#_scxml_s2", "#_scxml_p1"])
  func `an event goes to a session that is there`(_ target: String) throws {
    let session = try run(.send("e", target: target))

    #expect(session.sent.map(\.target) == [target])
    #expect(session.sent.map(\.event.origin) == ["#_scxml_s1"])
    #expect(session.errors.isEmpty)
  }

  @Test(arguments: ["#_other", "#_scxml_s3"])
  func `a session that is not there is error.communication at once`(_ target: String) throws {
    let session = try run(.send("e", target: target))

    #expect(session.sent.isEmpty)
    #expect(session.errors == ["error.communication"])
  }

  @Test func `a session that nobody has invoked has no parent`() throws {
    let session = try run(.send("e", target: "#_parent"), parent: nil)

    #expect(session.errors == ["error.communication"])
  }

  @Test(arguments: ["#_other", "#_scxml_s3"])
  func `whether a session will be there after a delay is not asked`(_ target: String) throws {
    let session = try run(.send("e", target: target, delay: "1s"))

    #expect(session.sent.map(\.target) == [target])
  }

  @Test(arguments: [IOProcessor.basicHTTP, "basichttp"])
  func `an event for another processor is an effect without an origin`(_ type: String) throws {
    let session = try run(.send("e", target: "http://there/", type: type))

    #expect(session.sent.map(\.type) == [IOProcessor.basicHTTP])
    #expect(session.sent.map(\.event.origin) == [nil])
    #expect(session.sent.first?.address == nil)
  }

  @Test func `another processor may send what has no event name`() throws {
    let session = try run(.send(target: "http://there/", type: IOProcessor.basicHTTP))

    #expect(session.sent.map(\.event.name) == [""])
  }

  @Test func `C.2: another processor needs a target`() throws {
    let session = try run(.send("e", type: IOProcessor.basicHTTP))

    #expect(session.errors == ["error.communication"])
  }
}
