// Members whose names are known, asked for in canonical order.

/// What reads its own members from canonical bytes.
public protocol CanonicallyRead {
  /// Reads the one value that stands for this one.
  init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected)
}

extension CanonicalReader {
  /// Whether the next member has this name, which is then behind.
  @usableFromInline mutating func has(_ name: StaticString) -> Bool {
    guard let value = value(of: name) else { return false }
    position = value
    isFirst = false
    return true
  }

  /// Where the value begins, if the next member has this name.
  private func value(of name: StaticString) -> Int? {
    let (start, length) = (isFirst ? position : position + 1, name.utf8CodeUnitCount)
    let span = bytes.span
    guard start + length + 3 <= span.count else { return nil }
    // The compiler has laid the name down, and what is looked at is within the bytes: a leaf asks for
    // sixty names.
    let expected = unsafe name.utf8Start
    guard unsafe span[unchecked: start + 1] == expected[0],
      unsafe span[unchecked: start + length + 1] == UInt8(ascii: "\""),
      unsafe span[unchecked: start + length + 2] == UInt8(ascii: ":"),
      unsafe span[unchecked: start] == UInt8(ascii: "\""),
      unsafe isFirst || span[unchecked: position] == UInt8(ascii: ",")
    else { return nil }
    var index = 1
    while index < length {
      guard unsafe span[unchecked: start + 1 + index] == expected[index] else { return nil }
      index += 1
    }
    return start + length + 3
  }

  public mutating func text(_ name: StaticString) throws(Unexpected) -> String? {
    has(name) ? try text() : nil
  }

  public mutating func integer(_ name: StaticString) throws(Unexpected) -> Int? {
    has(name) ? try integer() : nil
  }

  public mutating func flag(_ name: StaticString) throws(Unexpected) -> Bool? {
    has(name) ? try flag() : nil
  }

  public mutating func instant(_ name: StaticString) throws(Unexpected)
    -> Instant?
  {
    has(name) ? try instant() : nil
  }

  public mutating func digest(_ name: StaticString) throws(Unexpected) -> Digest? {
    has(name) ? try digest() : nil
  }

  mutating func salt(_ name: StaticString) throws(Unexpected) -> Salt? {
    has(name) ? try salt() : nil
  }

  public mutating func json(_ name: StaticString) throws(Unexpected) -> JSON? {
    has(name) ? try json() : nil
  }

  @inlinable public mutating func value<Value: CanonicallyRead>(
    _ name: StaticString, as type: Value.Type
  ) throws(Unexpected) -> Value? {
    has(name) ? try Value(&self) : nil
  }

  // Lists and objects that are left out where there is nothing in them.

  public mutating func texts(_ name: StaticString) throws(Unexpected) -> [String] {
    try list(name) { (reader) throws(Unexpected) in try reader.text() }
  }

  @inlinable public mutating func values<Value: CanonicallyRead>(
    _ name: StaticString, as type: Value.Type
  ) throws(Unexpected) -> [Value] {
    try list(name) { (reader) throws(Unexpected) in try Value(&reader) }
  }

  @inlinable public mutating func list<Value>(
    _ name: StaticString, _ read: (inout Self) throws(Unexpected) -> Value
  ) throws(Unexpected) -> [Value] {
    guard has(name) else { return [] }
    let values = try elements(read)
    guard !values.isEmpty else { throw Unexpected() }
    return values
  }

  @inlinable public mutating func members<Value>(
    _ name: StaticString, _ read: (inout Self) throws(Unexpected) -> Value
  ) throws(Unexpected) -> Members<Value> {
    guard has(name) else { return [:] }
    let members = try members(read)
    guard !members.isEmpty else { throw Unexpected() }
    return members
  }

  /// Turns an absent member into what the strict parser shall name.
  @inlinable public func required<Value>(_ value: Value?) throws(Unexpected) -> Value {
    guard let value else { throw Unexpected() }
    return value
  }
}

extension CanonicallyRead {
  /// The value of these bytes.
  ///
  /// - Throws: `Unexpected` where the strict parser has to decide what they are.
  @inlinable public static func read(_ bytes: [UInt8]) throws(CanonicalReader.Unexpected) -> Self {
    var reader = try CanonicalReader(bytes)
    let value = try Self(&reader)
    try reader.finish()
    return value
  }
}
