import Statechart

/// What a reader has been asked about the organisation and still holds: for `OrganisationView`, which
/// asks the same about every unit of one parent, and of every person who sends one event after another.
///
/// A reader that outlives one decision keeps it for as long as nobody changes units, calendars or
/// assignments, and begins a new one then.
public final class OrganisationMemory {
  /// Of units that have others below: themselves and their ancestors, nearest first.
  var lines = KeptAnswers<Identifier, [UnitCode]>()
  /// Of units that have others below.
  var calendars = KeptAnswers<Identifier, DueCalendar>()
  var assignmentsOfPeople = KeptAnswers<Identifier, [Assignment]>()
  var assignmentsAtUnits = KeptAnswers<Identifier, [Assignment]>()
  /// Where no unit of a line has a calendar.
  var calendarOfStore: DueCalendar?

  public init() {}
}

extension StoreReader {
  /// Of a reader that lasts no longer than who asks.
  public var organisation: OrganisationMemory { OrganisationMemory() }
}
