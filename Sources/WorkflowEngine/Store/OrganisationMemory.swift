import Statechart

/// What a reader has been asked about the organisation and still holds: for `OrganisationView`, which
/// asks the same about every unit of one parent, and of every person who sends one event after another.
///
/// A reader that outlives one decision keeps it for as long as nobody changes units, calendars or
/// assignments, and begins a new one then.
public final class OrganisationMemory {
  /// Of units that have others below: themselves and their ancestors, nearest first.
  var lines = Kept<[UnitCode]>()
  /// Of units that have others below.
  var calendars = Kept<DueCalendar>()
  var assignmentsOfPeople = Kept<[Assignment]>()
  var assignmentsAtUnits = Kept<[Assignment]>()
  /// Where no unit of a line has a calendar.
  var calendarOfStore: DueCalendar?

  public init() {}

  /// Answers by what they are about.
  struct Kept<Answer> {
    private var answers: [Identifier: Answer] = [:]

    /// So that memory does not follow the size of the organisation.
    private static var limit: Int { 4_096 }

    subscript(_ id: Identifier) -> Answer? { answers[id] }

    /// Keeps an answer, in place of all others where they have become too many.
    mutating func keep(_ answer: Answer, for id: Identifier) {
      if answers.count >= Self.limit { answers = [:] }
      answers[id] = answer
    }
  }
}

extension StoreReader {
  /// Of a reader that lasts no longer than who asks.
  public var organisation: OrganisationMemory { OrganisationMemory() }
}
