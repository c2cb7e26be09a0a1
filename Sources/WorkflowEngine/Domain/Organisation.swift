public import AuditLog
public import Statechart

public typealias UnitCode = Identifier
public typealias PersonID = Identifier
public typealias RoleID = Identifier

/// A node of the organisation's tree.
public struct Unit: Hashable, Sendable {
  public var code: UnitCode
  public var parent: UnitCode?
  /// The distance from the top as the organisation counts it; the top is level 1.
  public var level: Int
  /// What the organisation calls such a unit, for example `institute`.
  public var kind: String
  public var names: LocalizedText
  /// Set when the unit has left the tree; its instances and its history stay.
  public var retiredAt: Instant?
  /// The units that took over what a retired unit did, the first of them its open work.
  public var successors: [UnitCode]

  public init(
    code: UnitCode, parent: UnitCode?, level: Int, kind: String, names: LocalizedText,
    retiredAt: Instant? = nil, successors: [UnitCode] = []
  ) {
    self.code = code
    self.parent = parent
    self.level = level
    self.kind = kind
    self.names = names
    self.retiredAt = retiredAt
    self.successors = successors
  }
}

/// Somebody who acts. The name and the post are personal: they stand in payloads, never in leaves.
public struct Person: Hashable, Sendable {
  public var id: PersonID
  public var names: LocalizedText
  public var post: String?
  /// The operating-system login that is this person, for stores with strict identity.
  public var login: String?
  /// Where reminders go: an address such as `li.na@example.org`.
  public var mail: String?

  public init(
    id: PersonID, names: LocalizedText, post: String? = nil, login: String? = nil,
    mail: String? = nil
  ) {
    self.id = id
    self.names = names
    self.post = post
    self.login = login
    self.mail = mail
  }
}

/// A role that a person holds on a unit and on every unit below it.
public struct Assignment: Hashable, Sendable {
  public var role: RoleID
  public var person: PersonID
  /// The root of the subtree.
  public var unit: UnitCode
  /// The first day, `YYYY-MM-DD`; nil means since ever.
  public var from: CalendarDate?
  /// The last day; nil means until further notice.
  public var until: CalendarDate?
  /// Whom the person stands in for (代理).
  public var onBehalfOf: PersonID?

  public init(
    role: RoleID, person: PersonID, unit: UnitCode, from: CalendarDate? = nil,
    until: CalendarDate? = nil, onBehalfOf: PersonID? = nil
  ) {
    self.role = role
    self.person = person
    self.unit = unit
    self.from = from
    self.until = until
    self.onBehalfOf = onBehalfOf
  }

  /// Whether the assignment holds on `date`.
  public func holds(on date: CalendarDate) -> Bool {
    (from.map { $0 <= date } ?? true) && (until.map { date <= $0 } ?? true)
  }
}

/// Working days and the time zone of a subtree of units.
public struct WorkCalendar: Hashable, Sendable {
  /// The root of the subtree.
  public var unit: UnitCode
  /// An IANA time-zone name, such as `Asia/Shanghai`.
  public var zone: String
  /// Weekdays on which nobody works.
  public var holidays: Set<CalendarDate>
  /// Saturdays and Sundays on which people work (调休).
  public var workdays: Set<CalendarDate>

  public init(
    unit: UnitCode, zone: String, holidays: Set<CalendarDate> = [],
    workdays: Set<CalendarDate> = []
  ) {
    self.unit = unit
    self.zone = zone
    self.holidays = holidays
    self.workdays = workdays
  }
}
