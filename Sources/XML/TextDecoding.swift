/// The text of a file that does not say in which encoding it is, as UTF-8.
///
/// A sheet that a spreadsheet program saved is UTF-8 with or without a byte order mark, UTF-16, or,
/// in China, GB18030 (GB 18030, of which GBK and GB 2312 are parts).
public struct DecodedText: Hashable, Sendable {
  /// UTF-8 without a byte order mark.
  public var bytes: [UInt8]
  /// The encoding's name, for example `GB18030`.
  public var encoding: String
  /// Whether nothing in the bytes says so, and another encoding would be possible, too.
  public var isGuess: Bool

  /// - Parameters:
  ///   - name: The encoding, as the C library calls it, where the caller knows it. Without it: the
  ///     byte order mark; UTF-16 if there are zero bytes; UTF-8 if it is valid; else GB18030.
  ///   - limit: The most bytes that the text may have.
  /// - Throws: `UndecodableText`, with the place of the first byte that cannot be read.
  public init(_ source: [UInt8], encoding name: String? = nil, limit: Int = 256 << 20)
    throws(UndecodableText)
  {
    let (mark, found) = Self.mark(of: source)
    let encoding = name ?? found ?? Self.shape(of: source[mark...])
    isGuess = name == nil && found == nil && encoding == Self.lastResort
    self.encoding = encoding
    if Self.isUTF8(encoding) {
      bytes = Array(source[mark...])
      if let fault = Self.firstInvalidByte(in: bytes) {
        throw UndecodableText(fault, in: bytes, encoding)
      }
      return
    }
    guard
      let converted = TextConverter.convert(source, from: mark, encoding: encoding, limit: limit)
    else { throw UndecodableText(unknown: encoding) }
    bytes = converted.bytes
    switch converted.end {
    case .complete: return
    case .tooLarge: throw UndecodableText(tooLarge: limit)
    case .invalid: throw UndecodableText(bytes.count, in: bytes, isGuess ? nil : encoding)
    }
  }

  private static let lastResort = "GB18030"

  private static func isUTF8(_ name: String) -> Bool {
    ["UTF-8", "UTF8", "US-ASCII", "ASCII"].contains(name.uppercased())
  }

  /// The length of the byte order mark and what it says.
  private static func mark(of source: [UInt8]) -> (length: Int, encoding: String?) {
    if source.starts(with: [0xEF, 0xBB, 0xBF]) { return (3, "UTF-8") }
    if source.starts(with: [0xFF, 0xFE, 0, 0]) { return (4, "UTF-32LE") }
    if source.starts(with: [0, 0, 0xFE, 0xFF]) { return (4, "UTF-32BE") }
    if source.starts(with: [0xFF, 0xFE]) { return (2, "UTF-16LE") }
    if source.starts(with: [0xFE, 0xFF]) { return (2, "UTF-16BE") }
    return (0, nil)
  }

  /// Text has no zero characters, so zero bytes are halves of ASCII ones.
  private static func shape(of source: ArraySlice<UInt8>) -> String {
    let start = source.prefix(4_096)
    if start.contains(0) {
      let first = start.firstIndex(of: 0) ?? 0
      return (first - source.startIndex).isMultiple(of: 2) ? "UTF-16BE" : "UTF-16LE"
    }
    return firstInvalidByte(in: Array(source)) == nil ? "UTF-8" : lastResort
  }

  private static func firstInvalidByte(in bytes: [UInt8]) -> Int? {
    do {
      _ = try UTF8Span(validating: bytes.span)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }
}

/// Bytes that are no text, or not one that can be read.
public struct UndecodableText: Error, Hashable, Sendable {
  /// Where reading ended.
  public var position: XMLPosition
  public var message: String

  /// - Parameter encoding: Nil where it was only guessed.
  init(_ offset: Int, in bytes: [UInt8], _ encoding: String?) {
    position = XMLPosition(ofByte: offset, in: bytes)
    message =
      encoding.map { "from here on the text is not \($0)" }
      ?? "the text is neither UTF-8 nor, from here on, GB18030"
  }

  init(unknown encoding: String) {
    position = .start
    message = "the encoding \"\(encoding.prefix(40))\" is not supported"
  }

  init(tooLarge limit: Int) {
    position = .start
    message = "the text is larger than \(limit) bytes"
  }
}
