/// An attribute of an element, with its place in the source.
public struct XMLAttribute: Hashable, Sendable {
  public var name: XMLName { qualified.name }
  /// The prefix as written; nil for none.
  public var prefix: String? { qualified.prefix }
  /// The value after references were resolved and line ends became spaces (XML 1.0, section 3.3.3).
  public let value: String
  /// The first character of the name.
  public let position: XMLPosition
  /// The first character of the value, after the quotation mark.
  public let valuePosition: XMLPosition
  let qualified: QualifiedName
  /// The value as written, if it differs from `value` or spans lines.
  let source: String?

  /// Where the value's scalar at `offset` stands in the source.
  ///
  /// An expression inside the value reports its errors by offset; in the source a reference such as
  /// `&lt;` is longer than the scalar it stands for.
  ///
  /// - Parameter offset: In Unicode scalars from 0. One past the end is the closing quotation mark;
  ///   anything outside is drawn to the nearest end.
  /// - Complexity: O(length of the value).
  public func position(ofScalar offset: Int) -> XMLPosition {
    if offset <= 0 { return valuePosition }
    guard let source else {
      let length = value.unicodeScalars.count
      let shift = min(max(offset, 0), length)
      return XMLPosition(line: valuePosition.line, column: valuePosition.column + shift)
    }
    var position = valuePosition
    var rest = Substring(source).unicodeScalars
    for _ in 0..<max(offset, 0) {
      guard let scalar = rest.popFirst() else { break }
      switch scalar {
      case "\r", "\n":
        if scalar == "\r", rest.first == "\n" { rest.removeFirst() }
        position = XMLPosition(line: position.line + 1, column: 1)
      case "&":
        position.column += 1
        while let next = rest.popFirst() {
          position.column += 1
          if next == ";" { break }
        }
      default:
        position.column += 1
      }
    }
    return position
  }
}
