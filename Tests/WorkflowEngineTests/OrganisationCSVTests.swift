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

  @Test func `a sheet may have Chinese headings`() throws {
    let units = "单位代码,上级单位,层级,单位类型,名称,英文名称\nG,,1,集团,集团,Group\n"
    let people = "工号,姓名,职务\np,李娜,书记\n"
    let assignments = "角色,工号,单位,自,至\n书记,p,G,2023-09-01,2024-01-31\n"

    let tree = try OrganisationCSV.read(Array(units.utf8))
    let staff = try OrganisationCSV.read(Array(people.utf8))
    let all = Organisation(units: tree.units, people: staff.people)
    let roles = try OrganisationCSV.read(Array(assignments.utf8), knowing: all)

    #expect(
      tree.units.first?.names == LocalizedText([.init("", "集团"), .init("en", "Group")]))
    #expect(staff.people == [Person(id: "p", names: LocalizedText("李娜"), post: "书记")])
    #expect(roles.assignments.first?.until == (try date("2024-01-31")))
  }

  @Test func `a calendar has a row for each day that is not what its weekday says`() throws {
    let sheet = "单位,时区,日期,类型\nG,Asia/Shanghai,2023-09-29,休\nG,,2023-10-07,调休\n"
    let known = Organisation(units: [
      Unit(code: "G", parent: nil, level: 1, kind: "x", names: LocalizedText("G"))
    ])

    let organisation = try OrganisationCSV.read(Array(sheet.utf8), knowing: known)

    #expect(
      organisation.calendars == [
        WorkCalendar(
          unit: "G", zone: "Asia/Shanghai", holidays: [try date("2023-09-29")],
          workdays: [try date("2023-10-07")])
      ])
  }

  @Test func `the days of one year leave those of other years alone`() throws {
    let known = Organisation(
      units: [Unit(code: "G", parent: nil, level: 1, kind: "x", names: LocalizedText("G"))],
      calendars: [
        WorkCalendar(
          unit: "G", zone: "Asia/Shanghai",
          holidays: [try date("2023-09-29"), try date("2024-01-01")])
      ])
    let sheet = "unit,date,day\nG,2024-02-12,holiday\n"

    let organisation = try OrganisationCSV.read(Array(sheet.utf8), knowing: known)

    #expect(
      organisation.calendars.first?.holidays == [try date("2023-09-29"), try date("2024-02-12")])
    #expect(organisation.calendars.first?.zone == "Asia/Shanghai")
  }

  @Test(arguments: [
    ("unit,zone,date,day\nG,,2024-02-12,holiday\n", "calendar.zone.missing"),
    ("unit,zone,date,day\nG,Mars/Olympus,2024-02-12,holiday\n", "calendar.zone.unknown"),
    ("unit,zone,date,day\nG,UTC,2024-02-12,feast\n", "calendar.day.unknown"),
    ("unit,zone,date,day\nG,UTC,2024-02-30,holiday\n", "organisation.date.invalid"),
    ("unit,zone\nG,UTC\nG,Asia/Shanghai\n", "calendar.zone.differs"),
  ])
  func `a fault of a calendar has its place`(_ sheet: String, _ code: String) {
    let known = Organisation(units: [
      Unit(code: "G", parent: nil, level: 1, kind: "x", names: LocalizedText("G"))
    ])

    let (_, diagnostics) = OrganisationCSV.check(Array(sheet.utf8), knowing: known)

    #expect(diagnostics.map(\.code) == [code])
  }

  @Test func `what a sheet has no column for stays as it is known`() throws {
    let known = Organisation(people: [
      Person(
        id: "p", names: LocalizedText([.init("zh-Hans", "李娜"), .init("en", "Li Na")]),
        post: "Head", login: "lina")
    ])
    let sheet = "id,name,post\np,李 娜,\n"

    let organisation = try OrganisationCSV.read(Array(sheet.utf8), knowing: known)

    #expect(
      organisation.people == [
        Person(
          id: "p", names: LocalizedText([.init("zh-Hans", "李 娜"), .init("en", "Li Na")]),
          post: nil, login: "lina")
      ])
  }

  @Test func `a sheet that a Chinese spreadsheet saved is read`() throws {
    // "代码,类型,名称\nG,x,集团\n" in GB18030.
    let sheet: [UInt8] =
      [0xB4, 0xFA, 0xC2, 0xEB, 0x2C, 0xC0, 0xE0, 0xD0, 0xCD, 0x2C, 0xC3, 0xFB, 0xB3, 0xC6, 0x0A]
      + [0x47, 0x2C, 0x78, 0x2C, 0xBC, 0xAF, 0xCD, 0xC5, 0x0A]

    let (guessed, diagnostics) = OrganisationCSV.check(sheet)
    let (told, silence) = OrganisationCSV.check(sheet, encoding: "GB18030")

    #expect(guessed?.units.first?.names.text() == "集团")
    #expect(diagnostics.map(\.code) == ["csv.encoding.guessed"])
    #expect(told == guessed)
    #expect(silence == [])
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
