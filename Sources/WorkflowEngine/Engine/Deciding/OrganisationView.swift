import AuditLog
import Statechart

/// What follows from where a unit stands in the tree: who holds which role, which calendar counts.
///
/// Every answer of the store is kept, so one view may serve many decisions of one transaction, but
/// never one that changes the organisation. Used by one thread, like the reader it asks.
final class OrganisationView {
  let reader: any StoreReader
  /// Instances whose workflow has no transition for news of the units below.
  var deaf: Set<InstanceID> = []
  private var lines: [UnitCode: [UnitCode]] = [:]
  private var ofPerson: [PersonID: [Assignment]] = [:]
  private var atUnit: [UnitCode: [Assignment]] = [:]
  private var calendars: [UnitCode: DueCalendar] = [:]

  init(_ reader: any StoreReader) { self.reader = reader }

  /// The unit and its ancestors, nearest first.
  func line(of unit: UnitCode) throws -> [UnitCode] {
    if let known = lines[unit] { return known }
    var line = [unit]
    while let parent = try reader.parent(of: line[line.count - 1]) {
      // Units of one parent share its line.
      if let known = lines[parent] {
        line += known
        break
      }
      guard !line.contains(parent) else {
        throw StoreError.corrupt("the unit \"\(parent)\" is above itself")
      }
      line.append(parent)
    }
    for (position, code) in line.enumerated() where lines[code] == nil {
      lines[code] = position == 0 ? line : Array(line[position...])
    }
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
    if let known = calendars[unit] { return known }
    let calendar = try readCalendar(of: unit)
    calendars[unit] = calendar
    return calendar
  }

  private func readCalendar(of unit: UnitCode) throws -> DueCalendar {
    if let own = try reader.calendar(of: unit) { return try DueCalendar(own) }
    guard let parent = try line(of: unit).dropFirst().first else {
      return try DueCalendar(zone: reader.info().zone)
    }
    return try calendar(of: parent)
  }

  private func assignments(of person: PersonID) throws -> [Assignment] {
    if let known = ofPerson[person] { return known }
    let found = try reader.assignments(of: person)
    ofPerson[person] = found
    return found
  }

  private func assignments(at unit: UnitCode) throws -> [Assignment] {
    if let known = atUnit[unit] { return known }
    let found = try reader.assignments(at: unit)
    atUnit[unit] = found
    return found
  }
}
