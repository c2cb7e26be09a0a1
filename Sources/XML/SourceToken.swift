/// A stretch of the source's bytes.
///
/// Half as large as a range of `Int`; libxml2 reads no source of two gigabytes.
struct SourceRange {
  private let start: UInt32
  private let end: UInt32

  init(_ range: Range<Int>) {
    start = UInt32(range.lowerBound)
    end = UInt32(range.upperBound)
  }

  var lowerBound: Int { Int(start) }
  var range: Range<Int> { Int(start)..<Int(end) }
}

/// One piece of markup or text, in the order of the source.
///
/// A large document has a hundred thousand of them, so they are small, and places are only worked out
/// for who asks.
struct SourceToken {
  enum Kind: UInt8 { case startTag, emptyTag, endTag, text, comment, instruction }

  let kind: Kind
  private let start: UInt32
  private let run: SourceRange

  init(_ kind: Kind, offset: Int, attributes: Range<Int> = 0..<0) {
    self.kind = kind
    start = UInt32(offset)
    run = SourceRange(attributes)
  }

  var isTag: Bool { kind == .startTag || kind == .emptyTag }
  /// The byte of the `<`, or of the first character of text.
  var offset: Int { Int(start) }
  /// Of a start tag or empty tag: indexes into `SourceScan.attributes`.
  var attributes: Range<Int> { run.range }
}

/// An attribute or namespace declaration as written.
struct SourceAttribute {
  let name: SourceRange
  /// Between the quotation marks.
  let value: SourceRange

  /// Whether it declares a namespace.
  func isDeclaration(in bytes: [UInt8]) -> Bool {
    // Few names begin with an x; the rest need not be compared.
    guard bytes[name.lowerBound] == UInt8(ascii: "x") else { return false }
    let written = bytes[name.range]
    return written.elementsEqual("xmlns".utf8) || written.starts(with: "xmlns:".utf8)
  }
}
