/// One event descriptor of a transition (W3C SCXML 1.0, section 3.12.1).
///
/// `error` and `error.*` and `error.` all match `error` and `error.send`, not `errors`. `*` matches
/// every event, and so does `.*`.
public struct EventDescriptor: Hashable, Sendable, CustomStringConvertible {
  /// As written.
  public let text: String
  /// The name whose tokens must begin the event's; nil for `*`.
  public let prefix: String?

  public init(_ text: some StringProtocol) {
    self.text = String(text)
    let last = self.text.utf8.last
    if last != UInt8(ascii: "*"), last != UInt8(ascii: ".") {
      prefix = self.text
    } else if text == "*" || text == ".*" {
      prefix = nil
    } else if text.hasSuffix(".*") {
      prefix = String(text.dropLast(2))
    } else if text.hasSuffix(".") {
      prefix = String(text.dropLast())
    } else {
      prefix = self.text
    }
  }

  public var description: String { text }

  public func matches(_ event: String) -> Bool {
    guard let prefix else { return true }
    var name = event.utf8.makeIterator()
    for byte in prefix.utf8 where name.next() != byte { return false }
    let next = name.next()
    return next == nil || next == UInt8(ascii: ".")
  }
}
