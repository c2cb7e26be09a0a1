/// A reference of a document as the path of a file, counted from the folder of files that it may
/// name.
struct RelativePath {
  /// Without `.` and `..`, no slash at either end.
  let text: String
  /// The folder of the file; empty for the folder of files itself.
  var folder: String {
    text.split(separator: "/").dropLast().joined(separator: "/")
  }

  /// - Parameters:
  ///   - reference: A URI as the author wrote it, relative or with `file:` in front.
  ///   - base: The folder of the document that it stands in.
  init(_ reference: String, in base: String) throws(ResourceError) {
    var path = Substring(reference)
    if let colon = path.firstIndex(of: ":") {
      guard path[..<colon].lowercased() == "file" else {
        throw ResourceError("only files below the document's folder can be read")
      }
      path = path[path.index(after: colon)...]
    }
    guard let decoded = Self.percentDecoded(path), !decoded.utf8.contains(0) else {
      throw ResourceError("it is not a path")
    }
    guard !decoded.isEmpty, !decoded.hasPrefix("/"), !decoded.contains("\\") else {
      throw ResourceError("it is not a path relative to the document")
    }
    var parts: [Substring] = []
    for part in (base + "/" + decoded).split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        throw ResourceError("it is outside of the document's folder")
      }
    }
    text = parts.joined(separator: "/")
  }

  /// - Returns: Nil where `%` is not followed by two hexadecimal digits, or the bytes are not UTF-8.
  private static func percentDecoded(_ path: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = path.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let code = Substring(rest.prefix(2)).hexadecimalByte else { return nil }
      bytes.append(code)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

extension Substring {
  /// The byte that exactly two hexadecimal digits stand for.
  fileprivate var hexadecimalByte: UInt8? {
    utf8.count == 2 && allSatisfy(\.isHexDigit) ? UInt8(self, radix: 16) : nil
  }
}
