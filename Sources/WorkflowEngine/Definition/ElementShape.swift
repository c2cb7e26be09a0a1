import Statechart
import XML

/// What may stand in an element of one of our own namespaces.
struct ElementShape {
  var required: [String] = []
  var optional: [String] = []
  var children: [String] = []
  /// The children that may stand there only once.
  var single: Set<String> = []
  var hasText = false

  var attributes: [String] { required + optional }
}

/// The elements of a namespace, and the check that a document uses them so.
struct ElementVocabulary {
  let namespace: String
  /// What the codes of its diagnostics begin with.
  let code: String
  let shapes: [String: ElementShape]

  /// The element as its author writes it.
  func tag(_ element: XMLElement) -> String {
    "<" + (element.prefix.map { $0 + ":" } ?? "") + element.name.local + ">"
  }

  /// Checks the attributes, text and children of an element.
  ///
  /// - Returns: The children that belong here, in document order.
  func inspect(_ element: XMLElement, _ findings: inout Findings) -> [XMLElement] {
    guard let shape = shapes[element.name.local] else { return [] }
    inspectAttributes(of: element, shape, &findings)
    var accepted: [XMLElement] = []
    for node in element.children {
      switch node {
      case .element(let child):
        guard accept(child, in: element, shape, &findings) else { continue }
        let name = child.name.local
        if shape.single.contains(name), accepted.contains(where: { $0.name == child.name }) {
          findings.error(
            "\(code).element.repeated", at: SourceLocation(child.position),
            "\(tag(element)) has more than one \(tag(child)); it can have one")
        } else {
          accepted.append(child)
        }
      case .text(let text, let position):
        guard !shape.hasText, let word = text.spacesNormalised.split(separator: " ").first
        else { continue }
        findings.error(
          "\(code).text.unexpected", at: place(ofFirstWordIn: text, from: position),
          "\(tag(element)) cannot contain text, but \"\(word.prefix(24))\" stands here")
      case .comment, .processingInstruction:
        continue
      }
    }
    return accepted
  }

  private func inspectAttributes(
    of element: XMLElement, _ shape: ElementShape, _ findings: inout Findings
  ) {
    for attribute in element.attributes {
      let name = attribute.written
      guard !shape.attributes.contains(name) else { continue }
      let free = shape.attributes.filter { element.written($0) == nil }
      findings.error(
        "\(code).attribute.unknown", at: SourceLocation(attribute.position),
        "\(tag(element)) has no attribute \"\(name)\"" + findings.didYouMean(name, among: free))
    }
    for required in shape.required where element.written(required) == nil {
      findings.error(
        "\(code).attribute.missing", at: SourceLocation(element.position),
        "\(tag(element)) lacks the attribute \"\(required)\"")
    }
  }

  private func accept(
    _ child: XMLElement, in parent: XMLElement, _ shape: ElementShape, _ findings: inout Findings
  ) -> Bool {
    let local = child.name.local
    if child.name.namespace == namespace, shape.children.contains(local) { return true }
    let place = SourceLocation(child.position)
    if child.name.namespace == namespace, shapes[local] != nil {
      findings.error(
        "\(code).element.misplaced", at: place,
        "\(tag(child)) cannot stand in \(tag(parent))"
          + (shape.children.isEmpty
            ? ", which has no child elements"
            : "; here can be " + list(shape.children.map { "<\(prefix(of: parent))\($0)>" }, "or")))
    } else {
      let meant = nearestName(to: local, among: shape.children)
      findings.error(
        "\(code).element.unknown", at: place,
        "there is no \(tag(child)) in \(tag(parent))"
          + (meant.map { "; did you mean <\(prefix(of: parent))\($0)>?" } ?? ""))
    }
    return false
  }

  private func prefix(of element: XMLElement) -> String {
    element.prefix.map { $0 + ":" } ?? ""
  }

  private func place(ofFirstWordIn text: String, from position: XMLPosition) -> SourceLocation {
    var place = SourceLocation(position)
    for scalar in text.unicodeScalars {
      if !scalar.properties.isWhitespace { break }
      if scalar == "\n" {
        place = SourceLocation(line: place.line + 1, column: 1)
      } else {
        place.column += 1
      }
    }
    return place
  }
}

extension XMLAttribute {
  /// The name as it is written in this house: `xml:lang`, `code`.
  var written: String {
    switch name.namespace {
    case nil: name.local
    case XMLName.xmlNamespace: "xml:" + name.local
    default: (prefix ?? "") + ":" + name.local
    }
  }
}

extension XMLElement {
  /// The attribute with this name as written in this house.
  func written(_ name: String) -> XMLAttribute? {
    name.hasPrefix("xml:")
      ? attribute(String(name.dropFirst(4)), namespace: XMLName.xmlNamespace) : attribute(name)
  }
}

// MARK: - Values

extension ElementVocabulary {
  /// The texts by language that stand in elements such as `<title xml:lang="en">`.
  func texts(_ elements: [XMLElement], _ findings: inout Findings) -> LocalizedText {
    var texts = LocalizedText()
    var languages: Set<String> = []
    for element in elements {
      _ = inspect(element, &findings)
      let text = element.text.spacesNormalised
      let language = element.written("xml:lang")?.value ?? ""
      if text.isEmpty {
        findings.error(
          "\(code).text.missing", at: SourceLocation(element.position),
          "\(tag(element)) is empty")
      } else if !languages.insert(language.lowercased()).inserted {
        findings.error(
          "\(code).language.repeated", at: SourceLocation(element.position),
          "there is a \(tag(element)) in the language \"\(language)\" already")
      } else {
        texts.versions.append(.init(language, text))
      }
    }
    return texts
  }

  /// The value as `convert` reads it; reports one that it does not.
  func value<Value>(
    _ name: String, of element: XMLElement, _ findings: inout Findings, is kind: String,
    _ convert: (String) -> Value?
  ) -> Value? {
    guard let attribute = element.written(name) else { return nil }
    if let value = convert(attribute.value.trimmed) { return value }
    findings.error(
      "\(code).attribute.value", at: SourceLocation(attribute.position),
      "\"\(attribute.value)\" is no value of \"\(name)\"; it is \(kind)")
    return nil
  }

  func flag(_ name: String, of element: XMLElement, _ findings: inout Findings) -> Bool {
    value(name, of: element, &findings, is: "\"true\" or \"false\"") {
      ["true": true, "1": true, "false": false, "0": false][$0]
    } ?? false
  }

  func number(
    _ name: String, of element: XMLElement, _ findings: inout Findings, in range: ClosedRange<Int>
  ) -> Int? {
    let kind = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return value(name, of: element, &findings, is: kind) {
      guard !$0.hasPrefix("+"), let number = Int($0), range.contains(number) else { return nil }
      return number
    }
  }
}
