import Sockets

/// A request or a response of HTTP/1.1, as far as the event I/O processor needs it.
struct HTTPMessage: Equatable {
  /// The first line: `POST /path HTTP/1.1` or `HTTP/1.1 200 OK`.
  var start: String
  /// Names in lower case.
  var headers: [String: String]
  var body: String

  /// How many bytes a message may have.
  static let limit = 1_048_576
  private static let blankLine = Array("\r\n\r\n".utf8)

  /// The message as it goes over the wire, with its length.
  var bytes: [UInt8] {
    var text = start + "\r\n"
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) { text += "\(name): \(value)\r\n" }
    text += "content-length: \(body.utf8.count)\r\nconnection: close\r\n\r\n"
    return Array((text + body).utf8)
  }

  /// Reads one message.
  ///
  /// - Parameter next: More bytes; none where there are no more.
  /// - Returns: Nil where it is not a message, or too long.
  static func read(
    from next: () throws(SocketError) -> [UInt8]
  ) throws(SocketError) -> HTTPMessage? {
    var bytes: [UInt8] = []
    while true {
      if let end = endOfHeaders(in: bytes) {
        guard var message = HTTPMessage(headers: bytes[..<end]) else { return nil }
        guard let length = message.length, length <= limit else { return nil }
        while bytes.count < end + length {
          let more = try next()
          if more.isEmpty { return nil }
          bytes += more
        }
        guard let body = String(validating: bytes[end..<(end + length)], as: UTF8.self) else {
          return nil
        }
        message.body = body
        return message
      }
      let more = try next()
      if more.isEmpty || bytes.count > 65_536 { return nil }
      bytes += more
    }
  }

  init(start: String, headers: [String: String] = [:], body: String = "") {
    self.start = start
    self.headers = headers
    self.body = body
  }

  private init?(headers bytes: ArraySlice<UInt8>) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    let lines = text.split(whereSeparator: \.isNewline)
    guard let first = lines.first else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      headers[line[..<colon].lowercased()] = String(value)
    }
    self.init(start: String(first), headers: headers)
  }

  /// The length of the body; nil where it is not told in a way that is understood here.
  private var length: Int? {
    if headers["transfer-encoding"] != nil { return nil }
    guard let text = headers["content-length"] else { return 0 }
    return UInt32(text).map { Int($0) }
  }

  private static func endOfHeaders(in bytes: [UInt8]) -> Int? {
    guard bytes.count >= blankLine.count else { return nil }
    for end in blankLine.count...bytes.count
    where bytes[(end - blankLine.count)..<end].elementsEqual(blankLine) {
      return end
    }
    return nil
  }
}
