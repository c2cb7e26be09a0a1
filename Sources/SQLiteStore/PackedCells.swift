import AuditLog
import Statechart
import WorkflowEngine

/// The cells of one row behind one another as bytes: of each its type, its number or its length, and
/// itself. Two rows are equal exactly when these bytes are.
///
/// A record is put together here in one piece, and SQLite takes every cell from where it lies.
struct PackedCells: Equatable, Sendable {
  private(set) var bytes: [UInt8] = []

  enum Kind: UInt8 {
    case null, integer, real, text, blob
  }

  init() {}

  init(_ cells: [Cell]) {
    bytes.reserveCapacity(32 * cells.count)
    for cell in cells { append(cell) }
  }

  /// Makes room for another row without giving back the memory.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func append(_ cell: Cell) {
    switch cell {
    case .null: null()
    case .integer(let number): integer(number)
    case .real(let number): begin(.real, number.bitPattern)
    case .string(let text):
      begin(.text, UInt64(text.utf8.count))
      bytes.append(contentsOf: text.utf8)
    case .blob(let bytes): blob(bytes)
    }
  }

  mutating func null() { bytes.append(Kind.null.rawValue) }

  mutating func integer(_ number: Int) { begin(.integer, UInt64(bitPattern: Int64(number))) }

  mutating func integer(_ number: Int?) {
    guard let number else { return null() }
    integer(number)
  }

  mutating func time(_ time: Instant) { integer(Int(time.millisecondsSinceEpoch)) }

  /// - Throws: What `Cell.text` throws.
  mutating func text(_ text: String) throws(StoreError) {
    let source = text.utf8.span
    begin(.text, UInt64(source.count))
    var hasNUL = false
    bytes.append(addingCapacity: source.count) { output in
      for index in source.indices {
        let byte = source[index]
        if byte == 0 { hasNUL = true }
        output.append(byte)
      }
    }
    if hasNUL { throw .textWithNUL }
  }

  mutating func text(_ id: Identifier) throws(StoreError) { try text(id.text) }

  mutating func text(_ id: Identifier?) throws(StoreError) {
    guard let id else { return null() }
    try text(id.text)
  }

  mutating func blob(_ blob: [UInt8]) { append(.blob, blob.span) }

  mutating func digest(_ digest: Digest) { blob(digest.bytes) }

  /// A record's canonical JSON.
  ///
  /// - Throws: `StoreError.unavailable` where it is nested deeper than it could be read back.
  mutating func body<Record: StoredRecord>(_ record: Record) throws(StoreError) {
    try body(of: Record.self) { record.write(to: &$0) }
  }

  /// The same for what `write` writes of a record.
  mutating func body<Record: StoredRecord>(
    of type: Record.Type, _ write: (inout CanonicalWriter) -> Void
  ) throws(StoreError) {
    var writer = CanonicalWriter()
    write(&writer)
    guard writer.deepest <= Record.maximumDepth else {
      throw .unavailable("a record is nested too deep to be stored")
    }
    begin(.text, UInt64(writer.count))
    writer.append(to: &bytes)
  }

  /// A text or a blob, as it is.
  mutating func append(_ kind: Kind, _ content: Span<UInt8>) {
    begin(kind, UInt64(content.count))
    unsafe content.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }

  private mutating func begin(_ kind: Kind, _ word: UInt64) {
    bytes.append(addingCapacity: 9) { output in
      output.append(kind.rawValue)
      for shift in stride(from: 0, to: 64, by: 8) {
        output.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
  }
}

extension PackedCells {
  /// The cells one by one.
  var cells: [Cell] {
    var cells: [Cell] = []
    var position = 0
    while position < bytes.count {
      let kind = Kind(rawValue: bytes[position])
      position += 1
      if kind == .null {
        cells.append(.null)
        continue
      }
      var word: UInt64 = 0
      for index in 0..<8 { word |= UInt64(bytes[position + index]) << UInt64(8 * index) }
      position += 8
      switch kind {
      case .integer: cells.append(.integer(Int(Int64(bitPattern: word))))
      case .real: cells.append(.real(Double(bitPattern: word)))
      default:
        let content = bytes[position..<position + Int(word)]
        position += Int(word)
        cells.append(
          kind == .text ? .string(String(decoding: content, as: UTF8.self)) : .blob(Array(content)))
      }
    }
    return cells
  }
}
