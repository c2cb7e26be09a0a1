public import Statechart

// What a meeting learnt from one batch, and asks of the next.

/// What minutes say was learnt, under a name by which others cite it: `minutes-id#lesson-id`.
public struct Lesson: Hashable, Sendable {
  /// Unique among the lessons, requirements and prohibitions of its minutes.
  public var id: Identifier
  public var text: LocalizedText

  public init(id: Identifier, text: LocalizedText) {
    self.id = id
    self.text = text
  }
}

/// What a decision asks of the units that it concerns, in words that people read: a batch launched
/// under the decision brings them to each of its units.
public struct MeetingRequirement: Hashable, Sendable {
  /// Unique among the lessons, requirements and prohibitions of its minutes.
  public var id: Identifier
  public var titles: LocalizedText
  /// With a line for each of its points.
  public var text: LocalizedText
  /// Whether it says what shall not be done.
  public var isProhibition: Bool
  /// The lesson that it was drawn from, `minutes-id#lesson-id`.
  public var lesson: Authority?

  public init(
    id: Identifier, titles: LocalizedText = LocalizedText(), text: LocalizedText,
    isProhibition: Bool = false, lesson: Authority? = nil
  ) {
    self.id = id
    self.titles = titles
    self.text = text
    self.isProhibition = isProhibition
    self.lesson = lesson
  }
}

/// A requirement as it is shown: with the decision that carries it and the lesson behind it.
public struct CarriedRequirement: Hashable, Sendable {
  public var requirement: MeetingRequirement
  public var decision: Authority
  /// Nil where it was drawn from none.
  public var lesson: Lesson?
}

extension StoreReader {
  /// What a decision asks for, in its order; none where it is not known.
  public func requirements(under decision: Authority) throws -> [CarriedRequirement] {
    try self.decision(decision)?.decision.requirements.map { requirement in
      CarriedRequirement(
        requirement: requirement, decision: decision,
        lesson: try requirement.lesson.flatMap { try lesson($0) })
    } ?? []
  }

  /// What the decision that launched a batch asks of its units.
  public func requirements(of batch: Batch) throws -> [CarriedRequirement] {
    try batch.authority.flatMap { Authority($0) }.map { try requirements(under: $0) } ?? []
  }

  /// The lesson that is cited; nil where there is no such.
  public func lesson(_ cited: Authority) throws -> Lesson? {
    try minutes(cited.minutes)?.lessons.first { $0.id == cited.decision }
  }

  /// The requirements of any minutes that were drawn from the lessons of these, by lesson; each is
  /// cited as `minutes-id#decision-id`.
  public func requirements(drawnFrom id: MinutesID) throws -> [Identifier: [CarriedRequirement]] {
    var found: [Identifier: [CarriedRequirement]] = [:]
    for minutes in try minutes() {
      for record in try decisions(of: minutes.id) {
        for requirement in record.decision.requirements {
          guard let lesson = requirement.lesson, lesson.minutes == id else { continue }
          found[lesson.decision, default: []].append(
            CarriedRequirement(
              requirement: requirement, decision: record.authority, lesson: try self.lesson(lesson))
          )
        }
      }
    }
    return found
  }

  /// Finds lessons that are cited and that nobody drew.
  ///
  /// - Throws: `RequestError.unknown`.
  func check(lessonsCitedBy orders: MinutesOrders) throws {
    for lesson in orders.decisions.flatMap(\.requirements).compactMap(\.lesson) {
      var known = orders.lessons
      if lesson.minutes != orders.id { known = try knownMinutes(lesson.minutes).lessons }
      guard !known.contains(where: { $0.id == lesson.decision }) else { continue }
      throw RequestError.unknown(
        .lesson, lesson.description,
        nearest: nearest(lesson.decision.text, among: known.map(\.id)).map {
          "\(lesson.minutes)#\($0)"
        })
    }
  }

  /// Finds lessons that may still change.
  ///
  /// - Throws: `RequestError.invalid`.
  func check(lessonsOf decisions: [DecisionRecord]) throws {
    for record in decisions {
      for lesson in record.decision.requirements.compactMap(\.lesson)
      where lesson.minutes != record.minutes {
        guard try knownMinutes(lesson.minutes).status == .draft else { continue }
        throw RequestError.invalid(
          "\(record.authority) draws on the lesson \(lesson), but \(lesson.minutes) is a draft;"
            + " approve that first")
      }
    }
  }
}
