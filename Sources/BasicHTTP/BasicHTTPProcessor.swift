import Dispatch
import Sockets
public import Statechart
public import StatechartXML
import Synchronization

/// The Basic HTTP event I/O processor: sends events as POST requests, and takes them at an address on
/// the loopback interface.
///
/// Nothing listens and nothing is sent unless somebody makes one. It sends to itself, and to hosts
/// that it is told of: a document cannot reach others. It follows no redirection, knows no TLS, and
/// takes requests of at most 1 MiB, one after the other.
///
/// Source: W3C SCXML 1.0, section C.2.
public final class BasicHTTPProcessor: EventProcessor {
  private let listener: Socket
  private let inbox = Inbox()
  private let port: UInt16
  private let allowedHosts: Set<String>

  public var type: String { IOProcessor.basicHTTP }

  /// Begins to listen.
  ///
  /// - Parameter allowedHosts: The hosts that events can be sent to, such as `example.org`, or
  ///   `example.org:8080` where the port is not 80.
  /// - Throws: `Undeliverable` where the system gives no port.
  public init(allowedHosts: Set<String> = []) throws(Undeliverable) {
    do throws(SocketError) {
      listener = try Socket.listening()
    } catch {
      throw Undeliverable(error.reason)
    }
    port = listener.port
    self.allowedHosts = Set(allowedHosts.map { $0.lowercased() })
    let (listener, inbox) = (listener, inbox)
    DispatchQueue(label: "basic-http").async {
      while let connection = listener.accepted() { inbox.serve(connection) }
    }
  }

  deinit { listener.shutDown() }

  public func location(of sessionID: String) -> String {
    "http://127.0.0.1:\(port)" + Inbox.path + FormCoding.encode(sessionID)
  }

  public func send(_ outgoing: OutgoingEvent) throws(Undeliverable) {
    let target = outgoing.target ?? ""
    guard let address = HTTPAddress(target) else {
      throw Undeliverable("\"\(target)\" is not an address of the form http://host/path")
    }
    guard address.authority == "127.0.0.1:\(port)" || allowedHosts.contains(address.authority)
    else {
      throw Undeliverable("sending to \"\(address.authority)\" is not allowed")
    }
    let body = HTTPEvents.body(of: outgoing.event)
    let request = HTTPMessage(
      start: "POST \(address.path) HTTP/1.1",
      headers: ["host": address.authority, "content-type": body.type], body: body.text)
    let response: HTTPMessage?
    do throws(SocketError) {
      let connection = try Socket.connected(to: address.host, port: address.port)
      try connection.write(request.bytes)
      response = try HTTPMessage.read { () throws(SocketError) in try connection.read() }
    } catch {
      throw Undeliverable(error.reason)
    }
    let status = response?.start.split(separator: " ").dropFirst().first ?? ""
    guard status.count == 3, status.hasPrefix("2") else {
      throw Undeliverable("\"\(address.authority)\" answered \"\(response?.start ?? "nothing")\"")
    }
  }

  public func receive() -> [(sessionID: String, event: Event)] { inbox.take() }
}

/// What has arrived and was not taken yet.
private final class Inbox: Sendable {
  static let path = "/sessions/"

  private let events = Mutex<[(sessionID: String, event: Event)]>([])

  func take() -> [(sessionID: String, event: Event)] {
    events.withLock { events in
      defer { events = [] }
      return events
    }
  }

  /// Reads a request and answers it: 200 once the event is in the queue.
  func serve(_ connection: Socket) {
    do throws(SocketError) {
      let request = try HTTPMessage.read { () throws(SocketError) in try connection.read() }
      let status = request.map { accept($0) } ?? "400 Bad Request"
      try connection.write(HTTPMessage(start: "HTTP/1.1 " + status).bytes)
    } catch {
      // The client is gone; there is nobody to tell.
      connection.shutDown()
    }
  }

  private func accept(_ request: HTTPMessage) -> String {
    let words = request.start.split(separator: " ")
    guard words.count == 3 else { return "400 Bad Request" }
    guard words[1].hasPrefix(Self.path),
      let id = FormCoding.decode(words[1].dropFirst(Self.path.count))?.first?.value
    else { return "404 Not Found" }
    guard words[0] == "POST" else { return "405 Method Not Allowed" }
    guard let event = HTTPEvents.event(of: request, method: String(words[0])) else {
      return "400 Bad Request"
    }
    events.withLock { $0.append((id, event)) }
    return "200 OK"
  }
}
