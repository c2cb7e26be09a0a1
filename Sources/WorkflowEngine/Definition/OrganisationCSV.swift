public import Statechart

/// Reads units, people, assignments or calendars from a sheet of comma-separated values, and writes
/// them with the same columns.
///
/// The first row names the columns, in any order and in English or Chinese; the names tell what the
/// sheet is:
///
/// - units: `code`, `parent`, `level`, `kind`, `name` (without `level`, one more than the parent's)
/// - people: `id`, `name`, `post`, `login`, `mail`
/// - assignments: `role`, `person`, `unit`, `from`, `until`, `on_behalf_of`
/// - calendars: `unit`, `zone`, `date`, `day`, one row a day, which is a `holiday` or a `workday`
///
/// `name_en`, `name_zh_Hans` and the like are names in these languages. What a sheet has no column
/// for stays as it is known. Other columns are ignored, with a warning.
public enum OrganisationCSV {
  /// - Parameters:
  ///   - encoding: The encoding's name, where the caller knows it.
  ///   - known: What the sheet may refer to beside itself: what is in the store, and what was
  ///     read from other files before. It is not part of the result.
  /// - Throws: `InvalidDocument` with every diagnostic.
  public static func read(
    _ text: [UInt8], encoding: String? = nil, knowing known: Organisation = Organisation()
  ) throws(InvalidDocument) -> Organisation {
    let (organisation, diagnostics) = check(text, encoding: encoding, knowing: known)
    guard let organisation else { throw InvalidDocument(diagnostics) }
    return organisation
  }

  /// Everything that can be said about the sheet, sorted by place; the organisation if there is no
  /// error.
  ///
  /// - Complexity: Linear in the text. At most 64 MiB are read.
  public static func check(
    _ text: [UInt8], encoding: String? = nil, knowing known: Organisation = Organisation()
  ) -> (organisation: Organisation?, diagnostics: [Diagnostic]) {
    var assembly = OrganisationAssembly(known: known)
    let start = SourceLocation(line: 1, column: 1)
    guard text.count <= 64 << 20 else {
      assembly.findings.error("csv.size", at: start, "the sheet is larger than 64 MiB")
      return (nil, assembly.findings.sorted)
    }
    let table = CSVTable(text, encoding: encoding, &assembly.findings)
    guard !table.header.isEmpty else { return (nil, assembly.findings.sorted) }
    guard let sheet = OrganisationSheet(headings: table.header.map(\.text)) else {
      assembly.findings.error(
        "csv.sheet.unknown", at: start,
        "the columns are those of no sheet: units have \"code\", people \"id\", assignments \"role\","
          + " \"person\" and \"unit\", calendars \"unit\", \"zone\" and \"date\"")
      return (nil, assembly.findings.sorted)
    }
    let columns = Columns(table.header, of: sheet, &assembly.findings)
    if columns.areUsable {
      if sheet == .calendars {
        for calendar in columns.calendars(in: table.rows, &assembly.findings) {
          assembly.add(calendar)
        }
      } else {
        for row in table.rows { columns.add(row, to: &assembly) }
      }
    }
    return assembly.finish()
  }
}

/// Which column of a sheet holds what.
private struct Columns {
  let sheet: OrganisationSheet
  private var positions: [String: Int] = [:]
  /// The columns of names, in their order, with the language of each.
  private var names: [(language: String, position: Int)] = []
  /// Whether every column is there that a row needs.
  private(set) var areUsable = true

