/// libxml2's validation errors in human words, at exact places.
struct SchemaMessages {
  let vocabulary: SchemaVocabulary
  let places: DocumentPlaces

  /// Sorted by place, each once.
  func diagnostics(for errors: [LibXML2Error]) -> [XMLDiagnostic] {
    var result: Set<XMLDiagnostic> = []
    for error in errors {
      if let diagnostic = diagnostic(for: error) { result.insert(diagnostic) }
    }
    return result.sorted { ($0.position, $0.code, $0.message) < ($1.position, $1.code, $1.message) }
  }

  /// Nil for what only repeats another error.
  private func diagnostic(for error: LibXML2Error) -> XMLDiagnostic? {
    let message = Message(error.message)
    guard let place = places[error.node] else {
      return XMLDiagnostic(
        position: .start, code: "schema.invalid", message: plain(message.sentence))
    }
    let attribute = message.attribute.flatMap { place.attributes[$0] }
    func report(_ code: String, _ words: String) -> XMLDiagnostic {
      XMLDiagnostic(
        position: attribute ?? place.position, code: "schema.\(code)", message: words)
    }
    let element = "<\(places.display(place.element))>"
    switch error.code {
    case 1871:  // XML_SCHEMAV_ELEMENT_CONTENT
      return elementContent(message, place, element)
    case 1866, 1867:  // XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1, _3_2_2
      let name = message.attribute ?? XMLName("")
      let near = nearestName(
        to: name.local, among: vocabulary.attributes(of: place.element.local))
      return report(
        "attribute.unexpected",
        "attribute '\(places.display(name))' is not allowed on \(element)"
          + (near.map { "; did you mean '\($0)'?" } ?? ""))
    case 1868:  // XML_SCHEMAV_CVC_COMPLEX_TYPE_4
      let name = places.display(XMLName(expanded: error.first ?? ""))
      return report("attribute.missing", "\(element) needs the attribute '\(name)'")
    case 1841, 1842, 1843:  // XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1, _2_2, _2_3
      return report("content", content(message.sentence, element))
    case 1845:  // XML_SCHEMAV_CVC_ELT_1
      let isRoot = message.sentence.contains("validation root")
      let near = nearestName(to: place.element.local, among: vocabulary.elements)
      return report(
        isRoot ? "root.unknown" : "element.unknown",
        (isRoot ? "the root element \(element) is not known" : "element \(element) is not known")
          + (near.map { "; did you mean <\($0)>?" } ?? ""))
    case 1877:  // XML_SCHEMAV_CVC_IDC
      return identity(message.sentence, error, report)
    case 1824...1840:  // datatypes and facets
      return report(valueCode(error), value(error, message, element))
    default:
      return report("invalid", "\(element): \(plain(message.sentence))")
    }
  }

  // MARK: Content

  private func elementContent(
    _ message: Message, _ place: DocumentPlaces.Place, _ element: String
  ) -> XMLDiagnostic {
    let expected = message.expected.map { names(of: $0) } ?? ""
    if message.sentence.hasPrefix("Missing child") {
      let words =
        expected.isEmpty
        ? "\(element) is not complete" : "\(element) is not complete; expected \(expected)"
      return XMLDiagnostic(
        position: place.position, code: "schema.element.missing", message: words)
    }
    var words = "element \(element) is not allowed here"
    let siblings = place.parent.map { vocabulary.children(of: $0.local) } ?? []
    let isKnown = siblings.contains(place.element.local)
    if !isKnown, let near = nearestName(to: place.element.local, among: siblings) {
      words += "; did you mean <\(near)>?"
    } else if expected.isEmpty {
      words += place.parent.map { "; nothing more may follow in <\(places.display($0))>" } ?? ""
    } else {
      words += "; expected \(expected)"
    }
    return XMLDiagnostic(
      position: place.position, code: "schema.element.unexpected", message: words)
  }

  private func content(_ sentence: String, _ element: String) -> String {
    if sentence.contains("content type is empty") { return "\(element) must be empty" }
    if sentence.hasPrefix("Character content") {
      return "text is not allowed in \(element), only elements"
    }
    return "elements are not allowed in \(element), only text"
  }

  /// `<state>, <parallel> or an element of another namespace`.
  private func names(of expected: [String]) -> String {
    var names: [String] = []
    for item in expected {
      let name =
        item.hasPrefix("##other")
        ? "an element of another namespace"
        : item.hasPrefix("##any")
          ? "any element" : "<\(places.display(XMLName(expanded: item)))>"
      if !names.contains(name) { names.append(name) }
    }
    // libxml2 lists at most ten.
    if expected.count >= 10 { return names.joined(separator: ", ") + " and others" }
    guard names.count > 1, let last = names.popLast() else { return names.joined() }
    return names.joined(separator: ", ") + " or " + last
  }

  // MARK: Keys

  private func identity(
    _ sentence: String, _ error: LibXML2Error, _ report: (String, String) -> XMLDiagnostic
  ) -> XMLDiagnostic? {
    if sentence.hasPrefix("Warning") { return nil }
    let key = sentence.split(separator: "[").dropFirst().first?.split(separator: "]").first ?? ""
    if sentence.hasPrefix("Duplicate") { return report("key.duplicate", "\(key) is used twice") }
    if sentence.hasPrefix("No match") {
      return report("key.reference", "\(key) refers to nothing that is there")
    }
    return report("key.missing", "a value that must identify this element is missing")
  }

