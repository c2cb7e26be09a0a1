import Statechart
import XML

/// Sections 6.4 and 6.5 of the standard: what a state invokes.
extension DocumentBuilder {
  mutating func readInvoke(_ element: XMLElement) -> Invoke? {
    let children = inspect(element, as: "invoke")
    for (a, b) in [("type", "typeexpr"), ("src", "srcexpr"), ("id", "idlocation")] {
      exclude(a, b, in: element, as: "invoke")
    }
    let id = identifier(of: element)
    if let id, let attribute = attribute("id", of: element) { declareInvoke(id, at: attribute) }
    if let type = attribute("type", of: element), !Invoke.types.contains(type.value) {
      deferrable(
        "unsupported.invoke.type", at: type.position,
        "invoking \"\(type.value)\" is not supported; leave out \"type\" for another SCXML document"
      )
    }
    let names = attribute("namelist", of: element).map { readNamelist($0) } ?? []
    let forward = choice("autoforward", of: element, from: ["true", "false", "1", "0"])
    let type = string("type", "typeexpr", of: element)
    let location = expression("idlocation", of: element, .location)
    let finalize = children.first { $0.name == "finalize" }
    let parameters = names + readParameters(children)
    let finalizeContent = finalize.map { readFinalize($0.element) }
    guard let source = readInvokeSource(element, children) else { return nil }
    return Invoke(
      source, id: id, idLocation: location, type: type,
      parameters: parameters, autoforward: forward == "true" || forward == "1",
      finalize: finalizeContent, location: SourceLocation(element.position))
  }

  private mutating func readInvokeSource(
    _ element: XMLElement, _ children: [Child]
  ) -> Invoke.Source? {
    let reference = string("src", "srcexpr", of: element)
    let content = children.first { $0.name == "content" }?.element
    if let reference {
      if let content {
        error(
          "invoke.source.twice", at: content.position,
          "<invoke> has both a place to find the document at and <content>; only one can count")
      }
      checkReference(element)
      return .reference(reference)
    }
    guard let content else {
      error(
        "invoke.source.missing", at: element.position,
        "<invoke> does not say what to invoke: give it \"src\", \"srcexpr\" or <content>")
      return nil
    }
    _ = inspect(content, as: "content")
    if let expression = expression("expr", of: content, .value) {
      if !content.elements.isEmpty { _ = readValue(of: content, as: "content") }
      return .expression(expression)
    }
    return readInlineDocument(content)
  }

  /// A file that is not there is better met now than when the state is entered.
  private mutating func checkReference(_ element: XMLElement) {
    guard let attribute = attribute("src", of: element), let loader = options.resources else {
      return
    }
    do {
      _ = try loader.load(attribute.value)
    } catch {
      deferrable(
        "invoke.src.unreadable", at: attribute.position,
        "\"\(attribute.value)\" cannot be invoked: \(error.reason)")
    }
  }

  /// The document between the tags, which is checked like any other, in its place.
  private mutating func readInlineDocument(_ content: XMLElement) -> Invoke.Source? {
    guard let root = content.elements.first else {
      guard !content.text.isBlank else {
        error(
          "invoke.source.missing", at: content.position,
          "<content> is empty: it should contain the document to invoke")
        return nil
      }
      // A document in a CDATA section is text here, and is read when it is invoked.
      return .content(content.text)
    }
    var inner = DocumentBuilder(root: root, options: options)
    for diagnostic in inner.readDocument(root) {
      if diagnostic.severity == .error { deferrable(diagnostic) } else { add(diagnostic) }
    }
    explain(inner.explained)
    return .content(root.standaloneSource)
  }

  /// Section 6.5: what is done before an event is processed must not make others.
  private mutating func readFinalize(_ element: XMLElement) -> [ExecutableContent] {
    let children = inspect(element, as: "finalize")
    for child in children where child.name == "send" || child.name == "raise" {
      deferrable(
        "finalize.content", at: child.element.position,
        "<\(child.name)> cannot stand in <finalize>, which only takes over what an event brought")
    }
    return readContent(children)
  }
}

extension XMLElement {
  /// The element as a document of its own: with every namespace that is in scope, since expressions
  /// in it may use prefixes that no name does.
  fileprivate var standaloneSource: String {
    let source = source()
    let declared = Set([prefix ?? ""] + attributes.compactMap(\.prefix))
    let missing = namespaces.keys.filter { !declared.contains($0) && !$0.isEmpty }.sorted()
    let name = prefix.map { "\($0):\(self.name.local)" } ?? self.name.local
    let declarations = missing.compactMap { prefix in
      namespaces[prefix].map { " xmlns:\(prefix)=\"\($0.attributeEscaped)\"" }
    }
    return "<" + name + declarations.joined() + source.dropFirst(1 + name.count)
  }
}

extension String {
  fileprivate var attributeEscaped: String {
    var escaped = ""
    for character in self {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