  init(_ header: [Field], of sheet: OrganisationSheet, _ findings: inout Findings) {
    self.sheet = sheet
    let known = sheet.columns
    for (position, field) in header.enumerated() {
      let column = known.first { $0.isCalled(field.text) }?.name
      let language =
        column == nil && sheet.isNamed
        ? OrganisationSheet.language(ofNamesIn: field.text) : nil
      guard let key = column ?? language.map({ "name " + $0.lowercased() }) else {
        let free = known.map(\.name).filter { positions[$0] == nil }
        findings.warn(
          "csv.column.ignored", at: field.location,
          "the column \"\(field.text)\" is ignored"
            + findings.didYouMean(field.text.lowercased(), among: free))
        continue
      }
      if positions.updateValue(position, forKey: key) != nil {
        findings.error(
          "csv.column.repeated", at: field.location, "there are two columns \"\(field.text)\"")
        areUsable = false
      } else if let language {
        names.append((language, position))
      }
    }
    let missing =
      sheet.required.map(\.name).filter { positions[$0] == nil }
      + (sheet.isNamed && names.isEmpty ? ["name"] : [])
    if !missing.isEmpty {
      findings.error(
        "csv.column.missing", at: header[0].location,
        (missing.count == 1 ? "the column " : "the columns ")
          + list(missing.map { "\"\($0)\"" }) + (missing.count == 1 ? " is" : " are") + " missing")
      areUsable = false
    }
  }

  /// The field of a column; nil where the sheet has no such column.
  private func field(_ name: String, _ row: [Field]) -> Field? { positions[name].map { row[$0] } }

  func add(_ row: [Field], to assembly: inout OrganisationAssembly) {
    func required(_ name: String) -> Field { field(name, row) ?? Field("", at: row[0].location) }
    let place = row[0].location
    switch sheet {
    case .units:
      assembly.add(
        OrganisationAssembly.UnitRow(
          code: required("code"), parent: field("parent", row), level: field("level", row),
          kind: required("kind"), names: texts(row), retired: field("retired", row),
          successors: field("successors", row), place: place))
    case .people:
      assembly.add(
        OrganisationAssembly.PersonRow(
          id: required("id"), names: texts(row), post: field("post", row),
          login: field("login", row), mail: field("mail", row), place: place))
    case .assignments:
      assembly.add(
        OrganisationAssembly.AssignmentRow(
          role: required("role"), person: required("person"), unit: required("unit"),
          from: field("from", row), until: field("until", row),
          onBehalfOf: field("on_behalf_of", row), place: place))
    case .calendars: break
    }
  }

  private func texts(_ row: [Field]) -> OrganisationAssembly.Names {
    OrganisationAssembly.Names(
      said: names.map { .init($0.language, row[$0.position].text.spacesNormalised) },
      isComplete: false)
  }

  /// The calendars, each from all rows about its unit, in the order of their first rows.
  func calendars(in rows: [[Field]], _ findings: inout Findings)
    -> [OrganisationAssembly.CalendarRow]
  {
    var calendars: [OrganisationAssembly.CalendarRow] = []
    var positions: [String: Int] = [:]
    for row in rows {
      let unit = field("unit", row) ?? row[0]
      let index = positions[unit.text] ?? calendars.count
      if index == calendars.count {
        positions[unit.text] = index
        calendars.append(OrganisationAssembly.CalendarRow(unit: unit, place: row[0].location))
      }
      if let zone = field("zone", row), !zone.text.isEmpty {
        if let first = calendars[index].zone, first.text != zone.text {
          findings.error(
            "calendar.zone.differs", at: zone.location,
            "the zone of the unit \"\(unit.text)\" is \"\(first.text)\" in line"
              + " \(first.location.line)")
        }
        calendars[index].zone = calendars[index].zone ?? zone
      }
      guard let date = field("date", row), !date.text.isEmpty else { continue }
      let word = field("day", row) ?? Field("", at: date.location)
      switch CalendarDay(word: word.text) {
      case .holiday?: calendars[index].holidays.append(date)
      case .workday?: calendars[index].workdays.append(date)
      case nil:
        findings.error(
          "calendar.day.unknown", at: word.location,
          "\"\(word.text.prefix(40))\" is no kind of day; a day is a \"holiday\" or a \"workday\"")
      }
    }
    return calendars
  }
}
