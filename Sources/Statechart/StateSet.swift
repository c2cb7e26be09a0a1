/// The position of a state in document order; 0 is `<scxml>` itself.
///
/// A parent comes before its children, so the descendants of a state are the states that follow
/// it without a gap.
public struct StateIndex: Hashable, Comparable, Sendable {
  public let value: Int32

  @inlinable public init(_ value: Int) { self.value = Int32(truncatingIfNeeded: value) }
  @inlinable public var int: Int { Int(value) }

  public static func < (a: StateIndex, b: StateIndex) -> Bool { a.value < b.value }
}

/// A set of states as bits; iterates in document order.
public struct StateSet: Hashable, Sendable {
  /// The bits of states 0–63, without an allocation: most documents have no more.
  private var first: UInt64 = 0
  /// The bits of the states from 64; never ends in a zero word, so that equal sets are equal.
  private var rest: [UInt64] = []

  public init() {}

  public init(_ states: some Sequence<StateIndex>) {
    for state in states { insert(state) }
  }

  public var isEmpty: Bool { first == 0 && rest.isEmpty }

  public var count: Int {
    rest.reduce(first.nonzeroBitCount) { $0 + $1.nonzeroBitCount }
  }

  public func contains(_ state: StateIndex) -> Bool {
    let (word, bit) = Self.place(of: state)
    if word < 0 { return first & bit != 0 }
    return word < rest.count && rest[word] & bit != 0
  }

  public mutating func insert(_ state: StateIndex) {
    let (word, bit) = Self.place(of: state)
    if word < 0 {
      first |= bit
      return
    }
    while rest.count <= word { rest.append(0) }
    rest[word] |= bit
  }

  public mutating func remove(_ state: StateIndex) {
    let (word, bit) = Self.place(of: state)
    if word < 0 {
      first &= ~bit
    } else if word < rest.count {
      rest[word] &= ~bit
      while rest.last == 0 { rest.removeLast() }
    }
  }

  public mutating func formUnion(_ other: StateSet) {
    first |= other.first
    for (word, bits) in other.rest.enumerated() {
      if word < rest.count { rest[word] |= bits } else { rest.append(bits) }
    }
  }

  public func isDisjoint(with other: StateSet) -> Bool {
    first & other.first == 0 && !zip(rest, other.rest).contains { $0 & $1 != 0 }
  }

  public mutating func formIntersection(_ other: StateSet) {
    first &= other.first
    let common = Swift.min(rest.count, other.rest.count)
    rest.removeLast(rest.count - common)
    for word in 0..<common { rest[word] &= other.rest[word] }
    while rest.last == 0 { rest.removeLast() }
  }

  public mutating func subtract(_ other: StateSet) {
    first &= ~other.first
    for (word, bits) in zip(rest.indices, other.rest) { rest[word] &= ~bits }
    while rest.last == 0 { rest.removeLast() }
  }

  public func isSubset(of other: StateSet) -> Bool {
    guard first & ~other.first == 0, rest.count <= other.rest.count else { return false }
    return !zip(rest, other.rest).contains { $0 & ~$1 != 0 }
  }

  /// The last state in document order.
  public var last: StateIndex? {
    if let bits = rest.last {
      return StateIndex(rest.count * 64 + 63 - bits.leadingZeroBitCount)
    }
    return first == 0 ? nil : StateIndex(63 - first.leadingZeroBitCount)
  }

  /// The states that lie after `ancestor` and not after `last`: with a chart's last descendant,
  /// those inside `ancestor`.
  func within(_ ancestor: StateIndex, through last: StateIndex) -> StateSet {
    var result = StateSet()
    let lower = ancestor.int + 1
    let upper = last.int
    result.first = first & Self.mask(from: lower, through: upper)
    if upper >= 64, !rest.isEmpty {
      result.rest = rest
      for word in rest.indices {
        let base = (word + 1) * 64
        result.rest[word] &= Self.mask(from: lower - base, through: upper - base)
      }
      while result.rest.last == 0 { result.rest.removeLast() }
    }
    return result
  }

  /// The bits of a word from `lower` to `upper`, both of which may lie outside of it.
  private static func mask(from lower: Int, through upper: Int) -> UInt64 {
    if upper < 0 || lower > 63 || lower > upper { return 0 }
    let low = UInt64.max << UInt64(Swift.max(lower, 0))
    let high = UInt64.max >> UInt64(63 - Swift.min(upper, 63))
    return low & high
  }

  /// Innermost states first: appendix D's exit order is document order backwards.
  public var inExitOrder: [StateIndex] { reversed() }

  /// The word in `rest` (-1 for `first`) and the bit within it.
  private static func place(of state: StateIndex) -> (word: Int, bit: UInt64) {
    (state.int / 64 - 1, 1 << UInt64(state.int % 64))
  }
}

extension StateSet: Sequence {
  public struct Iterator: IteratorProtocol {
    fileprivate var bits: UInt64
    fileprivate var base = 0
    fileprivate var rest: [UInt64].Iterator

    public mutating func next() -> StateIndex? {
      while bits == 0 {
        guard let word = rest.next() else { return nil }
        bits = word
        base += 64
      }
      let bit = bits.trailingZeroBitCount
      bits &= bits - 1
      return StateIndex(base + bit)
    }
  }

  public func makeIterator() -> Iterator {
    Iterator(bits: first, rest: rest.makeIterator())
  }

  public var underestimatedCount: Int { count }
}
