/// Writes XML: one way for values and for trees, so that both give the same text.
///
/// The text is deterministic: namespace declarations by prefix, attributes in the order given, empty
/// elements closed at once, double quotes, characters as they are and only what would not survive
/// reading again as references. There is no XML declaration; the text is meant to be UTF-8.
struct XMLWriter {
  private(set) var output = ""

  /// Prefix (empty for the default namespace) to URI.
  typealias Scope = [String: String]

  /// What of a name is written in a tag.
  struct Name {
    var prefix: String?
    var name: XMLName
  }

  struct Attribute {
    var name: Name
    var value: String
  }

  mutating func write(_ node: XMLNode, above scope: Scope) {
    switch node {
    case .element(let element): write(element, above: scope)
    case .text(let text, _): writeText(text)
    case .comment(let text): writeComment(text)
    case .processingInstruction(let target, let data): writeInstruction(target, data)
    }
  }

  mutating func write(_ element: XMLElement, above scope: Scope) {
    let name = Name(prefix: element.prefix, name: element.name)
    let attributes = element.attributes.map {
      Attribute(name: Name(prefix: $0.prefix, name: $0.name), value: $0.value)
    }
    let (inner, tag) = open(
      name, attributes, declarations: [:], isEmpty: element.children.isEmpty, above: scope)
    if element.children.isEmpty { return }
    for child in element.children { write(child, above: inner) }
    close(tag)
  }

  /// Writes a start tag (or an empty tag), with every declaration that its names need and `scope` lacks.
  ///
  /// - Parameter declarations: Declarations to repeat even if no name here needs them.
  /// - Returns: The scope inside the element and the tag's name for `close`.
  mutating func open(
    _ element: Name, _ attributes: [Attribute], declarations: Scope, isEmpty: Bool,
    above scope: Scope
  ) -> (scope: Scope, tag: String) {
    var inner = scope
    var added: Scope = [:]
    for (prefix, uri) in declarations where inner[prefix] != uri && prefix != "xml" {
      added[prefix] = uri
      inner[prefix] = uri
    }
    let tag = qualified(element, isAttribute: false, &inner, &added)
    let names = attributes.map { qualified($0.name, isAttribute: true, &inner, &added) }

    output += "<"
    output += tag
    for (prefix, uri) in added.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      output += prefix.isEmpty ? " xmlns=\"" : " xmlns:\(prefix)=\""
      escape(uri, inAttribute: true)
      output += "\""
    }
    for (name, attribute) in zip(names, attributes) {
      output += " "
      output += name
      output += "=\""
      escape(attribute.value, inAttribute: true)
      output += "\""
    }
    output += isEmpty ? "/>" : ">"
    return (inner, tag)
  }

  mutating func close(_ tag: String) {
    output += "</"
    output += tag
    output += ">"
  }

  mutating func writeText(_ text: String) {
    escape(text, inAttribute: false)
  }

  mutating func writeAttributeValue(_ text: String) {
    escape(text, inAttribute: true)
  }

  /// Writes what is XML already.
  mutating func writeRaw(_ source: String) { output += source }

  /// Two hyphens may not stand in a comment (XML 1.0, section 2.5); a space parts them.
  mutating func writeComment(_ text: String) {
    output += "<!--"
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if scalar == "-", previous == "-" { output += " " }
      output.unicodeScalars.append(scalar)
      previous = scalar
    }
    if previous == "-" { output += " " }
    output += "-->"
  }

  /// `?>` would end the instruction; a space parts it.
  mutating func writeInstruction(_ target: String, _ data: String) {
    output += "<?"
    output += target
    if !data.isEmpty { output += " " }
    var previous: Unicode.Scalar = " "
    for scalar in data.unicodeScalars {
      if scalar == ">", previous == "?" { output += " " }
      output.unicodeScalars.append(scalar)
      previous = scalar
    }
    output += "?>"
  }

  /// The name to write, after making sure that its prefix means its namespace here.
  private func qualified(
    _ name: Name, isAttribute: Bool, _ scope: inout Scope, _ added: inout Scope
  ) -> String {
    let uri = name.name.namespace ?? ""
    if uri == XMLName.xmlNamespace { return "xml:" + name.name.local }
    if uri.isEmpty {
      // No prefix may be undeclared (Namespaces in XML 1.0), so no namespace means no prefix.
      if !isAttribute, let current = scope[""], !current.isEmpty {
        scope[""] = ""
        added[""] = ""
      }
      return name.name.local
    }
    var prefix = name.prefix ?? ""
    if prefix.isEmpty && isAttribute {
      prefix = scope.filter { $0.value == uri && !$0.key.isEmpty }.keys.min() ?? "ns1"
    }
    var number = 1
    // A prefix that this very tag gives another meaning cannot be used; take the next free one.
    while scope[prefix] != uri, added[prefix] != nil || (prefix.isEmpty && isAttribute) {
      prefix = "ns\(number)"
      number += 1
    }
    if scope[prefix] != uri {
      scope[prefix] = uri
      added[prefix] = uri
    }
    return prefix.isEmpty ? name.name.local : "\(prefix):\(name.name.local)"
  }

  /// Line ends and tabs inside values become references because reading would turn them into spaces;
  /// CR everywhere, because reading would turn it into LF (XML 1.0, sections 2.11 and 3.3.3).
  private mutating func escape(_ text: String, inAttribute: Bool) {
    let special = text.utf8.contains {
      switch $0 {
      case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), 0x0D: true
      case UInt8(ascii: "\""), 0x09, 0x0A: inAttribute
      default: false
      }
    }
    guard special else {
      output += text
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\r": output += "&#13;"
      case "\"" where inAttribute: output += "&quot;"
      case "\t" where inAttribute: output += "&#9;"
      case "\n" where inAttribute: output += "&#10;"
      default: output.unicodeScalars.append(scalar)
      }
    }
  }
}
