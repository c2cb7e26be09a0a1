/// The position of a transition in document order, among the transitions of all states.
///
/// The transitions of one state follow one another without a gap. The transition of `<initial>` has
/// no position.
public struct TransitionIndex: Hashable, Sendable, Strideable {
  public let value: Int32

  @inlinable public init(_ value: Int) { self.value = Int32(truncatingIfNeeded: value) }
  @inlinable public var int: Int { Int(value) }

  public static func == (a: TransitionIndex, b: TransitionIndex) -> Bool { a.value == b.value }
  public static func < (a: TransitionIndex, b: TransitionIndex) -> Bool { a.value < b.value }
  public func distance(to other: TransitionIndex) -> Int { Int(other.value) - Int(value) }
  public func advanced(by n: Int) -> TransitionIndex { TransitionIndex(int + n) }
}
