import AuditLog
import Statechart
import XML

/// Puts an organisation together from the rows of a file, whatever its format, and says what does
/// not fit.
///
/// First every row is read by itself; `finish` looks at what rows say about each other.
struct OrganisationAssembly {
  // A field that is nil was not said: what is known stays. An empty one says that there is nothing.

  struct UnitRow {
    var code: Field
    var parent: Field?
    /// Nil or empty means one more than the parent's.
    var level: Field?
    var kind: Field
    var names: Names
    var retired: Field?
    var successors: Field?
    var place: SourceLocation
  }

  struct PersonRow {
    var id: Field
    var names: Names
    var post: Field?
    var login: Field?
    var mail: Field?
    var place: SourceLocation
  }

  struct AssignmentRow {
    var role: Field
    var person: Field
    var unit: Field
    var from: Field?
    var until: Field?
    var onBehalfOf: Field?
    var place: SourceLocation
  }

  struct CalendarRow {
    var unit: Field
    var zone: Field?
    /// The days of a year replace what is known of that year; other years stay.
    var holidays: [Field] = []
    var workdays: [Field] = []
    var place: SourceLocation
  }

  /// The names that a row gives.
  struct Names {
    /// Of a sheet also empty ones: there is no name in that language.
    var said: [LocalizedText.Version]
    /// Whether names in other languages are taken away.
    var isComplete: Bool

    func applied(to known: LocalizedText?) -> LocalizedText {
      guard let known, !isComplete else {
        return LocalizedText(said.filter { !$0.text.isEmpty })
      }
      return known.saying(said)
    }
  }

  let known: Organisation
  var findings = Findings()
  var result = Organisation()
  var unitRows: [UnitRow] = []
  private var personRows: [PersonRow] = []
  private var assignmentRows: [AssignmentRow] = []
  private var calendarRows: [CalendarRow] = []
  /// The place of the first of each.
  private var unitPlaces: [UnitCode: SourceLocation] = [:]
  private var personPlaces: [PersonID: SourceLocation] = [:]
  private var calendarPlaces: [UnitCode: SourceLocation] = [:]
  private var assignmentPlaces: [Assignment: SourceLocation] = [:]
  private let knownUnits: [UnitCode: Unit]
  private let knownPeople: [PersonID: Person]
  private let knownCalendars: [UnitCode: WorkCalendar]

  init(known: Organisation) {
    self.known = known
    knownUnits = Dictionary(known.units.map { ($0.code, $0) }, uniquingKeysWith: { $1 })
    knownPeople = Dictionary(known.people.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    knownCalendars = Dictionary(known.calendars.map { ($0.unit, $0) }, uniquingKeysWith: { $1 })
  }

  /// The organisation if there is no error, and everything that was found, sorted by place.
  mutating func finish() -> (organisation: Organisation?, diagnostics: [Diagnostic]) {
    checkTree()
    checkPeople()
    checkAssignments()
    checkCalendars()
    return (findings.hasErrors ? nil : result, findings.sorted)
  }
}

// MARK: - Rows by themselves

extension OrganisationAssembly {
  mutating func add(_ row: UnitRow) {
    guard let code = identifier(row.code, "the code of a unit") else { return }
    let before = knownUnits[code]
    var level = 0
    if let field = row.level, !field.text.isEmpty {
      if let number = Int(field.text), (1...99).contains(number) {
        level = number
      } else {
        findings.error(
          "unit.level.invalid", at: field.location,
          "\"\(field.text)\" is no level; the top is 1, the units below it are 2")
      }
    }
    _ = identifier(row.kind, "the kind of a unit")
    let names = row.names.applied(to: before?.names)
    requireName(names, of: "the unit \"\(code)\"", at: row.place)
    if let first = unitPlaces.updateValue(row.code.location, forKey: code) {
      unitPlaces[code] = first
      findings.error(
        "unit.code.duplicate", at: row.code.location,
        "the unit \"\(code)\" stands in line \(first.line) already")
      return
    }
    unitRows.append(row)
    var unit = Unit(
      code: code, parent: row.parent.map { reference($0) } ?? before?.parent, level: level,
      kind: row.kind.text, names: names, retiredAt: before?.retiredAt,
      successors: before?.successors ?? [])
    if before == nil { readRetirement(row, of: &unit) }
    result.units.append(unit)
  }

