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
    a.text.utf8.elementsEqual(b.text.utf8)
  }

  @inlinable public static func < (a: Identifier, b: Identifier) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }

  @inlinable public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }
}
