import Foundation
import Statechart
import Testing
import WorkflowEngine

@Suite struct OrganisationReaderTests {
  @Test func `a file gives units, people, assignments and calendars in its order`() throws {
    let text = """
      <organisation xmlns="urn:docket:organisation:1">
        <unit code="G-1" parent="G" level="2" kind="institute">
          <name xml:lang="zh-Hans">一所</name>
          <name xml:lang="en">First  institute</name>
        </unit>
        <unit code="G" level="1" kind="group"><name xml:lang="en">Group</name></unit>
        <person id="li.na" post=" Secretary " login="lina"><name xml:lang="en">Li Na</name></person>
        <assignment role="secretary" person="li.na" unit="G-1" from="2023-09-01"
                    until="2024-08-31"/>
        <calendar unit="G" zone="Asia/Shanghai">
          <holiday date="2023-09-29"/>
          <workday date="2023-10-07"/>
        </calendar>
      </organisation>
      """

    let organisation = try OrganisationReader.read(Array(text.utf8))

    #expect(
      organisation
        == Organisation(
          units: [
            Unit(
              code: "G-1", parent: "G", level: 2, kind: "institute",
              names: LocalizedText([.init("zh-Hans", "一所"), .init("en", "First institute")])),
            Unit(
              code: "G", parent: nil, level: 1, kind: "group",
              names: LocalizedText([.init("en", "Group")])),
          ],
          people: [
            Person(
              id: "li.na", names: LocalizedText([.init("en", "Li Na")]), post: "Secretary",
              login: "lina")
          ],
          assignments: [
            Assignment(
              role: "secretary", person: "li.na", unit: "G-1", from: try date("2023-09-01"),
              until: try date("2024-08-31"))
          ],
          calendars: [
            WorkCalendar(
              unit: "G", zone: "Asia/Shanghai", holidays: [try date("2023-09-29")],
              workdays: [try date("2023-10-07")])
          ]))
  }

  @Test func `a file may refer to what is known already`() throws {
    let known = try OrganisationReader.read(
      organisation(
        """
        <unit code="G" level="1" kind="group"><name xml:lang="en">Group</name></unit>
        <person id="p"><name xml:lang="en">P</name></person>
        """))

    let more = try OrganisationReader.read(
      organisation(
        """
        <unit code="G-1" parent="G" level="2" kind="institute"><name xml:lang="en">1</name></unit>
        <assignment role="clerk" person="p" unit="G"/>
        """), knowing: known)

    #expect(more.units.map(\.code) == ["G-1"])
    #expect(more.assignments.map(\.person) == ["p"])
  }

  @Test func `a circle that closes through a known unit is found`() throws {
    let known = try OrganisationReader.read(
      organisation(
        """
        <unit code="A" level="1" kind="x"><name xml:lang="en">A</name></unit>
        <unit code="B" parent="A" level="2" kind="x"><name xml:lang="en">B</name></unit>
        """))

    let (_, diagnostics) = OrganisationReader.check(
      organisation(
        """
        <unit code="A" parent="B" level="1" kind="x"><name xml:lang="en">A</name></unit>
        """), knowing: known)

    #expect(diagnostics.map(\.code) == ["unit.cycle"])
  }

  @Test func `a login of a known person cannot be taken by another`() throws {
    let known = try OrganisationReader.read(
      organisation(#"<person id="p" login="root"><name xml:lang="en">P</name></person>"#))

    let (_, diagnostics) = OrganisationReader.check(
      organisation(#"<person id="q" login="root"><name xml:lang="en">Q</name></person>"#),
      knowing: known)

    #expect(diagnostics.map(\.code) == ["person.login.duplicate"])
  }

  @Test func `a person may be given again with the login that is theirs`() throws {
    let text = organisation(
      #"<person id="p" login="root"><name xml:lang="en">P</name></person>"#)
    let known = try OrganisationReader.read(text)

    #expect(try OrganisationReader.read(text, knowing: known) == known)
  }

  @Test func `ids that look alike but differ in their bytes are two`() throws {
    let organisation = try OrganisationReader.read(
      organisation(
        """
        <person id="jose\u{301}"><name xml:lang="en">One</name></person>
        <person id="jos\u{E9}"><name xml:lang="en">Two</name></person>
        """))

    #expect(organisation.people.count == 2)
  }

  private func organisation(_ content: String) -> [UInt8] {
    Array("<organisation xmlns=\"urn:docket:organisation:1\">\n\(content)\n</organisation>".utf8)
  }
}
