import Sockets

/// Hands messages to a mail server, all over one connection.
///
/// Made for the relay of one's own house: it speaks plain TCP, without TLS and without a password.
/// It waits where the network waits, so it belongs on a thread that may.
///
/// Source: RFC 5321.
public final class SMTPClient {
  private let connection: Socket
  private var received: [UInt8] = []
  /// Between hello and goodbye.
  private var isReady = false

  /// After how many seconds of silence a server is given up.
  private static let patience = 60

  /// The longest line that a server may send, and more (section 4.5.3.1.5).
  private static let longestLine = 4_096

  /// Connects and says hello.
  ///
  /// - Parameter name: What this machine calls itself.
  public init(host: String, port: UInt16, name: String = "localhost") throws(SMTPFailure) {
    do throws(SocketError) {
      connection = try Socket.connected(to: host, port: port, timeout: Self.patience)
    } catch {
      throw SMTPFailure(reason: "the mail server: \(error.reason)", isGeneral: true)
    }
    try expect(reply(), "greets with", isGeneral: true)
    let hello = try ask("EHLO \(name)")
    // Servers from before 1995 know HELO only (section 3.2).
    if !hello.isPositive { try expect(ask("HELO \(name)"), "answers HELO with", isGeneral: true) }
    isReady = true
  }

  deinit { quit() }

  /// Hands a message over. When it returns, the server answers for it.
  ///
  /// - Throws: `SMTPFailure`. One that is not general leaves the connection ready for the next.
  public func send(_ message: MailMessage) throws(SMTPFailure) {
    guard let recipient = message.recipient else {
      throw SMTPFailure(reason: "there is no address", isGeneral: false)
    }
    do throws(SMTPFailure) {
      try expect(ask("MAIL FROM:<\(message.sender)>"), "answers MAIL with")
      try expect(ask("RCPT TO:<\(recipient)>"), "answers RCPT with")
      try expect(ask("DATA"), "answers DATA with")
    } catch {
      // What was begun is forgotten, so that the next message can begin (section 4.1.1.5).
      if !error.isGeneral { _ = try ask("RSET") }
      throw error
    }
    try write(Self.stuffed(message.bytes))
    try expect(reply(), "answers the message with")
  }

  /// Says goodbye; a server that does not answer is left all the same.
  public func quit() {
    guard isReady else { return }
    isReady = false
    _ = try? ask("QUIT")
    connection.shutDown()
  }

  // MARK: Parts

  private func ask(_ command: String) throws(SMTPFailure) -> SMTPReply {
    try write(Array((command + "\r\n").utf8))
    return try reply()
  }

  /// 421 closes the connection (section 3.8).
  private func expect(_ reply: SMTPReply, _ verb: String, isGeneral: Bool = false)
    throws(SMTPFailure)
  {
    guard !reply.isPositive else { return }
    throw SMTPFailure(
      reason: "the mail server \(verb) \"\(reply.sentence)\"",
      isGeneral: isGeneral || reply.code == 421)
  }

  private func write(_ bytes: [UInt8]) throws(SMTPFailure) {
    do throws(SocketError) {
      try connection.write(bytes)
    } catch {
      throw SMTPFailure(reason: "the mail server: \(error.reason)", isGeneral: true)
    }
  }

  private func reply() throws(SMTPFailure) -> SMTPReply {
    guard let reply = try SMTPReply({ () throws(SMTPFailure) in try line() }) else {
      throw SMTPFailure(reason: "what answers is no mail server", isGeneral: true)
    }
    return reply
  }

  /// The next line, without its end.
  private func line() throws(SMTPFailure) -> String {
    while true {
      if let end = received.firstIndex(of: 10) {
        let line = received[..<end]
        received.removeFirst(end + 1)
        return String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
      }
      let piece: [UInt8]
      do throws(SocketError) {
        piece = try connection.read()
      } catch {
        throw SMTPFailure(reason: "the mail server: \(error.reason)", isGeneral: true)
      }
      guard !piece.isEmpty, received.count + piece.count <= Self.longestLine * 4 else {
        throw SMTPFailure(reason: "the mail server broke off", isGeneral: true)
      }
      received += piece
    }
  }

  /// A line that begins with a dot gets another one, and a dot alone ends the message (section
  /// 4.5.2).
  static func stuffed(_ message: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var isLineStart = true
    for byte in message {
      if isLineStart, byte == UInt8(ascii: ".") { bytes.append(byte) }
      bytes.append(byte)
      isLineStart = byte == 10
    }
    if !isLineStart { bytes += [13, 10] }
    return bytes + Array(".\r\n".utf8)
  }
}
