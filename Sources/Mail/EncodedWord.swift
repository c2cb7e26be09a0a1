/// Text in header fields, which are ASCII: words of `=?UTF-8?B?…?=` where that is not enough.
///
/// Source: RFC 2047.
enum EncodedWord {
  /// The most characters of one encoded word (section 2).
  static let longest = 75

  /// The text of a field such as `Subject`, folded so that no line is longer than 78 characters.
  ///
  /// - Parameter column: How many characters stand before it on its line.
  static func unstructured(_ text: String, column: Int) -> String {
    let text = text.oneLine
    if text.isPlain, column + text.utf8.count <= 78, !text.contains("=?") { return text }
    return encoded(text, column: column)
  }

  /// The name of a person before an address: as it is, quoted, or encoded.
  ///
  /// - Parameter column: How many characters stand before it on its line.
  static func phrase(_ text: String, column: Int) -> String {
    let text = text.oneLine
    guard text.isPlain, text.utf8.count <= 60, !text.contains("=?") else {
      return encoded(text, column: column)
    }
    let isAtoms = text.utf8.allSatisfy { byte in
      byte == 32 || (48...57).contains(byte) || (65...90).contains(byte)
        || (97...122).contains(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }
    if isAtoms { return text }
    // RFC 5322, section 3.2.4.
    return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// Words on a line each. A character is never split between two (RFC 2047, section 5).
  private static func encoded(_ text: String, column: Int) -> String {
    let (start, end) = ("=?UTF-8?B?", "?=")
    // A line that holds an encoded word has at most 76 characters (section 2).
    func room(after column: Int) -> Int {
      (min(longest, 76 - column) - start.utf8.count - end.utf8.count) / 4 * 3
    }
    var words: [[UInt8]] = [[]]
    for character in text {
      for scalar in character.unicodeScalars {
        let bytes = Array(String(scalar).utf8)
        let room = room(after: words.count == 1 ? column : 1)
        if words[words.count - 1].count + bytes.count > room { words.append([]) }
        words[words.count - 1] += bytes
      }
    }
    return words.map { start + TransferEncoding.base64($0) + end }.joined(separator: "\r\n ")
  }
}

extension String {
  /// Without what would begin another header field, or what no header may hold.
  var oneLine: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
  }

  /// Printable ASCII only.
  fileprivate var isPlain: Bool { utf8.allSatisfy { (32...126).contains($0) } }
}
