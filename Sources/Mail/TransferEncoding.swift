import Foundation

/// How any bytes go through mail servers that know lines of ASCII only.
///
/// Source: RFC 2045, section 6.8.
enum TransferEncoding {
  static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

  /// Lines of 76 characters, each with its end.
  static func base64Lines(_ bytes: [UInt8]) -> String {
    let text = Array(base64(bytes).utf8)
    return stride(from: 0, to: text.count, by: 76).map { start in
      String(decoding: text[start..<min(start + 76, text.count)], as: UTF8.self) + "\r\n"
    }.joined()
  }
}
