/// Writes canonical JSON from its beginning to its end, without a tree of values in between.
///
/// ```swift
/// writer.object { object in
///   object.put("at", at)
///   object.put("unit", unit)
/// }
/// ```
///
/// Whoever writes an object names its members in canonical order, each once; a debug build checks
/// that. Everything else about the form (RFC 8785, section 3.2) is done here.
public struct CanonicalWriter: ~Copyable {
  private var written: GrowingBytes

  /// How deep arrays and objects were nested: 0 for a number, 1 for `[]`, 2 for `[[]]`.
  public private(set) var deepest = 0

  private var depth = 0

  /// Whether a comma comes before the next name or value.
  private var isBehindValue = false

  #if DEBUG
    /// The last name in each object that is not yet closed.
    private var names: [String?] = []
  #endif

  /// - Parameter capacity: The bytes that probably come.
  public init(capacity: Int = 1_024) {
    written = GrowingBytes(capacity: capacity)
  }

  /// What `write` writes, as UTF-8.
  public static func bytes(_ write: (inout CanonicalWriter) -> Void) -> [UInt8] {
    var writer = CanonicalWriter()
    write(&writer)
    return writer.bytes
  }

  /// What was written so far, as UTF-8.
  public var bytes: [UInt8] { written.bytes }

  /// Appends what was written so far to other bytes.
  public func append(to bytes: inout [UInt8]) { written.append(to: &bytes) }

  /// How many bytes were written so far.
  public var count: Int { written.count }

  // MARK: Values

  /// Writes an object; `members` writes a name and a value for each.
  public mutating func object(_ members: (inout CanonicalWriter) -> Void) {
    open(UInt8(ascii: "{"))
    #if DEBUG
      names.append(nil)
    #endif
    members(&self)
    #if DEBUG
      names.removeLast()
    #endif
    close(UInt8(ascii: "}"))
  }

  /// Writes an array; `elements` writes its values.
  public mutating func array(_ elements: (inout CanonicalWriter) -> Void) {
    open(UInt8(ascii: "["))
    elements(&self)
    close(UInt8(ascii: "]"))
  }

  /// Writes a name of the object that is open. A value follows.
  public mutating func name(_ name: String) {
    #if DEBUG
      check(name)
    #endif
    text(name)
    written.append(UInt8(ascii: ":"))
    isBehindValue = false
  }

  /// The same for a name in the source text, which has nothing to escape.
  public mutating func name(_ name: StaticString) {
    #if DEBUG
      check(name.description)
    #endif
    if isBehindValue { written.append(UInt8(ascii: ",")) }
    written.append(quoted: name)
    written.append(UInt8(ascii: ":"))
    isBehindValue = false
  }

  #if DEBUG
    /// Stops where a name is not behind the one before it.
    private mutating func check(_ name: String) {
      if let last = names.removeLast() {
        precondition(compareUTF16(last, name) == .less, "\(name) after \(last) is out of order")
      }
      names.append(name)
    }
  #endif

  public mutating func null() { word("null") }

  public mutating func flag(_ flag: Bool) { word(flag ? "true" : "false") }

  /// Writes an integer as `JSON.init(_: Int)` has it: beyond ±2^53 as a string.
  public mutating func integer(_ integer: Int) {
    guard integer.magnitude <= JSON.exactIntegerLimit else {
      return text(String(integer))
    }
    separate()
    var rest = integer.magnitude
    var divisor: UInt = 1
    while rest / divisor >= 10 { divisor *= 10 }
    if integer < 0 { written.append(UInt8(ascii: "-")) }
    while divisor > 0 {
      written.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
      rest %= divisor
      divisor /= 10
    }
  }

  /// Writes a number as ECMAScript does.
  public mutating func number(_ number: Double) {
    if let exact = Int(exactly: number), abs(exact) < JSON.exactIntegerLimit {
      integer(exact)
    } else {
      word(canonicalNumber(number))
    }
  }

  /// Writes a string with the escapes of RFC 8785, section 3.2.2.2, and no others.
  public mutating func text(_ text: String) {
    separate()
    writeCanonicalString(text, to: &written)
  }

  /// Writes a digest as a string of hexadecimal digits.
  public mutating func digest(_ digest: Digest) {
    separate()
    written.append(UInt8(ascii: "\""))
    let words = digest.words
    written.append(hexadecimalDigitsOf: words.0)
    written.append(hexadecimalDigitsOf: words.1)
    written.append(hexadecimalDigitsOf: words.2)
    written.append(hexadecimalDigitsOf: words.3)
    written.append(UInt8(ascii: "\""))
  }