  /// A unit that is new here may have been retired elsewhere. One that is known is retired, or
  /// comes back, by an act of its own and never by a file.
  private mutating func readRetirement(_ row: UnitRow, of unit: inout Unit) {
    guard let field = row.retired, let text = field.nonempty else { return }
    guard let instant = Instant(rfc3339: text) else {
      findings.error(
        "unit.retired.invalid", at: field.location,
        "\"\(text.prefix(40))\" is no time; write it as 2023-09-08T09:30:00+08:00")
      return
    }
    unit.retiredAt = instant
    unit.successors = (row.successors?.text ?? "").split(separator: " ").map { Identifier($0) }
  }

  mutating func add(_ row: PersonRow) {
    guard let id = identifier(row.id, "the id of a person") else { return }
    let before = knownPeople[id]
    let names = row.names.applied(to: before?.names)
    requireName(names, of: "the person \"\(id)\"", at: row.place)
    if let first = personPlaces.updateValue(row.id.location, forKey: id) {
      personPlaces[id] = first
      findings.error(
        "person.id.duplicate", at: row.id.location,
        "the person \"\(id)\" stands in line \(first.line) already")
      return
    }
    personRows.append(row)
    result.people.append(
      Person(
        id: id, names: names, post: row.post.map(\.nonempty) ?? before?.post,
        login: row.login.map(\.nonempty) ?? before?.login,
        mail: row.mail.map(\.nonempty) ?? before?.mail))
  }

  mutating func add(_ row: AssignmentRow) {
    let role = self.role(row.role)
    let person = identifier(row.person, "the id of a person")
    let unit = identifier(row.unit, "the code of a unit")
    let from = row.from.flatMap { date($0) }
    let until = row.until.flatMap { date($0) }
    guard let role, let person, let unit else { return }
    if let from, let until, let place = row.until?.location, until < from {
      findings.error(
        "assignment.period.empty", at: place, "the assignment ends on \(until), before it begins")
    }
    let assignment = Assignment(
      role: role, person: person, unit: unit, from: from, until: until,
      onBehalfOf: row.onBehalfOf.flatMap { reference($0) })
    if let first = assignmentPlaces.updateValue(row.place, forKey: assignment) {
      assignmentPlaces[assignment] = first
      findings.warn(
        "assignment.repeated", at: row.place,
        "the same assignment stands in line \(first.line) already")
      return
    }
    assignmentRows.append(row)
    result.assignments.append(assignment)
  }

  mutating func add(_ row: CalendarRow) {
    guard let unit = identifier(row.unit, "the code of a unit") else { return }
    // Where there is no zone, the rest is looked at all the same.
    let zone = zone(of: row, unit) ?? ""
    if let first = calendarPlaces.updateValue(row.place, forKey: unit) {
      calendarPlaces[unit] = first
      findings.error(
        "calendar.duplicate", at: row.place,
        "the calendar of the unit \"\(unit)\" stands in line \(first.line) already")
      return
    }
    calendarRows.append(row)
    let holidays = row.holidays.compactMap { date($0) }
    let workdays = row.workdays.map { ($0, date($0)) }
    let years = Set((holidays + workdays.compactMap(\.1)).map(\.components.year))
    var calendar = knownCalendars[unit] ?? WorkCalendar(unit: unit, zone: zone)
    calendar.zone = zone
    calendar.holidays = calendar.holidays.filter { !years.contains($0.components.year) }
    calendar.workdays = calendar.workdays.filter { !years.contains($0.components.year) }
    calendar.holidays.formUnion(holidays)
    for case (let field, let day?) in workdays {
      if calendar.holidays.contains(day) {
        findings.error(
          "calendar.day.both", at: field.location, "\(day) is a holiday and a workday")
      } else if day.weekday <= 5 {
        findings.warn(
          "calendar.workday.ordinary", at: field.location,
          "\(day) is neither a Saturday nor a Sunday, and a workday in any case")
      }
      calendar.workdays.insert(day)
    }
    result.calendars.append(calendar)
  }

  private mutating func zone(of row: CalendarRow, _ unit: UnitCode) -> String? {
    guard let field = row.zone, let name = field.nonempty else {
      if let known = knownCalendars[unit]?.zone { return known }
      findings.error(
        "calendar.zone.missing", at: row.place,
        "the calendar of the unit \"\(unit)\" has no time zone, such as \"Asia/Shanghai\"")
      return nil
    }
    do {
      _ = try Zone(name)
      return name
    } catch {
      findings.error("calendar.zone.unknown", at: field.location, error.description)
      return nil
    }
  }

