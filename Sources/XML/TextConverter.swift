internal import CLibXML2

/// Turns bytes of another encoding into UTF-8, with the C library's converter.
enum TextConverter {
  /// What became of the bytes.
  struct Result {
    var bytes: [UInt8]
    /// How many bytes of the source these are.
    var consumed: Int
    var end: End
  }

  enum End { case complete, tooLarge, invalid }

  /// Whether a name can be one of an encoding that is read. UTF-7 can hide markup from anything
  /// that scans bytes.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && !name.uppercased().hasPrefix("UTF-7")
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  /// Converts in pieces, so that what is refused late was not also stored.
  ///
  /// - Returns: Nil where nobody knows the encoding.
  static func convert(_ source: [UInt8], from start: Int, encoding: String, limit: Int) -> Result? {
    guard isName(encoding), let converter = unsafe shim_converter_from(encoding) else { return nil }
    defer { _ = unsafe iconv_close(converter) }
    var result = Result(bytes: [], consumed: start, end: .complete)
    var piece = [UInt8](repeating: 0, count: 65_536)
    while result.consumed < source.count {
      var read = 0
      var written = 0
      let status = unsafe source.withUnsafeBytes { from in
        unsafe piece.withUnsafeMutableBytes { to in
          let input = unsafe from.baseAddress?.advanced(by: result.consumed)
          return unsafe shim_convert(
            converter, input?.assumingMemoryBound(to: CChar.self), from.count - result.consumed,
            &read, to.baseAddress?.assumingMemoryBound(to: CChar.self), to.count, &written)
        }
      }
      result.bytes += piece[..<written]
      result.consumed += read
      if result.bytes.count > limit {
        result.end = .tooLarge
        break
      }
      if status == 0 { break }
      if status != E2BIG {
        result.end = .invalid
        break
      }
    }
    return result
  }
}
