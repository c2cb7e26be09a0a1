import AuditLog
import Statechart

/// What follows from where a unit stands in the tree: who holds which role, which calendar counts.
///
/// Every answer of the store is kept, with the reader if it outlives the view. So one view may serve
/// many decisions of one transaction, but never one that changes the organisation. Used by one thread,
/// like the reader it asks.
final class OrganisationView {
  let reader: any StoreReader
  /// Instances whose workflow has no transition for news of the units below.
  var deaf: Set<InstanceID> = []
  /// The unit that was asked about last: one decision asks several things about it, and the next
  /// decision about another unit.
  private var last: Place?
  private let known: OrganisationMemory

  private struct Place {
    let unit: UnitCode
    let line: [UnitCode]
    var calendar: DueCalendar?
  }

  init(_ reader: any StoreReader) {
    self.reader = reader
    known = reader.organisation
  }

  /// The unit and its ancestors, nearest first.
  func line(of unit: UnitCode) throws -> [UnitCode] {
    if let last, last.unit == unit { return last.line }
    let line = try readLine(of: unit)
    last = Place(unit: unit, line: line)
    return line
  }

  private func readLine(of unit: UnitCode) throws -> [UnitCode] {
    if let line = known.lines[unit] { return line }
    var line = [unit]
    // Units of one parent share its line.
    var shared: [UnitCode] = []
    while let parent = try reader.parent(of: line[line.count - 1]) {
      if let line = known.lines[parent] {
        shared = line
        break
      }
      guard !line.contains(parent) else {
        throw StoreError.corrupt("the unit \"\(parent)\" is above itself")
      }
      line.append(parent)
    }
    let read = line.count
    line += shared
    for position in 1..<read { known.lines.keep(Array(line[position...]), for: line[position]) }
    return line
  }

  /// The assignments that give `person` a role on `unit` at that time, nearest unit first.
  func assignments(of person: PersonID, at unit: UnitCode, time: Instant) throws -> [Assignment] {
    let held = try assignments(of: person)
    guard !held.isEmpty else { return [] }
    let today = try calendar(of: unit).zone.date(at: time)
    return try line(of: unit).flatMap { code in
      held.filter { $0.unit == code && $0.holds(on: today) }
    }
  }

  /// Everybody who holds one of the roles on `unit` at that time: those of the nearest unit first.
  func holders(of roles: [RoleID], at unit: UnitCode, time: Instant) throws -> [Assignment] {
    let today = try calendar(of: unit).zone.date(at: time)
    return try line(of: unit).flatMap { code in
      try assignments(at: code).filter { roles.contains($0.role) && $0.holds(on: today) }
    }
  }

  /// The end of a sentence about somebody who does not hold a role now: what she held, or will, and
  /// when; empty where there is nothing of the kind.
  func lapse(of person: PersonID, _ roles: [RoleID], at unit: UnitCode, time: Instant) throws
    -> String
  {
    let today = try calendar(of: unit).zone.date(at: time)
    let line = try line(of: unit)
    let other = try assignments(of: person).filter {
      roles.contains($0.role) && line.contains($0.unit) && !$0.holds(on: today)
    }
    let sentences = other.map { assignment in
      let principal = assignment.onBehalfOf.map { " for \($0)" } ?? ""
      let when =
        assignment.from.map { today < $0 } ?? false
        ? "holds it\(principal) from \(assignment.from.map { "\($0)" } ?? "") on"
        : "held it\(principal) until \(assignment.until.map { "\($0)" } ?? "")"
      return when + (roles.count > 1 ? " (\(assignment.role))" : "")
    }
    return sentences.isEmpty ? "" : "; \(person) " + sentences.joined(separator: ", ")
  }

  /// Those who hold one of the roles on the unit itself, or on the nearest one above it where
  /// anybody does; each once.
  func nearestHolders(of roles: [RoleID], at unit: UnitCode, time: Instant) throws -> [PersonID] {
    let holders = try holders(of: roles, at: unit, time: time)
    var seen: Set<PersonID> = []
    return holders.filter { $0.unit == holders.first?.unit }.map(\.person)
      .filter { seen.insert($0).inserted }
  }

  /// The calendar of the nearest unit that has one, else working weekdays in the store's zone.
  func calendar(of unit: UnitCode) throws -> DueCalendar {
    if let last, last.unit == unit, let calendar = last.calendar { return calendar }
    let line = try line(of: unit)
    let calendar = try ownCalendar(of: unit) ?? calendar(of: line.dropFirst())
    last?.calendar = calendar
    return calendar
  }

  /// The calendar of a line of units that have others below.
  private func calendar(of line: ArraySlice<UnitCode>) throws -> DueCalendar {
    guard let unit = line.first else {
      if let calendar = known.calendarOfStore { return calendar }
      let calendar = try DueCalendar(zone: reader.info().zone)
      known.calendarOfStore = calendar
      return calendar
    }
    if let calendar = known.calendars[unit] { return calendar }
    let calendar = try ownCalendar(of: unit) ?? calendar(of: line.dropFirst())
    known.calendars.keep(calendar, for: unit)
    return calendar
  }

  private func ownCalendar(of unit: UnitCode) throws -> DueCalendar? {
    try reader.calendar(of: unit).map { try DueCalendar($0) }
  }

  private func assignments(of person: PersonID) throws -> [Assignment] {
    if let assignments = known.assignmentsOfPeople[person] { return assignments }
    let found = try reader.assignments(of: person)
    known.assignmentsOfPeople.keep(found, for: person)
    return found
  }

  private func assignments(at unit: UnitCode) throws -> [Assignment] {
    if let assignments = known.assignmentsAtUnits[unit] { return assignments }
    let found = try reader.assignments(at: unit)
    known.assignmentsAtUnits.keep(found, for: unit)
    return found
  }
}
