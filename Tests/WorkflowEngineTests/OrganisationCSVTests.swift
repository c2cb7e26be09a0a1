import Foundation
import Statechart
import Testing
import WorkflowEngine

@Suite struct OrganisationCSVTests {
  @Test func `units are read from any order of columns`() throws {
    let sheet = "\u{FEFF}name_en,name,code,kind,parent,level\r\nGroup,集团,G,group,,1\r\n"

    let organisation = try OrganisationCSV.read(Array(sheet.utf8))

    #expect(
      organisation.units == [
        Unit(
          code: "G", parent: nil, level: 1, kind: "group",
          names: LocalizedText([.init("en", "Group"), .init("", "集团")]))
      ])
  }

  @Test func `without a column for it, the level follows from the parent`() throws {
    let sheet = """
      code,parent,kind,name
      G-1-01,G-1,workshop,W
      G-1,G,institute,I
      G,,group,G
      """

    let organisation = try OrganisationCSV.read(Array(sheet.utf8))

    #expect(organisation.units.map(\.level) == [3, 2, 1])
  }

  @Test func `quotation marks keep commas, line ends and quotation marks`() throws {
    let sheet = "id,name,post\np,\"Wei, \"\"the\"\"\r\nWang\",\"Head, acting\"\n"

    let organisation = try OrganisationCSV.read(Array(sheet.utf8))

    #expect(organisation.people.first?.names.text() == "Wei, \"the\" Wang")
    #expect(organisation.people.first?.post == "Head, acting")
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `lines end as any system ends them`(_ end: String) throws {
    let sheet = ["id,name", "p,P", "", "q,Q"].joined(separator: end)

    let organisation = try OrganisationCSV.read(Array(sheet.utf8))

    #expect(organisation.people.map(\.id) == ["p", "q"])
  }

  @Test func `names have the languages of their columns`() throws {
    let sheet = "id,name_zh_Hans,name_en\np,李娜,Li Na\nq,,Q\n"

    let organisation = try OrganisationCSV.read(Array(sheet.utf8))

    #expect(
      organisation.people.map(\.names) == [
        LocalizedText([.init("zh-Hans", "李娜"), .init("en", "Li Na")]),
        LocalizedText([.init("en", "Q")]),
      ])
  }

  @Test func `assignments refer to units and people of other sheets`() throws {
    let known = Organisation(
      units: [Unit(code: "G", parent: nil, level: 1, kind: "x", names: LocalizedText("G"))],
      people: [
        Person(id: "p", names: LocalizedText("P")), Person(id: "q", names: LocalizedText("Q")),
      ])
    let sheet = "role,person,unit,from,until,on_behalf_of\nclerk,p,G,2023-09-01,,q\n"

    let organisation = try OrganisationCSV.read(Array(sheet.utf8), knowing: known)

    #expect(
      organisation.assignments == [
        Assignment(
          role: "clerk", person: "p", unit: "G", from: try date("2023-09-01"), onBehalfOf: "q")
      ])
  }

  @Test func `a fault is at the line and column of its field`() {
    let sheet = "code,kind,name,parent\nG,group,\"two\nlines\",\nH,group,\"集团\",K\n"

    let (organisation, diagnostics) = OrganisationCSV.check(Array(sheet.utf8))

    #expect(organisation == nil)
    #expect(diagnostics.map(\.location) == [SourceLocation(line: 4, column: 14)])
  }

  @Test func `ten thousand unknown parents are reported without comparing each with each`() {
    let rows = (0..<10_000).map { "U\($0),X\($0),x,Unit\n" }.joined()

    let (_, diagnostics) = OrganisationCSV.check(Array("code,parent,kind,name\n\(rows)".utf8))

    #expect(diagnostics.count == 10_000)
    #expect(diagnostics.filter { $0.message.contains("did you mean") }.count <= 50)
  }

  @Test func `a chain of ten thousand units, the lowest first, is read`() throws {
    let rows = (1...10_000).reversed().map { "U\($0),\($0 == 1 ? "" : "U\($0 - 1)"),x,Unit\n" }

    let organisation = try OrganisationCSV.read(
      Array("code,parent,kind,name\n\(rows.joined())".utf8))

    #expect(organisation.units.map(\.level) == (1...10_000).reversed())
  }

  @Test func `the sheets of the example say what its XML says`() throws {
    let folder = Example.workflows.appendingPathComponent("example")
    var sheets = Organisation()
    for name in ["units.csv", "people.csv", "assignments.csv"] {
      let more = try OrganisationCSV.read(
        Example.bytes(folder.appendingPathComponent(name)), knowing: sheets)
      sheets.units += more.units
      sheets.people += more.people
      sheets.assignments += more.assignments
    }

    let file = try OrganisationReader.read(
      Example.bytes(folder.appendingPathComponent("organisation.xml")))

    #expect(sheets.units.count >= 50)
    #expect(sheets.units.map(\.code) == file.units.map(\.code))
    #expect(sheets.units.map(\.level) == file.units.map(\.level))
    #expect(sheets.people.map(\.id) == file.people.map(\.id))
    #expect(sheets.assignments == file.assignments)
  }
}

/// The files of `workflows/`.
enum Example {
  static let workflows = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("workflows")

  static func bytes(_ file: URL) throws -> [UInt8] { try [UInt8](Data(contentsOf: file)) }
}