  /// Writes a time as a string of RFC 3339.
  public mutating func instant(_ instant: Instant) {
    separate()
    written.append(UInt8(ascii: "\""))
    instant.write(to: &written)
    written.append(UInt8(ascii: "\""))
  }

  /// Writes what a tree of values says.
  public mutating func json(_ json: JSON) {
    switch json {
    case .null: null()
    case .bool(let flag): self.flag(flag)
    case .number(let number): self.number(number)
    case .string(let text): self.text(text)
    case .array(let elements):
      array { array in
        for element in elements { array.json(element) }
      }
    case .object(let members):
      members.write(to: &self)
    }
  }

  /// Writes a value whose canonical bytes are there already.
  ///
  /// - Parameter depth: How deep arrays and objects are nested in it, at most.
  public mutating func value(canonical value: [UInt8], depth inside: Int) {
    separate()
    written.append(value.span)
    deepest = max(deepest, depth + inside)
  }

  // MARK: Bytes

  private mutating func separate() {
    if isBehindValue { written.append(UInt8(ascii: ",")) }
    isBehindValue = true
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    written.append(bracket)
    isBehindValue = false
    depth += 1
    deepest = max(deepest, depth)
  }

  private mutating func close(_ bracket: UInt8) {
    written.append(bracket)
    isBehindValue = true
    depth -= 1
  }

  private mutating func word(_ word: String) {
    separate()
    written.append(word.utf8.span)
  }
}

// Members; those without a value and empty lists are left out. The generic ones are inlined where
// they are used: a call through the type's metadata would cost more than what it writes.
extension CanonicalWriter {
  public mutating func put(_ name: StaticString, _ text: String?) {
    guard let text else { return }
    self.name(name)
    self.text(text)
  }

  public mutating func put(_ name: StaticString, _ integer: Int?) {
    guard let integer else { return }
    self.name(name)
    self.integer(integer)
  }

  public mutating func put(_ name: StaticString, _ flag: Bool?) {
    guard let flag else { return }
    self.name(name)
    self.flag(flag)
  }

  public mutating func put(_ name: StaticString, _ digest: Digest?) {
    guard let digest else { return }
    self.name(name)
    self.digest(digest)
  }

  public mutating func put(_ name: StaticString, _ instant: Instant?) {
    guard let instant else { return }
    self.name(name)
    self.instant(instant)
  }

  public mutating func put(_ name: StaticString, _ json: JSON?) {
    guard let json else { return }
    self.name(name)
    self.json(json)
  }

  @inlinable public mutating func put(_ name: StaticString, _ value: (some CanonicallyWritten)?) {
    guard let value else { return }
    self.name(name)
    value.write(to: &self)
  }

  public mutating func put(_ name: StaticString, _ texts: [String]) {
    put(name, listOf: texts) { $0.text($1) }
  }

  @inlinable public mutating func put(_ name: StaticString, _ values: [some CanonicallyWritten]) {
    put(name, listOf: values) { $1.write(to: &$0) }
  }

  @inlinable public mutating func put(
    _ name: StaticString, _ members: Members<some CanonicallyWritten>
  ) {
    guard !members.isEmpty else { return }
    self.name(name)
    members.write(to: &self)
  }

  /// An array of what `write` makes of each element.
  @inlinable public mutating func put<Elements: Collection>(
    _ name: StaticString, listOf elements: Elements,
    _ write: (inout CanonicalWriter, Elements.Element) -> Void
  ) {
    guard !elements.isEmpty else { return }
    self.name(name)
    array { array in
      for element in elements { write(&array, element) }
    }
  }
}

/// A value with one JSON form, which it can write.
public protocol CanonicallyWritten {
  /// Writes the one value that stands for this one.
  func write(to writer: inout CanonicalWriter)
}

extension CanonicallyWritten {
  /// The one way to write this value, as UTF-8: the JSON Canonicalization Scheme (RFC 8785).
  @inlinable public var canonical: [UInt8] {
    CanonicalWriter.bytes { write(to: &$0) }
  }

  /// What is written, as a tree of values.
  ///
  /// - Complexity: That of writing and parsing.
  public var json: JSON {
    do {
      return try JSON(parsing: canonical, maximumDepth: .max)
    } catch {
      preconditionFailure("canonical JSON is not JSON: \(error)")
    }
  }
}
