import Statechart

/// Puts together a frame for a worker; `Messages.hpp` beside the worker says how frames look.
struct FrameWriter {
  private(set) var bytes: [UInt8]

  /// - Parameter kind: The letter of the request.
  init(_ kind: Unicode.Scalar) { bytes = [UInt8(ascii: kind)] }

  static func append(_ count: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: count >> UInt32(shift)))
    }
  }

  mutating func append(_ letter: Unicode.Scalar) { bytes.append(UInt8(ascii: letter)) }
  mutating func append(_ count: Int) { Self.append(UInt32(clamping: count), to: &bytes) }

  mutating func append(_ number: Double) {
    let bits = number.bitPattern
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
  }

  mutating func append(_ text: String) {
    append(text.utf8.count)
    bytes += text.utf8
  }

  mutating func append(_ content: [UInt8]) {
    append(content.count)
    bytes += content
  }

  /// A value of an event or of a field: one that is not there is `undefined`.
  mutating func append(field value: Value) {
    if case .none = value { append("u" as Unicode.Scalar) } else { append(value) }
  }

  /// A value; inside others, one that is not there is `null`.
  mutating func append(_ value: Value) {
    switch value {
    case .none: append("n" as Unicode.Scalar)
    case .boolean(let flag): append(flag ? "t" : "f" as Unicode.Scalar)
    case .number(let number):
      append("d" as Unicode.Scalar)
      append(number)
    case .string(let text):
      append("s" as Unicode.Scalar)
      append(text)
    case .list(let values):
      append("l" as Unicode.Scalar)
      append(values.count)
      for value in values { append(value) }
    case .record(let fields):
      append("r" as Unicode.Scalar)
      append(fields.count)
      for field in fields {
        append(field.name)
        append(field.value)
      }
    case .xml(let source):
      guard let fragment = XMLFragment(source), fragment.hasElements else {
        append("s" as Unicode.Scalar)
        append(XMLFragment(source)?.text ?? source)
        return
      }
      append("x" as Unicode.Scalar)
      append(fragment.value)
    }
  }
}

/// Takes a frame of a worker apart. Beyond the end everything is empty.
struct FrameReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte() -> UInt8 {
    guard place < bytes.count else { return 0 }
    defer { place += 1 }
    return bytes[place]
  }

  mutating func count() -> UInt32 {
    var value: UInt32 = 0
    for shift in stride(from: 0, to: 32, by: 8) { value |= UInt32(byte()) << UInt32(shift) }
    return value
  }

  mutating func number() -> Double {
    var bits: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 8) { bits |= UInt64(byte()) << UInt64(shift) }
    return Double(bitPattern: bits)
  }

  mutating func content() -> [UInt8] {
    let count = min(Int(count()), bytes.count - place)
    defer { place += count }
    return Array(bytes[place..<place + count])
  }

  mutating func text() -> String { String(decoding: content(), as: UTF8.self) }

  mutating func value() -> Value {
    switch byte() {
    case UInt8(ascii: "t"): return .boolean(true)
    case UInt8(ascii: "f"): return .boolean(false)
    case UInt8(ascii: "d"): return .number(number())
    case UInt8(ascii: "s"): return .string(text())
    case UInt8(ascii: "l"):
      // Each takes a byte at least, so that a false count makes no long loop.
      return .list((0..<boundedCount()).map { _ in value() })
    case UInt8(ascii: "r"):
      return .record(
        (0..<boundedCount()).map { _ in
          let name = text()
          return Value.Field(name, value())
        })
    case UInt8(ascii: "x"): return .xml(XMLFragment.source(of: value()))
    default: return .none
    }
  }

  private mutating func boundedCount() -> Int { min(Int(count()), bytes.count - place) }
}