  // MARK: Values

  private func valueCode(_ error: LibXML2Error) -> String {
    switch error.code {
    case 1840: "value.enumeration"
    case 1839: "value.pattern"
    case 1829...1838: "value.range"
    default: isDuplicateID(error) ? "id.duplicate" : "value.type"
    }
  }

  /// libxml2 says of the second use of an ID that it is no valid ID.
  private func isDuplicateID(_ error: LibXML2Error) -> Bool {
    error.message.contains("'xs:ID'") && XMLName.isLocalName(error.first ?? "")
  }

  private func value(_ error: LibXML2Error, _ message: Message, _ element: String) -> String {
    let value = error.first.map { "'\($0.prefix(80))'" } ?? "the value"
    let owner =
      message.attribute.map { "attribute '\(places.display($0))' of \(element)" } ?? element
    switch error.code {
    case 1840:
      let allowed = (error.second ?? "").split(separator: "'").filter { $0 != ", " }
      let list = allowed.map { "'\($0)'" }
      let near = nearestName(to: error.first ?? "", among: allowed.map(String.init))
      let words =
        near.map { "did you mean '\($0)'?" }
        ?? "expected "
        + (list.count > 1
          ? list.dropLast().joined(separator: ", ") + " or " + (list.last ?? "") : list.joined())
      return "\(value) is not allowed in \(owner); \(words)"
    case 1839:
      return "\(value) in \(owner) does not have the right form (\(error.second ?? ""))"
    case 1829...1838:
      return "\(value) in \(owner): \(plain(message.sentence))"
    default:
      if isDuplicateID(error) { return "the id \(value) is used twice" }
      return "\(value) in \(owner) is not \(typeWords(message.type))"
    }
  }

  private func typeWords(_ type: String?) -> String {
    switch type {
    case "xs:positiveInteger": "a whole number greater than 0"
    case "xs:nonNegativeInteger", "xs:unsignedInt", "xs:unsignedLong":
      "a whole number, 0 or greater"
    case "xs:integer", "xs:int", "xs:long": "a whole number"
    case "xs:decimal", "xs:double", "xs:float": "a number"
    case "xs:boolean": "'true' or 'false'"
    case "xs:date": "a date such as 2023-04-01"
    case "xs:dateTime": "a date with a time such as 2023-04-01T09:00:00Z"
    case "xs:duration": "a duration such as P30D"
    case "xs:ID", "xs:IDREF", "xs:NCName", "xs:Name", "xs:NMTOKEN": "a name without spaces"
    case "xs:IDREFS", "xs:NMTOKENS": "a list of names"
    case "xs:language": "a language such as en or zh-Hans"
    case "xs:anyURI": "an address"
    case .some(let name) where !name.isEmpty: "a valid \(XMLName(expanded: name).local)"
    default: "valid"
    }
  }

  /// libxml2's words without namespaces in braces, capital and full stop.
  private func plain(_ sentence: String) -> String {
    var words = ""
    var isInBraces = false
    for character in sentence {
      if character == "{" {
        isInBraces = true
      } else if character == "}" {
        isInBraces = false
      } else if !isInBraces {
        words.append(character)
      }
    }
    if words.hasPrefix("[facet"), let end = words.firstIndex(of: "]") {
      words = String(words[words.index(after: end)...].drop { $0 == " " })
    }
    if words.hasSuffix(".") { words.removeLast() }
    return words.prefix(1).lowercased() + words.dropFirst()
  }

  /// The parts of `Element 'x', attribute 'y': sentence`.
  private struct Message {
    var attribute: XMLName?
    var sentence: String
    /// The names after `Expected is`.
    var expected: [String]?
    /// The name after `type`.
    var type: String?

    init(_ text: String) {
      let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
      guard line.hasPrefix("Element '"), let colon = line.range(ofText: "': ") else {
        sentence = line
        return
      }
      let head = line[..<colon.lowerBound]
      sentence = String(line[colon.upperBound...])
      if let range = head.range(ofText: "', attribute '") {
        attribute = XMLName(expanded: String(head[range.upperBound...]))
      }
      if let range = sentence.range(ofText: "type '") {
        type = String(sentence[range.upperBound...].prefix { $0 != "'" })
      }
      if let open = sentence.range(ofText: "( "), let close = sentence.range(ofText: " )") {
        let names = sentence[open.upperBound..<close.lowerBound]
        expected = names.split(separator: ",").map { String($0.drop { $0 == " " }) }
      }
    }
  }
}

extension XMLName {
  /// From `{uri}local` or `local`.
  init(expanded text: String) {
    guard text.hasPrefix("{"), let end = text.lastIndex(of: "}") else {
      self.init(text)
      return
    }
    let uri = text[text.index(after: text.startIndex)..<end]
    self.init(String(text[text.index(after: end)...]), namespace: uri.isEmpty ? nil : String(uri))
  }
}
