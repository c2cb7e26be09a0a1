import AuditLog
import Statechart
import WorkflowEngine
import XML

/// Goes through a document once and makes its values.
///
/// What the schema demands is taken as given: where it is not so the schema's diagnostics say it, and
/// the reading goes on with what there is.
struct MinutesBuilder {
  let root: XMLElement
  let digest: Digest
  var findings = MinutesFindings()
  /// What the figures of the document say, for the texts that show them.
  var figureWords: [Identifier: String] = [:]
  var figurePlaces: [Identifier: XMLPosition] = [:]
  /// The programmes that the document describes.
  var programmes: [MinutesDocument.Programme] = []
  var decisionPlaces: [Identifier: XMLPosition] = [:]
  /// Batches that are launched, by programme and number.
  var launches: [LaunchKey: XMLPosition] = [:]
  /// The ids of all decisions, before any is read: an order may cite a later one.
  var decisionIDs: Set<Identifier> = []
  var id: MinutesID = ""
  /// Lessons, requirements and prohibitions that have an id, by it.
  var passages: [Identifier: XMLElement] = [:]

  struct LaunchKey: Hashable {
    var programme: ProgrammeName
    var batch: Int
  }

  init(root: XMLElement, digest: Digest) {
    self.root = root
    self.digest = digest
  }

  /// The values of the document; incomplete where there are findings.
  mutating func build() -> MinutesDocument {
    let head = child("head", of: root)
    id = Identifier(head?.attribute("id")?.value ?? "")
    for item in children("item", of: child("items", of: root)) {
      for element in children("decision", of: item) {
        if let id = identifier("id", of: element) { decisionIDs.insert(id) }
      }
      for element in children("figure", of: item) { register(figure: element) }
      register(passagesOf: item)
    }
    programmes = children("programme", of: root).compactMap { readProgramme($0) }
    checkUnique(children("programme", of: root), "id", "minutes.programme.duplicate", "programme")
    let meeting = readMeeting(child("meeting", of: root))
    return MinutesDocument(
      id: id,
      kind: head?.attribute("kind").flatMap { MinutesDocument.Kind(rawValue: $0.value) }
        ?? .regular,
      number: head.flatMap { self.text("number", of: $0) },
      issuers: texts("issuer", of: head), titles: texts("title", of: head), meeting: meeting,
      attendance: children("group", of: child("attendance", of: root)).map { readGroup($0) },
      guidanceGroups: readSupervision(child("supervision", of: root)), programmes: programmes,
      items: readItems(child("items", of: root)),
      publication: readPublication(child("publication", of: root), meeting: meeting.date),
      digest: digest)
  }
}

// MARK: Parts of elements

extension MinutesBuilder {
  func child(_ name: String, of element: XMLElement) -> XMLElement? {
    element.elements(named: name, namespace: MinutesReader.namespace).first
  }

  func children(_ name: String, of element: XMLElement?) -> [XMLElement] {
    element?.elements(named: name, namespace: MinutesReader.namespace) ?? []
  }

  /// The attribute without white space at its ends; nil where there is nothing in it.
  func text(_ name: String, of element: XMLElement) -> String? {
    element.attribute(name).flatMap {
      let text = $0.value.spacesNormalised
      return text.isEmpty ? nil : text
    }
  }

  func identifier(_ name: String, of element: XMLElement) -> Identifier? {
    text(name, of: element).map { Identifier($0) }
  }

  /// The schema tells what is a number; it knows no largest one.
  mutating func number(_ name: String, of element: XMLElement) -> Int? {
    guard let attribute = element.attribute(name) else { return nil }
    let text = attribute.value.spacesNormalised
    if let number = Int(text), number <= 1_000_000_000_000 { return number }
    if !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) {
      findings.error(
        "minutes.number.large", at: attribute.position,
        "\(text.prefix(40)) is too large for \"\(name)\"")
    }
    return nil
  }

  func flag(_ name: String, of element: XMLElement) -> Bool? {
    text(name, of: element).map { $0 == "true" || $0 == "1" }
  }

  mutating func date(_ name: String, of element: XMLElement) -> PartialDate? {
    date(name, of: element, as: "2023-09-08, 2023-09 or 2023") { PartialDate($0) }
  }

  mutating func day(_ name: String, of element: XMLElement) -> CalendarDate? {
    date(name, of: element, as: "2023-09-08") { CalendarDate($0) }
  }

  private mutating func date<Date>(
    _ name: String, of element: XMLElement, as form: String, _ read: (String) -> Date?
  ) -> Date? {
    guard let attribute = element.attribute(name) else { return nil }
    if let date = read(attribute.value.spacesNormalised) { return date }
    findings.error(
      "minutes.date.invalid", at: attribute.position,
      "\"\(attribute.value.prefix(40))\" is no date; write it as \(form)")
    return nil
  }

  /// The texts by language in the children of that name.
  mutating func texts(_ name: String, of element: XMLElement?) -> LocalizedText {
    var texts = LocalizedText()
    var languages: Set<String> = []
    for element in children(name, of: element) {
      let text = words(of: element)
      let language =
        element.attribute("lang", namespace: XMLName.xmlNamespace)?.value ?? ""
      if text.isEmpty {
        findings.error(
          "minutes.text.missing", at: element.position, "<\(element.name.local)> is empty")
      } else if !languages.insert(language.lowercased()).inserted {
        findings.error(
          "minutes.language.repeated", at: element.position,
          "there is a <\(element.name.local)> in the language \"\(language)\" already")
      } else {
        texts.versions.append(.init(language, text))
      }
    }
    return texts
  }

  /// The words of an element; a `<value of="…"/>` is the figure's.
  private mutating func words(of element: XMLElement) -> String {
    var words = ""
    for node in element.children {
      switch node {
      case .text(let text, _): words += text
      case .element(let value):
        guard let id = identifier("of", of: value) else { continue }
        if let shown = figureWords[id] {
          words += shown
        } else {
          findings.error(
            "minutes.figure.unknown", at: value.attribute("of")?.position ?? value.position,
            "there is no figure \"\(id)\""
              + didYouMean(id.text, among: figureWords.keys.map(\.text)))
        }
      case .comment, .processingInstruction: continue
      }
    }
    return words.spacesNormalised
  }

  mutating func checkUnique(
    _ elements: [XMLElement], _ name: String, _ code: String, _ what: String
  ) {
    var places: [String: XMLPosition] = [:]
    for element in elements {
      guard let attribute = element.attribute(name) else { continue }
      let value = attribute.value.spacesNormalised
      if let first = places[value] {
        findings.error(
          code, at: attribute.position,
          "the \(what) \"\(value)\" stands in line \(first.line) already")
      } else {
        places[value] = attribute.position
      }
    }
  }
}
