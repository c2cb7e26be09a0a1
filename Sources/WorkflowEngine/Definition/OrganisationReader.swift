public import Statechart
import StatechartXML
public import XML

/// Units, people, assignments and calendars, as files give them.
public struct Organisation: Hashable, Sendable {
  /// In the order of the file.
  public var units: [Unit]
  public var people: [Person]
  public var assignments: [Assignment]
  public var calendars: [WorkCalendar]

  public init(
    units: [Unit] = [], people: [Person] = [], assignments: [Assignment] = [],
    calendars: [WorkCalendar] = []
  ) {
    self.units = units
    self.people = people
    self.assignments = assignments
    self.calendars = calendars
  }
}

/// Reads an organisation from XML, `urn:docket:organisation:1`.
///
/// Units and people that a file refers to stand in the file itself, anywhere, or are known already.
public enum OrganisationReader {
  public static let namespace = "urn:docket:organisation:1"

  /// - Parameter known: What the file may refer to beside itself: what is in the store, and what was
  ///   read from other files before. It is not part of the result.
  /// - Throws: `InvalidDocument` with every diagnostic.
  public static func read(
    _ text: [UInt8], knowing known: Organisation = Organisation(), limits: XMLLimits = .standard
  ) throws(InvalidDocument) -> Organisation {
    let (organisation, diagnostics) = check(text, knowing: known, limits: limits)
    guard let organisation else { throw InvalidDocument(diagnostics) }
    return organisation
  }

  /// Everything that can be said about the file, sorted by place; the organisation if there is no
  /// error.
  public static func check(
    _ text: [UInt8], knowing known: Organisation = Organisation(), limits: XMLLimits = .standard
  ) -> (organisation: Organisation?, diagnostics: [Diagnostic]) {
    let root: XMLElement
    do {
      root = try XMLDocument(parsing: text, limits: limits).root
    } catch {
      return (nil, error.diagnostics.map { Diagnostic($0) })
    }
    var assembly = OrganisationAssembly(known: known)
    guard root.name == XMLName("organisation", namespace: namespace) else {
      assembly.findings.error(
        "organisation.root", at: SourceLocation(root.position),
        "the root element is \(vocabulary.tag(root)), but an organisation begins with"
          + " <organisation xmlns=\"\(namespace)\">")
      return (nil, assembly.findings.sorted)
    }
    for element in vocabulary.inspect(root, &assembly.findings) {
      read(element, into: &assembly)
    }
    // The schema comes last: what it finds is said above in better words.
    if !assembly.findings.hasErrors {
      assembly.findings.append(schemaDiagnostics(of: text, limits: limits))
    }
    return assembly.finish()
  }

  private static func schemaDiagnostics(of text: [UInt8], limits: XMLLimits) -> [Diagnostic] {
    do {
      return try schema.validate(text, limits: limits).map { Diagnostic($0) }
    } catch {
      return error.diagnostics.map { Diagnostic($0) }
    }
  }

  /// Compiled once for the process.
  private static let schema: XMLSchema = {
    do {
      return try XMLSchema(
        [
          "organisation.xsd": Array(EmbeddedSchemas.organisation.utf8),
          "xml.xsd": Array(EmbeddedSchemas.xml.utf8),
        ], root: "organisation.xsd")
    } catch {
      preconditionFailure("the embedded schema of organisations does not compile: \(error)")
    }
  }()

  private static let vocabulary = ElementVocabulary(
    namespace: namespace, code: "organisation",
    shapes: [
      "organisation": ElementShape(children: ["unit", "person", "assignment", "calendar"]),
      "unit": ElementShape(
        required: ["code", "level", "kind"], optional: ["parent", "retired", "successors"],
        children: ["name"]),
      "person": ElementShape(
        required: ["id"], optional: ["post", "login", "mail"], children: ["name"]),
      "assignment": ElementShape(
        required: ["role", "person", "unit"], optional: ["from", "until", "on-behalf-of"]),
      "calendar": ElementShape(required: ["unit", "zone"], children: ["holiday", "workday"]),
      "name": ElementShape(required: ["xml:lang"], hasText: true),
      "holiday": ElementShape(required: ["date"]),
      "workday": ElementShape(required: ["date"]),
    ])

  private static func read(_ element: XMLElement, into assembly: inout OrganisationAssembly) {
    let children = vocabulary.inspect(element, &assembly.findings)
    let place = SourceLocation(element.position)
    func field(_ name: String) -> Field? {
      element.attribute(name).map { Field($0.value, at: SourceLocation($0.position)) }
    }
    /// An element says all of a thing: what is not there, the thing does not have.
    func optional(_ name: String) -> Field { field(name) ?? Field("", at: place) }
    func names(_ findings: inout Findings) -> OrganisationAssembly.Names {
      OrganisationAssembly.Names(
        said: vocabulary.texts(children, &findings).versions, isComplete: true)
    }
    switch element.name.local {
    case "unit":
      guard let code = field("code"), let kind = field("kind") else { return }
      assembly.add(
        OrganisationAssembly.UnitRow(
          code: code, parent: optional("parent"), level: field("level"), kind: kind,
          names: names(&assembly.findings), retired: field("retired"),
          successors: field("successors"), place: place))
    case "person":
      guard let id = field("id") else { return }
      assembly.add(
        OrganisationAssembly.PersonRow(
          id: id, names: names(&assembly.findings), post: optional("post"),
          login: optional("login"), mail: optional("mail"), place: place))
    case "assignment":
      guard let role = field("role"), let person = field("person"), let unit = field("unit")
      else { return }
      assembly.add(
        OrganisationAssembly.AssignmentRow(
          role: role, person: person, unit: unit, from: field("from"), until: field("until"),
          onBehalfOf: field("on-behalf-of"), place: place))
    default:
      guard let unit = field("unit"), let zone = field("zone") else { return }
      func days(_ name: String) -> [Field] {
        children.filter { $0.name.local == name }.compactMap { day in
          _ = vocabulary.inspect(day, &assembly.findings)
          return day.attribute("date").map { Field($0.value, at: SourceLocation($0.position)) }
        }
      }
      let (holidays, workdays) = (days("holiday"), days("workday"))
      assembly.add(
        OrganisationAssembly.CalendarRow(
          unit: unit, zone: zone, holidays: holidays, workdays: workdays, place: place))
    }
  }
}
