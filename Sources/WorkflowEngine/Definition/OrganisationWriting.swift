import AuditLog
import Statechart
import XML

// An organisation as files, which read back as the same organisation.

extension OrganisationCSV {
  /// A sheet of the organisation (UTF-8, without a byte order mark). Columns of names are in the
  /// order in which languages first occur.
  public static func text(of organisation: Organisation, sheet: OrganisationSheet) -> String {
    let table = sheet.table(of: organisation)
    return table.rows.reduce(into: CSVLine.text(table.columns)) { text, row in
      text += CSVLine.text(row.map { CSVLine.harmless($0 ?? "") })
    }
  }
}

extension OrganisationSheet {
  /// The columns that the sheet has, and a row for each thing; for calendars, for each day.
  public func table(of organisation: Organisation) -> (columns: [String], rows: [[String?]]) {
    switch self {
    case .units:
      return Self.table(
        organisation.units.map(\.cells), first: ["code", "parent", "level", "kind"],
        last: ["retired", "successors"], always: 0)
    case .people:
      return Self.table(
        organisation.people.map(\.cells), first: ["id"], last: ["post", "login", "mail"], always: 2)
    case .assignments:
      return Self.table(
        organisation.assignments.map(\.cells), first: columns.map(\.name), last: [], always: 0)
    case .calendars:
      let rows = organisation.calendars.flatMap { calendar -> [[String?]] in
        let head: [String?] = [calendar.unit.text, calendar.zone]
        guard !calendar.days.isEmpty else { return [head + [nil, nil]] }
        return calendar.days.map { head + ["\($0.date)", $0.day.rawValue] }
      }
      return (columns.map(\.name), rows)
    }
  }

  /// - Parameter always: How many of the last columns there are even where no row has them.
  private static func table(
    _ things: [[SheetCell]], first: [String], last: [String], always: Int
  ) -> (columns: [String], rows: [[String?]]) {
    var names: [String] = []
    var seen = Set(first + last)
    var used: Set<String> = []
    for cell in things.joined() {
      if seen.insert(cell.column).inserted { names.append(cell.column) }
      if cell.text != nil { used.insert(cell.column) }
    }
    // A sheet without things has the heading of a sheet with them.
    if names.isEmpty, !last.isEmpty { names = ["name"] }
    let ends = last.enumerated().filter { $0.offset < always || used.contains($0.element) }
    let columns = first + names + ends.map(\.element)
    let rows = things.map { thing -> [String?] in
      let texts = Dictionary(thing.map { ($0.column, $0.text) }, uniquingKeysWith: { $1 })
      return columns.map { texts[$0] ?? nil }
    }
    return (columns, rows)
  }
}

extension Organisation {
  /// Without the units that have left the tree, and without assignments and calendars of theirs.
  public var withoutRetiredUnits: Organisation {
    let retired = Set(units.filter { $0.retiredAt != nil }.map(\.code))
    return Organisation(
      units: units.filter { !retired.contains($0.code) }, people: people,
      assignments: assignments.filter { !retired.contains($0.unit) },
      calendars: calendars.filter { !retired.contains($0.unit) })
  }

  /// What one sheet lists, without the rest.
  public func only(_ sheet: OrganisationSheet) -> Organisation {
    switch sheet {
    case .units: Organisation(units: units)
    case .people: Organisation(people: people)
    case .assignments: Organisation(assignments: assignments)
    case .calendars: Organisation(calendars: calendars)
    }
  }
}

extension OrganisationReader {
  /// The organisation in XML, `urn:docket:organisation:1`, as this reader reads it.
  public static func text(of organisation: Organisation) -> String {
    var xml = IndentedXML()
    xml.element("organisation", ["xmlns": namespace]) { xml in
      for unit in organisation.units {
        xml.element(
          "unit",
          [
            "code": unit.code.text, "parent": unit.parent?.text, "level": "\(unit.level)",
            "kind": unit.kind, "retired": unit.retiredAt?.description,
            "successors": unit.successors.isEmpty
              ? nil : unit.successors.map(\.text).joined(separator: " "),
          ]
        ) { write(unit.names, to: &$0) }
      }
      for person in organisation.people {
        xml.element(
          "person",
          [
            "id": person.id.text, "post": person.post, "login": person.login, "mail": person.mail,
          ]
        ) { write(person.names, to: &$0) }
      }
      for assignment in organisation.assignments {
        xml.element(
          "assignment",
          [
            "role": assignment.role.text, "person": assignment.person.text,
            "unit": assignment.unit.text, "from": assignment.from?.description,
            "until": assignment.until?.description, "on-behalf-of": assignment.onBehalfOf?.text,
          ])
      }
      for calendar in organisation.calendars {
        xml.element("calendar", ["unit": calendar.unit.text, "zone": calendar.zone]) { xml in
          for (date, day) in calendar.days { xml.element(day.rawValue, ["date": "\(date)"]) }
        }
      }
    }
    return xml.text
  }

  private static func write(_ names: LocalizedText, to xml: inout IndentedXML) {
    for version in names.versions {
      xml.element("name", ["xml:lang": version.language], text: version.text)
    }
  }
}
