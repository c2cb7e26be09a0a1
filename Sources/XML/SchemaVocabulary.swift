/// The names that a schema speaks of, to suggest the right one for a misspelt one.
///
/// Read from the schema documents themselves. It leans to too many names rather than too few: names that are
/// the same in different namespaces or at different places are not told apart.
struct SchemaVocabulary: Sendable {
  private var childrenByElement: [String: Set<String>] = [:]
  private var attributesByElement: [String: Set<String>] = [:]
  /// Every element that is declared anywhere.
  private(set) var elements: Set<String> = []

  private static let namespace = "http://www.w3.org/2001/XMLSchema"

  /// The children that an element may have somewhere.
  func children(of element: String) -> Set<String> { childrenByElement[element] ?? [] }

  /// The attributes that an element may have somewhere.
  func attributes(of element: String) -> Set<String> { attributesByElement[element] ?? [] }

  init(_ documents: [XMLDocument]) {
    var definitions: [String: XMLElement] = [:]
    for document in documents {
      for element in document.root.elements {
        if let name = element.attribute("name")?.value {
          definitions["\(element.name.local) \(name)"] = element
        }
      }
    }
    for document in documents { collect(document.root, definitions) }
  }

  /// Goes through a schema document for declarations of elements at any depth.
  private mutating func collect(_ element: XMLElement, _ definitions: [String: XMLElement]) {
    if element.name == XMLName("element", namespace: Self.namespace),
      let name = element.attribute("name")?.value
    {
      elements.insert(name)
      var visited: Set<String> = []
      var content = element.elements
      if let type = element.attribute("type")?.value,
        let definition = definitions["complexType \(local(type))"]
      {
        content.append(definition)
      }
      for part in content { gather(part, for: name, definitions, &visited) }
    }
    for child in element.elements { collect(child, definitions) }
  }

  /// Follows a type's particles, groups and bases; stops at the elements inside it.
  private mutating func gather(
    _ part: XMLElement, for name: String, _ definitions: [String: XMLElement],
    _ visited: inout Set<String>
  ) {
    let own = part.attribute("name")?.value
    let reference = part.attribute("ref")?.value
    switch part.name.local {
    case "element":
      if let child = own ?? reference { childrenByElement[name, default: []].insert(local(child)) }
      return
    case "attribute":
      if let attribute = own ?? reference {
        attributesByElement[name, default: []].insert(local(attribute))
      }
      return
    case "group", "attributeGroup":
      follow("\(part.name.local) \(local(reference ?? ""))", for: name, definitions, &visited)
    case "extension", "restriction":
      follow(
        "complexType \(local(part.attribute("base")?.value ?? ""))", for: name, definitions,
        &visited)
    default: break
    }
    for child in part.elements { gather(child, for: name, definitions, &visited) }
  }

  private mutating func follow(
    _ key: String, for name: String, _ definitions: [String: XMLElement],
    _ visited: inout Set<String>
  ) {
    guard let definition = definitions[key], visited.insert(key).inserted else { return }
    for child in definition.elements { gather(child, for: name, definitions, &visited) }
  }

  private func local(_ name: String) -> String {
    name.split(separator: ":").last.map(String.init) ?? name
  }
}
