import Statechart

/// A piece of well-formed XML as a tree that the worker understands.
///
/// The tree is JsonML: text is a string, an element the list of its name, its attributes and its
/// children. Names keep their prefixes; comments and processing instructions are left out.
struct XMLFragment {
  /// The nodes.
  private(set) var nodes: [Value] = []

  var value: Value { .list(nodes) }

  var hasElements: Bool {
    nodes.contains { if case .list = $0 { true } else { false } }
  }

  /// The text between the elements.
  var text: String {
    nodes.map { if case .string(let text) = $0 { text } else { "" } }.joined()
  }

  /// The attributes of each element at the top, by name.
  var records: [Value] {
    nodes.compactMap { node in
      guard case .list(let parts) = node, parts.count > 1 else { return nil }
      return parts[1]
    }
  }

  /// - Returns: Nil where the text is not well-formed, or nested too deeply to be kept.
  init?(_ source: String) {
    var parser = FragmentParser(source)
    guard let nodes = parser.parse() else { return nil }
    self.nodes = nodes
  }

  /// The text of a tree that a worker sent.
  static func source(of tree: Value) -> String {
    guard case .list(let nodes) = tree else { return "" }
    return nodes.map { source(ofNode: $0) }.joined()
  }

  private static func source(ofNode node: Value) -> String {
    switch node {
    case .string(let text): return escaped(text)
    case .list(let parts):
      guard case .string(let name) = parts.first ?? .none else { return "" }
      var tag = name
      if parts.count > 1, case .record(let attributes) = parts[1] {
        for attribute in attributes {
          tag += " \(attribute.name)=\"\(escaped(attribute.value.text))\""
        }
      }
      let content = parts.dropFirst(2).map { source(ofNode: $0) }.joined()
      return content.isEmpty ? "<\(tag)/>" : "<\(tag)>\(content)</\(name)>"
    default: return ""
    }
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\r": result += "&#13;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Reads what the house's XML parser has read before: it need not say what is wrong, only whether.
private struct FragmentParser {
  private let bytes: [UInt8]
  private var place = 0

  private static let depthLimit = 150

  init(_ source: String) { bytes = Array(source.utf8) }

  mutating func parse() -> [Value]? {
    guard let nodes = content(depth: 0), place == bytes.count else { return nil }
    return nodes
  }

  /// Nodes up to an end tag or the end.
  private mutating func content(depth: Int) -> [Value]? {
    guard depth < Self.depthLimit else { return nil }
    var nodes: [Value] = []
    var text = ""
    func flush() {
      if !text.isEmpty { nodes.append(.string(text)) }
      text = ""
    }
    while place < bytes.count, !follows("</") {
      if skip("<!--") {
        guard upTo("-->") != nil else { return nil }
      } else if skip("<![CDATA[") {
        guard let raw = upTo("]]>") else { return nil }
        text += String(decoding: raw, as: UTF8.self)
      } else if skip("<?") {
        guard upTo("?>") != nil else { return nil }
      } else if bytes[place] == UInt8(ascii: "<") {
        flush()
        guard let element = element(depth: depth) else { return nil }
        nodes.append(element)
      } else {
        let end = bytes[place...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        guard let part = unescaped(bytes[place..<end]) else { return nil }
        text += part
        place = end
      }
    }
    flush()
    return nodes
  }

  private mutating func element(depth: Int) -> Value? {
    place += 1
    let name = name()
    guard !name.isEmpty else { return nil }
    var attributes: [Value.Field] = []
    while true {
      skipSpace()
      if skip("/>") { return .list([.string(name), .record(attributes)]) }
      if skip(">") { break }
      guard let attribute = attribute() else { return nil }
      attributes.append(attribute)
    }
    guard let children = content(depth: depth + 1), skip("</"), self.name() == name else {
      return nil
    }
    skipSpace()
    guard skip(">") else { return nil }
    return .list([.string(name), .record(attributes)] + children)
  }

  private mutating func attribute() -> Value.Field? {
    let name = name()
    skipSpace()
    guard !name.isEmpty, skip("=") else { return nil }
    skipSpace()
    let quote = skip("\"") ? "\"" : skip("'") ? "'" : ""
    guard !quote.isEmpty, let raw = upTo(quote), let text = unescaped(raw) else { return nil }
    return Value.Field(name, .string(text))
  }

  private mutating func name() -> String {
    let start = place
    while place < bytes.count, !Self.endsName.contains(bytes[place]) { place += 1 }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private static let endsName = Set(" \t\r\n=/<>\"'&".utf8)

  private mutating func skipSpace() {
    while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
  }

  private func follows(_ text: String) -> Bool { bytes[place...].starts(with: text.utf8) }

  private mutating func skip(_ text: String) -> Bool {
    guard follows(text) else { return false }
    place += text.utf8.count
    return true
  }

  /// The bytes before `end`, which is passed over too.
  private mutating func upTo(_ end: String) -> ArraySlice<UInt8>? {
    let start = place
    while place < bytes.count {
      if follows(end) {
        defer { place += end.utf8.count }
        return bytes[start..<place]
      }
      place += 1
    }
    return nil
  }

  private func unescaped(_ raw: ArraySlice<UInt8>) -> String? {
    guard raw.contains(UInt8(ascii: "&")) else { return String(decoding: raw, as: UTF8.self) }
    var result = ""
    let parts = raw.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
    result += String(decoding: parts[0], as: UTF8.self)
    for part in parts.dropFirst() {
      guard let end = part.firstIndex(of: UInt8(ascii: ";")),
        let scalar = Self.scalar(String(decoding: part[..<end], as: UTF8.self))
      else { return nil }
      result.unicodeScalars.append(scalar)
      result += String(decoding: part[(end + 1)...], as: UTF8.self)
    }
    return result
  }

  /// XML 1.0, sections 4.1 and 4.6.
  private static func scalar(_ reference: String) -> Unicode.Scalar? {
    switch reference {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      let number =
        reference.hasPrefix("#x")
        ? UInt32(reference.dropFirst(2), radix: 16)
        : reference.hasPrefix("#") ? UInt32(reference.dropFirst()) : nil
      return number.flatMap(Unicode.Scalar.init)
    }
  }
}
