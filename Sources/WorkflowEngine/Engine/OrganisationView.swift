import AuditLog
import Statechart

/// What follows from where a unit stands in the tree: who holds which role, which calendar counts.
struct OrganisationView {
  private let reader: any StoreReader

  init(_ reader: any StoreReader) { self.reader = reader }

  /// The unit and its ancestors, nearest first.
  func line(of unit: UnitCode) throws -> [UnitCode] {
    [unit] + (try reader.ancestors(of: unit).map(\.code))
  }

  /// The assignments that give `person` a role on `unit` at that time, nearest unit first.
  func assignments(of person: PersonID, at unit: UnitCode, time: Instant) throws -> [Assignment] {
    let held = try reader.assignments(of: person)
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
      try reader.assignments(at: code).filter { roles.contains($0.role) && $0.holds(on: today) }
    }
  }

  /// The calendar of the nearest unit that has one, else working weekdays in the store's zone.
  func calendar(of unit: UnitCode) throws -> DueCalendar {
    for code in try line(of: unit) {
      if let calendar = try reader.calendar(of: code) { return try DueCalendar(calendar) }
    }
    return try DueCalendar(zone: reader.info().zone)
  }
}
