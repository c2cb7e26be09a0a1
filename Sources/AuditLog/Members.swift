/// Named values, each name once, in the order that RFC 8785 writes them.
///
/// Names are compared by their bytes: "é" in one scalar and "é" in two are different names, where
/// Swift's `==` and a `Dictionary` would take one for the other. The order is that of UTF-16 code
/// units (RFC 8785, section 3.2.3), whatever the order of insertion was, so that two collections
/// with the same members are equal and have the same canonical bytes.
///
/// What is here is inlined elsewhere, because nearly all of a store's work goes through it.
///
/// - Complexity: Looking up a name takes O(log *n*) comparisons; inserting one moves the members
///   after it. Members that are added in order are added in O(1).
public struct Members<Value> {
  /// A name and its value.
  public typealias Element = (key: String, value: Value)

  @usableFromInline var elements: [Element]

  /// No members.
  @inlinable public init() {
    elements = []
  }

  /// Members in any order; the last one of a name wins.
  @inlinable public init(_ members: some Sequence<(String, Value)>) {
    self.init()
    elements.reserveCapacity(members.underestimatedCount)
    for (name, value) in members {
      self[name] = value
    }
  }

  /// Members that are known to be in order, without a repeated name.
  @inlinable init(inOrder elements: [Element]) {
    self.elements = elements
  }

  /// The value of a name, or nil where there is none. Assigning nil removes the member.
  @inlinable public subscript(name: String) -> Value? {
    get {
      index(of: name).map { elements[$0].value }
    }
    set {
      let place = place(of: name)
      switch (place.found, newValue) {
      case (true, let value?): elements[place.index].value = value
      case (false, let value?): elements.insert((name, value), at: place.index)
      case (true, nil): elements.remove(at: place.index)
      case (false, nil): break
      }
    }
  }

  /// The names, in order.
  @inlinable public var keys: [String] { elements.map(\.key) }

  /// The values, in the order of their names.
  @inlinable public var values: [Value] { elements.map(\.value) }

  /// Where the member of that name is, or nil if there is none.
  @inlinable public func index(of name: String) -> Int? {
    let place = place(of: name)
    return place.found ? place.index : nil
  }

  /// Where the name is, or where it would be inserted.
  @inlinable func place(of name: String) -> (index: Int, found: Bool) {
    guard let last = elements.last else { return (0, false) }
    if compareUTF16(last.key, name) == .less { return (elements.count, false) }
    var low = 0
    var high = elements.count
    while low < high {
      let middle = (low + high) / 2
      switch compareUTF16(elements[middle].key, name) {
      case .same: return (middle, true)
      case .less: low = middle + 1
      case .greater: high = middle
      }
    }
    return (low, false)
  }
}

extension Members: RandomAccessCollection {
  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { elements.count }
  @inlinable public subscript(position: Int) -> Element { elements[position] }
}

extension Members: Sendable where Value: Sendable {}

extension Members: Equatable where Value: Equatable {
  public static func == (left: Self, right: Self) -> Bool {
    left.elementsEqual(right) { sameBytes($0.key, $1.key) && $0.value == $1.value }
  }
}

extension Members: Hashable where Value: Hashable {
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for (key, value) in self {
      hashBytes(of: key, into: &hasher)
      hasher.combine(value)
    }
  }
}

extension Members: ExpressibleByDictionaryLiteral {
  /// Members as a literal; the last one of a name wins.
  @inlinable public init(dictionaryLiteral elements: (String, Value)...) {
    self.init(elements)
  }
}

extension Members: CanonicallyWritten where Value: CanonicallyWritten {
  /// An object.
  @inlinable public func write(to writer: inout CanonicalWriter) {
    writer.object { object in
      for (name, value) in self {
        object.name(name)
        value.write(to: &object)
      }
    }
  }
}
