/// Bytes that are put together one behind the other, by one who need not share them.
///
/// An array asks at each addition who else has it. The names and texts of canonical JSON are short and
/// many, and that would cost more than to copy them.
@safe struct GrowingBytes: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  /// - Parameter capacity: The bytes that probably come.
  init(capacity: Int) {
    self.capacity = max(16, capacity)
    unsafe start = .allocate(capacity: self.capacity)
  }

  deinit { unsafe start.deallocate() }

  /// What is there, copied.
  var bytes: [UInt8] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }

  func append(to bytes: inout [UInt8]) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
  }

  mutating func append(_ byte: UInt8) {
    makeRoom(for: 1)
    unsafe start[count] = byte
    count += 1
  }

  mutating func append(_ source: Span<UInt8>) {
    unsafe source.withUnsafeBytes { unsafe append($0) }
  }

  /// Appends bytes between quotation marks.
  mutating func append(quoted source: Span<UInt8>) {
    unsafe source.withUnsafeBytes { unsafe append(quoted: $0) }
  }

  /// The same for the letters of a name in the source text, where the compiler has laid them down.
  mutating func append(quoted name: StaticString) {
    unsafe append(
      quoted: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  @inline(__always) private mutating func append(quoted source: UnsafeRawBufferPointer) {
    makeRoom(for: source.count + 2)
    unsafe start[count] = UInt8(ascii: "\"")
    unsafe UnsafeMutableRawBufferPointer(start: start + count + 1, count: source.count)
      .copyMemory(from: source)
    unsafe start[count + source.count + 1] = UInt8(ascii: "\"")
    count += source.count + 2
  }

  private mutating func append(_ source: UnsafeRawBufferPointer) {
    makeRoom(for: source.count)
    unsafe UnsafeMutableRawBufferPointer(start: start + count, count: source.count)
      .copyMemory(from: source)
    count += source.count
  }

  /// Appends the sixteen lower-case hexadecimal digits of a word.
  mutating func append(hexadecimalDigitsOf word: UInt64) {
    append(bytesOf: hexadecimalDigits(of: UInt32(word >> 32)))
    append(bytesOf: hexadecimalDigits(of: UInt32(truncatingIfNeeded: word)))
  }

  /// Appends the eight bytes of a word, the highest first.
  private mutating func append(bytesOf word: UInt64) {
    makeRoom(for: 8)
    unsafe UnsafeMutableRawPointer(start + count).storeBytes(of: word.bigEndian, as: UInt64.self)
    count += 8
  }

  /// Appends two digits.
  ///
  /// - Parameter number: Below 100.
  mutating func append(twoDigitsOf number: UInt32) {
    append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
    append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }

  @inline(__always) private mutating func makeRoom(for more: Int) {
    if capacity - count < more { grow(by: more) }
  }

  @inline(never) private mutating func grow(by more: Int) {
    capacity = max(2 * capacity, count + more)
    let longer = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    unsafe longer.moveInitialize(from: start, count: count)
    unsafe start.deallocate()
    unsafe start = longer
  }
}
