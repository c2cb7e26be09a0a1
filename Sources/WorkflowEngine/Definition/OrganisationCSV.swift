public import Statechart

/// Reads units, people or assignments from a sheet of comma-separated values (UTF-8).
///
/// The first row names the columns, in any order; the names tell what the sheet is:
///
/// - units: `code`, `parent`, `level`, `kind`, `name` (without `level`, one more than the parent's)
/// - people: `id`, `name`, `post`, `login`, `mail`
/// - assignments: `role`, `person`, `unit`, `from`, `until`, `on_behalf_of`
///
/// `name_en`, `name_zh_Hans` and the like are names in these languages. Other columns are ignored,
/// with a warning.
public enum OrganisationCSV {
  /// - Parameter known: What the sheet may refer to beside itself: what is in the store, and what was
  ///   read from other files before. It is not part of the result.
  /// - Throws: `InvalidDocument` with every diagnostic.
  public static func read(_ text: [UInt8], knowing known: Organisation = Organisation())
    throws(InvalidDocument) -> Organisation
  {
    let (organisation, diagnostics) = check(text, knowing: known)
    guard let organisation else { throw InvalidDocument(diagnostics) }
    return organisation
  }

  /// Everything that can be said about the sheet, sorted by place; the organisation if there is no
  /// error.
  ///
  /// - Complexity: Linear in the text. At most 64 MiB are read.
  public static func check(_ text: [UInt8], knowing known: Organisation = Organisation())
    -> (organisation: Organisation?, diagnostics: [Diagnostic])
  {
    var assembly = OrganisationAssembly(known: known)
    let start = SourceLocation(line: 1, column: 1)
    guard text.count <= 64 << 20 else {
      assembly.findings.error("csv.size", at: start, "the sheet is larger than 64 MiB")
      return (nil, assembly.findings.sorted)
    }
    let table = CSVTable(text, &assembly.findings)
    guard !table.header.isEmpty else { return (nil, assembly.findings.sorted) }
    guard let sheet = Sheet(header: table.header) else {
      assembly.findings.error(
        "csv.sheet.unknown", at: start,
        "the columns are those of no sheet: units have \"code\", people \"id\", assignments \"role\","
          + " \"person\" and \"unit\"")
      return (nil, assembly.findings.sorted)
    }
    let columns = Columns(table.header, of: sheet, &assembly.findings)
    if columns.areUsable {
      for row in table.rows { columns.add(row, to: &assembly) }
    }
    return assembly.finish()
  }
}

/// What a sheet lists.
private enum Sheet {
  case units, people, assignments

  init?(header: [Field]) {
    let names = Set(header.map { $0.text.lowercased() })
    if names.contains("code") {
      self = .units
    } else if names.contains("id") {
      self = .people
    } else if names.contains("role") {
      self = .assignments
    } else {
      return nil
    }
  }

  var required: [String] {
    switch self {
    case .units: ["code", "kind"]
    case .people: ["id"]
    case .assignments: ["role", "person", "unit"]
    }
  }

  var optional: [String] {
    switch self {
    case .units: ["parent", "level"]
    case .people: ["post", "login", "mail"]
    case .assignments: ["from", "until", "on_behalf_of"]
    }
  }

  var isNamed: Bool { self != .assignments }
}

/// Which column of a sheet holds what.
private struct Columns {
  let sheet: Sheet
  private var positions: [String: Int] = [:]
  /// The columns of names, in their order, with the language of each.
  private var names: [(language: String, position: Int)] = []
  /// Whether every column is there that a row needs.
  private(set) var areUsable = true

  init(_ header: [Field], of sheet: Sheet, _ findings: inout Findings) {
    self.sheet = sheet
    let known = sheet.required + sheet.optional
    for (position, field) in header.enumerated() {
      let column = field.text.lowercased()
      let language = sheet.isNamed ? Columns.language(ofName: field.text) : nil
      if known.contains(column) || language != nil {
        if positions.updateValue(position, forKey: column) != nil {
          findings.error(
            "csv.column.repeated", at: field.location, "there are two columns \"\(field.text)\"")
          areUsable = false
        } else if let language {
          names.append((language, position))
        }
      } else {
        findings.warn(
          "csv.column.ignored", at: field.location,
          "the column \"\(field.text)\" is ignored"
            + findings.didYouMean(column, among: known.filter { positions[$0] == nil }))
      }
    }
    let missing = sheet.required.filter { positions[$0] == nil } + (lacksName ? ["name"] : [])
    if !missing.isEmpty {
      findings.error(
        "csv.column.missing", at: header[0].location,
        (missing.count == 1 ? "the column " : "the columns ")
          + list(missing.map { "\"\($0)\"" }) + (missing.count == 1 ? " is" : " are") + " missing")
      areUsable = false
    }
  }

  private var lacksName: Bool { sheet.isNamed && names.isEmpty }

  /// The language that a column such as `name_zh_Hans` is in; nil for other columns.
  private static func language(ofName column: String) -> String? {
    let lower = column.lowercased()
    if lower == "name" { return "" }
    guard lower.hasPrefix("name_") || lower.hasPrefix("name-") else { return nil }
    let tag = String(column.dropFirst(5).map { $0 == "_" ? "-" : $0 })
    return tag.isEmpty ? nil : tag
  }

  func add(_ row: [Field], to assembly: inout OrganisationAssembly) {
    func optional(_ name: String) -> Field? {
      positions[name].map { row[$0] }.flatMap { $0.text.isEmpty ? nil : $0 }
    }
    func required(_ name: String) -> Field {
      positions[name].map { row[$0] } ?? Field("", at: row[0].location)
    }
    let place = row[0].location
    switch sheet {
    case .units:
      assembly.add(
        OrganisationAssembly.UnitRow(
          code: required("code"), parent: optional("parent"), level: optional("level"),
          kind: required("kind"), names: texts(row), place: place))
    case .people:
      assembly.add(
        OrganisationAssembly.PersonRow(
          id: required("id"), names: texts(row), post: optional("post"),
          login: optional("login"), mail: optional("mail"), place: place))
    case .assignments:
      assembly.add(
        OrganisationAssembly.AssignmentRow(
          role: required("role"), person: required("person"), unit: required("unit"),
          from: optional("from"), until: optional("until"),
          onBehalfOf: optional("on_behalf_of"), place: place))
    }
  }

  private func texts(_ row: [Field]) -> LocalizedText {
    LocalizedText(
      names.compactMap { name in
        let text = row[name.position].text.spacesNormalised
        return text.isEmpty ? nil : LocalizedText.Version(name.language, text)
      })
  }
}
