import AuditLog
import Foundation
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct OrganisationRoundTripTests {
  private func throughSheets(_ organisation: Organisation) throws -> Organisation {
    var read = Organisation()
    for sheet in OrganisationSheet.allCases {
      let text = OrganisationCSV.text(of: organisation, sheet: sheet)
      let more = try OrganisationCSV.read(Array(text.utf8), knowing: read)
      read.units += more.units
      read.people += more.people
      read.assignments += more.assignments
      read.calendars += more.calendars
    }
    return read
  }

  private func throughXML(_ organisation: Organisation) throws -> Organisation {
    try OrganisationReader.read(Array(OrganisationReader.text(of: organisation).utf8))
  }

  @Test func `the example is the same after sheets and after XML`() throws {
    let example = try OrganisationReader.read(
      Example.bytes(Example.workflows.appendingPathComponent("example/organisation.xml")))

    #expect(try throughSheets(example) == example)
    #expect(try throughXML(example) == example)
  }

  @Test(arguments: UInt64(1)...20)
  func `any organisation is the same after sheets and after XML`(_ seed: UInt64) throws {
    var generator = OrganisationGenerator(seed: seed)
    let organisation = generator.organisation()

    #expect(try throughSheets(organisation) == organisation, "seed \(seed)")
    #expect(try throughXML(organisation) == organisation, "seed \(seed)")
  }

  @Test func `an organisation without anything gives sheets with headings only`() throws {
    for sheet in OrganisationSheet.allCases {
      let text = OrganisationCSV.text(of: Organisation(), sheet: sheet)

      #expect(try OrganisationCSV.read(Array(text.utf8)) == Organisation(), "\(sheet)")
    }
  }
}

/// Organisations with names that are hard to write.
struct OrganisationGenerator {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private let words = [
    "研究所", "a,b", "\"quoted\"", "'", "=SUM(A1)", "-1", "'=x", "''@", "& < >", "党委（第一）", "e\u{301}",
    "ﬁ", "𠮷", "\u{200B}x", "O'Brien", "；", "＝甲", "line", "tab",
  ]

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &random)]
  }

  private mutating func text() -> String {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in pick(words) }.joined(separator: " ")
  }

  /// A text that may go over several lines.
  private mutating func longText() -> String {
    text() + (Bool.random(using: &random) ? "\n" + text() : "")
  }

  /// In the order in which every thing of the organisation has them.
  private mutating func names() -> LocalizedText {
    let versions: [LocalizedText.Version] = [
      .init("zh-Hans", text()), .init("en", text()), .init("", text()),
    ]
    let kept = versions.filter { _ in Bool.random(using: &random) }
    return LocalizedText(kept.isEmpty ? [versions[0]] : kept)
  }

  private mutating func date() -> CalendarDate {
    CalendarDate(dayNumber: Int.random(in: 19_000...20_000, using: &random))
  }

  mutating func organisation() -> Organisation {
    var organisation = Organisation()
    // The first of each has every language, so that their order is that of the columns.
    let all = LocalizedText([.init("zh-Hans", "全"), .init("en", "All"), .init("", "G")])
    organisation.units = [Unit(code: "G", parent: nil, level: 1, kind: "group", names: all)]
    organisation.people = [Person(id: "p", names: all)]
    for number in 0..<12 {
      let parent = pick(organisation.units)
      organisation.units.append(
        Unit(
          code: Identifier("单位-\(number)"), parent: parent.code, level: parent.level + 1,
          kind: pick(["所", "plant"]), names: names(),
          retiredAt: number == 7 ? ManualClock.start : nil,
          successors: number == 7 ? ["G", "单位-1"] : []))
      organisation.people.append(
        Person(
          id: Identifier("p\(number)"), names: names(),
          post: Bool.random(using: &random) ? longText() : nil,
          login: Bool.random(using: &random) ? "login\(number)" : nil))
    }
    for number in 0..<12 {
      let from = date()
      organisation.assignments.append(
        Assignment(
          role: Identifier("角色\(number)"), person: pick(organisation.people).id,
          unit: pick(organisation.units).code, from: Bool.random(using: &random) ? from : nil,
          until: Bool.random(using: &random) ? from.adding(days: 30) : nil,
          onBehalfOf: nil))
    }
    for unit in organisation.units.prefix(3) {
      var calendar = WorkCalendar(unit: unit.code, zone: pick(["Asia/Shanghai", "UTC"]))
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        let day = date()
        if day.weekday > 5 { calendar.workdays.insert(day) } else { calendar.holidays.insert(day) }
      }
      organisation.calendars.append(calendar)
    }
    return organisation
  }
}
