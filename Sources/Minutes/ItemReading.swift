import AuditLog
import Statechart
import WorkflowEngine
import XML

/// The items: passages, figures and decisions.
extension MinutesBuilder {
  mutating func readItems(_ element: XMLElement?) -> [MinutesDocument.Item] {
    let elements = children("item", of: element)
    checkUnique(elements, "n", "minutes.item.duplicate", "item")
    var last = 0
    return elements.compactMap { item in
      guard let number = number("n", of: item) else { return nil }
      if number < last {
        findings.warn(
          "minutes.item.order", at: item.attribute("n")?.position ?? item.position,
          "item \(number) stands behind item \(last)")
      }
      last = number
      return MinutesDocument.Item(
        number: number, titles: texts("title", of: item),
        speaker: child("speaker", of: item).map { readParticipant($0) },
        contents: item.elements.compactMap { readContent($0) })
    }
  }

  private mutating func readContent(_ element: XMLElement) -> MinutesDocument.Content? {
    switch element.name.local {
    case "statement": return .passage(readPassage(element, .statement))
    case "outcome": return .passage(readPassage(element, .outcome))
    case "lesson": return .passage(readPassage(element, .lesson))
    case "requirement": return .passage(readPassage(element, .requirement))
    case "prohibition": return .passage(readPassage(element, .prohibition))
    case "report":
      return identifier("unit", of: element).map { unit in
        .passage(readPassage(element, .report(unit: unit)))
      }
    case "decision": return readDecision(element).map { .resolution($0) }
    case "figure": return readFigure(element).map { .figure($0) }
    default: return nil
    }
  }

  mutating func readPassage(_ element: XMLElement, _ kind: MinutesDocument.Passage.Kind)
    -> MinutesDocument.Passage
  {
    let isCited = [.lesson, .requirement, .prohibition].contains(kind)
    let passage = MinutesDocument.Passage(
      kind: kind, titles: texts("title", of: element), text: texts("text", of: element),
      points: readPoints(element), id: isCited ? identifier("id", of: element) : nil,
      lesson: readLesson(citedBy: element))
    if passage.titles.isEmpty, passage.text.isEmpty, passage.points.isEmpty {
      findings.error(
        "minutes.text.missing", at: element.position, "<\(element.name.local)> says nothing")
    }
    return passage
  }

  private mutating func readPoints(_ element: XMLElement) -> [MinutesDocument.Point] {
    children("point", of: element).map {
      MinutesDocument.Point(text: texts("text", of: $0), points: readPoints($0))
    }
  }

  // MARK: Decisions

  private mutating func readDecision(_ element: XMLElement) -> MinutesDocument.Resolution? {
    guard let attribute = element.attribute("id") else { return nil }
    let id = Identifier(attribute.value.spacesNormalised)
    if let first = decisionPlaces[id] {
      findings.error(
        "minutes.decision.duplicate", at: attribute.position,
        "the decision \"\(id)\" stands in line \(first.line) already")
    } else {
      decisionPlaces[id] = attribute.position
    }
    let disposition: MinutesDocument.Resolution.Disposition =
      text("disposition", of: element).flatMap { .init(rawValue: $0) } ?? .adopted
    let orders = readOrders(of: element, decision: id)
    if disposition != .adopted, let place = orders.first?.place {
      findings.error(
        "minutes.orders.not-adopted", at: place,
        "the decision \"\(id)\" was \(disposition.rawValue), so nothing can be ordered under it")
    }
    return MinutesDocument.Resolution(
      id: id, passage: readPassage(element, .decision),
      mover: child("mover", of: element).map { readParticipant($0) }, disposition: disposition,
      votes: readVotes(of: element), orders: orders.map(\.order),
      requirements: readRequirements(carriedBy: element))
  }

  private mutating func readVotes(of element: XMLElement) -> MinutesDocument.Resolution.Votes? {
    let counts = ["for", "against", "abstaining"].map { number($0, of: element) }
    guard counts.contains(where: { $0 != nil }) else { return nil }
    if counts[0] == nil || counts[1] == nil {
      findings.error(
        "minutes.votes.incomplete", at: element.position,
        "counted votes need \"for\" and \"against\"")
    }
    return .init(
      inFavour: counts[0] ?? 0, against: counts[1] ?? 0, abstaining: counts[2] ?? 0)
  }

  // MARK: Figures

  /// Notes what the figure says, for texts that stand before it.
  mutating func register(figure element: XMLElement) {
    guard let attribute = element.attribute("id") else { return }
    let id = Identifier(attribute.value.spacesNormalised)
    if let first = figurePlaces[id] {
      findings.error(
        "minutes.figure.duplicate", at: attribute.position,
        "the figure \"\(id)\" stands in line \(first.line) already")
      return
    }
    figurePlaces[id] = attribute.position
    let value = text("value", of: element).flatMap { FigureValue($0) }
    figureWords[id] = value?.words ?? "〔\(id)〕"
  }

  private mutating func readFigure(_ element: XMLElement) -> MinutesDocument.Figure? {
    guard let id = identifier("id", of: element), let attribute = element.attribute("query") else {
      return nil
    }
    let query: FigureQuery
    do {
      query = try FigureQuery(attribute.value)
    } catch {
      findings.error(
        "minutes.figure.query", at: attribute.position(ofScalar: error.offset), error.message)
      return nil
    }
    return MinutesDocument.Figure(
      id: id, labels: texts("label", of: element), query: query,
      sealed: readSeal(of: element, query),
      location: SourceLocation(element.attribute("value")?.position ?? element.position))
  }

  private mutating func readSeal(of element: XMLElement, _ query: FigureQuery)
    -> MinutesDocument.SealedValue?
  {
    let parts = ["value", "position", "root"].filter { element.attribute($0) != nil }
    guard !parts.isEmpty else { return nil }
    guard parts.count == 3 else {
      findings.error(
        "minutes.figure.incomplete", at: element.position,
        "a figure has a value, a position and a root, or none of them; here is only "
          + parts.joined(separator: " and "))
      return nil
    }
    guard let attribute = element.attribute("value") else { return nil }
    guard let value = FigureValue(attribute.value), query.isAnswered(by: value) else {
      findings.error(
        "minutes.figure.value", at: attribute.position,
        "\"\(attribute.value.prefix(40))\" cannot answer \(query)"
          + (query.subject == .onTime ? "; it is written as 53/55" : "; it is a whole number"))
      return nil
    }
    guard let size = number("position", of: element),
      let root = text("root", of: element).flatMap({ Digest(hex: $0) })
    else { return nil }
    return .init(value, at: LogPosition(size: size, root: root))
  }
}

extension FigureQuery {
  /// Whether a value is of the kind that this query gives.
  func isAnswered(by value: FigureValue) -> Bool {
    switch value {
    case .count: subject != .onTime
    case .share: subject == .onTime
    }
  }
}