  private mutating func requireName(
    _ names: LocalizedText, of what: String, at place: SourceLocation
  ) {
    guard names.isEmpty else { return }
    findings.error("organisation.name.missing", at: place, "\(what) has no name")
  }

  /// One word: what people write in commands, and what ids of instances are made of.
  private mutating func identifier(_ field: Field, _ what: String) -> Identifier? {
    let scalars = field.text.unicodeScalars
    if scalars.isEmpty {
      findings.error("organisation.id.missing", at: field.location, "\(what) is missing here")
      return nil
    }
    let isWord = scalars.count <= 128 && scalars.allSatisfy { $0.isPartOfWord }
    guard isWord else {
      findings.error(
        "organisation.id.invalid", at: field.location,
        "\"\(field.text.prefix(40))\" cannot be \(what): it is one word of at most 128 characters"
          + " without spaces and without \"/\", \"#\" and \",\"")
      return nil
    }
    return Identifier(field.text)
  }

  /// A role as workflows can declare it.
  private mutating func role(_ field: Field) -> RoleID? {
    if XMLName.isLocalName(field.text) { return Identifier(field.text) }
    findings.error(
      "assignment.role.invalid", at: field.location,
      "\"\(field.text.prefix(40))\" cannot be a role: a role is a name that begins with a letter or"
        + " \"_\" and has no spaces or colons")
    return nil
  }

  /// What stands in a field that may be empty.
  private func reference(_ field: Field) -> Identifier? { field.nonempty.map { Identifier($0) } }

  private mutating func date(_ field: Field) -> CalendarDate? {
    guard let text = field.nonempty else { return nil }
    if let date = CalendarDate(text) { return date }
    findings.error(
      "organisation.date.invalid", at: field.location,
      "\"\(text.prefix(40))\" is no date; write it as 2023-09-08")
    return nil
  }
}

extension Field {
  fileprivate var nonempty: String? { text.isEmpty ? nil : text }
}

extension Unicode.Scalar {
  fileprivate var isPartOfWord: Bool {
    self != "/" && self != "#" && self != "," && !properties.isWhitespace
      && properties.generalCategory != .control
  }
}

// MARK: - Rows and each other

extension OrganisationAssembly {
  private mutating func checkPeople() {
    let elsewhere = known.people.filter { personPlaces[$0.id] == nil }
    var owners = Dictionary(
      elsewhere.compactMap { person in person.login.map { ($0, person.id) } },
      uniquingKeysWith: { first, _ in first })
    for (person, row) in zip(result.people, personRows) {
      guard let login = person.login else { continue }
      if let owner = owners[login] {
        findings.error(
          "person.login.duplicate", at: row.login?.location ?? row.place,
          "the login \"\(login)\" is the person \"\(owner)\" already")
      } else {
        owners[login] = person.id
      }
    }
  }

  private mutating func checkAssignments() {
    let units = Set(known.units.map(\.code)).union(unitPlaces.keys)
    let people = Set(known.people.map(\.id)).union(personPlaces.keys)
    for (assignment, row) in zip(result.assignments, assignmentRows) {
      if !units.contains(assignment.unit) {
        refuse(row.unit, "assignment.unit.unknown", "unit", among: units)
      }
      if !people.contains(assignment.person) {
        refuse(row.person, "assignment.person.unknown", "person", among: people)
      }
      guard let field = row.onBehalfOf, let represented = assignment.onBehalfOf else { continue }
      if represented == assignment.person {
        findings.error(
          "assignment.on-behalf-of.self", at: field.location,
          "\"\(represented)\" cannot stand in for themselves")
      } else if !people.contains(represented) {
        refuse(field, "assignment.person.unknown", "person", among: people)
      }
    }
  }

  private mutating func checkCalendars() {
    let units = Set(known.units.map(\.code)).union(unitPlaces.keys)
    for (calendar, row) in zip(result.calendars, calendarRows) where !units.contains(calendar.unit)
    {
      refuse(row.unit, "calendar.unit.unknown", "unit", among: units)
    }
  }

  mutating func refuse(
    _ field: Field, _ code: String, _ kind: String, among names: Set<Identifier>
  ) {
    findings.error(
      code, at: field.location,
      "there is no \(kind) \"\(field.text)\""
        + findings.didYouMean(field.text, among: names.lazy.map(\.text)))
  }
}
