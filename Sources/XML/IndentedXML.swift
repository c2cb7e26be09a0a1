/// Writes XML for people to read: a declaration, then one element a line, indented.
///
/// Names are written as they are given; the caller declares the namespaces that they need.
public struct IndentedXML {
  public private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  private var depth = 0

  public init() {}

  /// Writes an element with its text, or with what `content` writes inside; else an empty one.
  ///
  /// - Parameter attributes: In the order they are written; one without a value is left out.
  public mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text: String? = nil,
    content: ((inout IndentedXML) -> Void)? = nil
  ) {
    let indent = String(repeating: "  ", count: depth)
    var writer = XMLWriter()
    for case (let name, let value?) in attributes {
      writer.writeRaw(" \(name)=\"")
      writer.writeAttributeValue(value)
      writer.writeRaw("\"")
    }
    let tag = "\(indent)<\(name)\(writer.output)"
    if let text {
      var inside = XMLWriter()
      inside.writeText(text)
      self.text += "\(tag)>\(inside.output)</\(name)>\n"
    } else if let content {
      var inside = IndentedXML()
      inside.text = ""
      inside.depth = depth + 1
      content(&inside)
      self.text +=
        inside.text.isEmpty ? "\(tag)/>\n" : "\(tag)>\n\(inside.text)\(indent)</\(name)>\n"
    } else {
      self.text += "\(tag)/>\n"
    }
  }
}
