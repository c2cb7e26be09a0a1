import Statechart
import XML

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
    guard source.contains(where: { $0 == "<" || $0 == "&" }) else {
      nodes = source.isEmpty ? [] : [.string(source)]
      return
    }
    guard let root = try? XMLDocument(parsing: Array("<f>\(source)</f>".utf8)).root,
      let nodes = Self.values(of: root.children, in: [:], depth: 0)
    else { return nil }
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

extension XMLFragment {
  /// How deep elements may be nested: the worker keeps trees as JSON, which has a limit, too.
  private static let depthLimit = 150

  private static func values(of children: XMLChildren, in scope: [String: String], depth: Int)
    -> [Value]?
  {
    guard depth < depthLimit else { return nil }
    var values: [Value] = []
    for child in children {
      switch child {
      case .text(let text, _):
        if case .string(let before) = values.last ?? .none {
          values[values.count - 1] = .string(before + text)
        } else {
          values.append(.string(text))
        }
      case .element(let element):
        guard
          let inside = Self.values(
            of: element.children, in: element.namespaces, depth: depth + 1)
        else { return nil }
        let name = written(element.prefix, element.name)
        let attributes =
          declarations(of: element, in: scope)
          + element.attributes.map {
            Value.Field(written($0.prefix, $0.name), .string($0.value))
          }
        values.append(.list([.string(name), .record(attributes)] + inside))
      case .comment, .processingInstruction: continue
      }
    }
    return values
  }

  private static func written(_ prefix: String?, _ name: XMLName) -> String {
    (prefix.map { $0 + ":" } ?? "") + name.local
  }

  /// The namespaces that an element declares, as the attributes that do it.
  private static func declarations(of element: XMLElement, in scope: [String: String])
    -> [Value.Field]
  {
    let declared = element.namespaces.filter { scope[$0.key] != $0.value }
    let undeclared = scope[""] != nil && element.namespaces[""] == nil ? ["": ""] : [:]
    return declared.merging(undeclared) { first, _ in first }.sorted { $0.key < $1.key }
      .map { Value.Field($0.key.isEmpty ? "xmlns" : "xmlns:" + $0.key, .string($0.value)) }
  }
}
