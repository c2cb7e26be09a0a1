/// The id of a state, a data element or a send, as an author wrote it.
///
/// Two ids are equal when their UTF-8 bytes are. Swift's `String` compares by canonical
/// equivalence and would take a composed and a decomposed letter for one id.
public struct Identifier: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  public let text: String

  @inlinable public init(_ text: some StringProtocol) { self.text = String(text) }
  @inlinable public init(stringLiteral value: String) { text = value }

  public var description: String { text }
}

extension Identifier: Hashable, Comparable {
  @inlinable public static func == (a: Identifier, b: Identifier) -> Bool {
    guard a.text.utf8.count == b.text.utf8.count else { return false }
    let (left, right) = (a.text.utf8Span.span, b.text.utf8Span.span)
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }

  @inlinable public static func < (a: Identifier, b: Identifier) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }

  @inlinable public func hash(into hasher: inout Hasher) {
    // Eight bytes at a time: the hasher takes as long for one.
    let bytes = text.utf8Span.span
    var word: UInt64 = 0
    for index in bytes.indices {
      word = word << 8 | UInt64(bytes[index])
      if index & 7 == 7 { hasher.combine(word) }
    }
    hasher.combine(word)
    hasher.combine(bytes.count)
  }
}
