import Statechart
import WorkflowEngine
import XML

// Lessons that are cited, and requirements that decisions carry.
extension MinutesBuilder {
  /// Notes what has an id, for decisions and requirements that stand before it.
  mutating func register(passagesOf item: XMLElement) {
    for element in item.elements
    where ["lesson", "requirement", "prohibition"].contains(element.name.local) {
      guard let attribute = element.attribute("id") else { continue }
      let id = Identifier(attribute.value.spacesNormalised)
      if let first = passages[id] {
        findings.error(
          "minutes.passage.duplicate", at: attribute.position,
          "the \(first.name.local) \"\(id)\" stands in line \(first.position.line) already")
      } else {
        passages[id] = element
      }
    }
  }

  /// The lesson of these minutes, or of others, that a requirement was drawn from. Whether other
  /// minutes have it, only a store knows.
  mutating func readLesson(citedBy element: XMLElement) -> Authority? {
    guard let attribute = element.attribute("lesson") else { return nil }
    let text = attribute.value.spacesNormalised
    if text.contains("#") {
      guard let cited = Authority(text) else {
        findings.error(
          "minutes.lesson.citation", at: attribute.position,
          "\"\(text.prefix(60))\" cites no lesson; write minutes-id#lesson-id")
        return nil
      }
      guard cited.minutes == id else { return cited }
      return lesson(cited.decision, at: attribute.position)
    }
    return lesson(Identifier(text), at: attribute.position)
  }

  private mutating func lesson(_ cited: Identifier, at place: XMLPosition) -> Authority? {
    guard passages[cited]?.name.local == "lesson" else {
      let known = passages.filter { $0.value.name.local == "lesson" }.keys.map(\.text).sorted()
      findings.error(
        "minutes.lesson.unknown", at: place,
        "there is no lesson \"\(cited)\"" + didYouMean(cited.text, among: known))
      return nil
    }
    return Authority(minutes: id, decision: cited)
  }

  /// The requirements and prohibitions that a decision names, in its order.
  mutating func readRequirements(carriedBy element: XMLElement) -> [MeetingRequirement] {
    guard let attribute = element.attribute("requirements") else { return [] }
    var seen: Set<Identifier> = []
    return attribute.value.split(whereSeparator: \.isWhitespace).compactMap { name in
      let cited = Identifier(name)
      guard let passage = passages[cited], passage.name.local != "lesson" else {
        let known = passages.filter { $0.value.name.local != "lesson" }.keys.map(\.text).sorted()
        findings.error(
          "minutes.requirement.unknown", at: attribute.position,
          "there is no requirement \"\(cited)\"" + didYouMean(cited.text, among: known))
        return nil
      }
      guard seen.insert(cited).inserted else { return nil }
      return requirement(cited, passage)
    }
  }

  /// What is wrong in the passage is said where it stands.
  private func requirement(_ id: Identifier, _ element: XMLElement) -> MeetingRequirement {
    var reader = self
    let isProhibition = element.name.local == "prohibition"
    let passage = reader.readPassage(element, isProhibition ? .prohibition : .requirement)
    return MeetingRequirement(
      id: id, titles: passage.text.isEmpty ? LocalizedText() : passage.titles,
      text: passage.text.isEmpty ? passage.wholeText : passage.body, isProhibition: isProhibition,
      lesson: passage.lesson)
  }
}
