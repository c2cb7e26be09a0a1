import AuditLog
import Minutes
import Statechart
import Testing
import WorkflowEngine

@Suite struct ReaderTests {
  @Test func `a date keeps its precision and what was inferred`() throws {
    let meeting = try ExampleMinutes.launching().meeting

    #expect(meeting.date == PartialDate("2023-09-08"))
    #expect(meeting.inferred == [.year])
  }

  @Test func `a headcount stays approximate`() throws {
    let groups = try ExampleMinutes.launching().attendance

    let crowd = try #require(groups.compactMap(\.headcount).first)
    #expect(crowd.minimum == 10_000)
    #expect(crowd.isApproximate)
    #expect(Set(groups.map(\.status)) == [.present, .leave, .guest])
  }

  @Test func `a launch takes its window from the programme that the minutes describe`() throws {
    let orders = try ExampleMinutes.launching().orders

    let decision = try #require(orders.decisions.first { $0.id == "launch-2" })
    #expect(
      decision.orders == [
        .launch(
          LaunchOrder(
            workflow: "rectification-drive", programme: "drive-2023", batch: 2,
            window: DateWindow(
              start: PartialDate("2023-09"), end: PartialDate("2024-01"), hasSoftEnd: true),
            predicate: "@level >= 3"))
      ])
    #expect(orders.authority(of: decision) == "m-2023-09-08#launch-2")
  }

  @Test func `every kind of order is read`() throws {
    let orders =
      try ExampleMinutes.launching().orders.decisions.flatMap(\.orders)
      + ExampleMinutes.closing().orders.decisions.flatMap(\.orders)

    #expect(
      orders.contains(
        .appoint(
          Assignment(
            role: "guidance", person: "p016", unit: "G-5", from: CalendarDate("2023-09-08"),
            until: CalendarDate("2024-01-31")))))
    #expect(
      orders.contains(
        .send(
          SendOrder(
            event: "acknowledge", programme: "drive-2023", recipients: .unit("G-1"),
            reason: "Acknowledged at the meeting."))))
    #expect(
      orders.contains {
        if case .deadline(let order) = $0 { order.recipients == .everyUnit } else { false }
      })
    let superseded = try #require(Authority("m-2023-09-08#acknowledge"))
    #expect(orders.contains(.supersede(superseded)))
  }

  @Test func `a decision that was not adopted orders nothing`() throws {
    let document = try MinutesReader.read(
      Array(
        """
        <minutes xmlns="urn:docket:minutes:1">
          <head id="m-1" kind="regular">
            <issuer xml:lang="en">Board</issuer><title xml:lang="en">Meeting</title>
          </head>
          <meeting><date iso="2023"/></meeting>
          <items><item n="1"><title xml:lang="en">Motion</title>
            <decision id="d-1" disposition="lost"><text xml:lang="en">To stop.</text></decision>
          </item></items>
        </minutes>
        """.utf8))

    #expect(document.resolutions.map(\.id) == ["d-1"])
    #expect(document.orders.decisions.isEmpty)
  }

  @Test func `the text of a decision holds its points, in every language`() throws {
    let document = try MinutesReader.read(
      Array(
        """
        <minutes xmlns="urn:docket:minutes:1">
          <head id="m-1" kind="regular">
            <issuer xml:lang="en">Board</issuer><title xml:lang="en">Meeting</title>
          </head>
          <meeting><date iso="2023"/></meeting>
          <items><item n="1"><title xml:lang="en">Motion</title>
            <decision id="d-1">
              <text xml:lang="en">Agreed:</text><text xml:lang="zh-Hans">议定：</text>
              <point><text xml:lang="en">First.</text><text xml:lang="zh-Hans">一。</text></point>
            </decision>
          </item></items>
        </minutes>
        """.utf8))

    let decision = try #require(document.orders.decisions.first)

    #expect(
      decision.text
        == LocalizedText([.init("en", "Agreed:\nFirst."), .init("zh-Hans", "议定：\n一。")]))
  }

  @Test func `a line end between Chinese characters is no space`() throws {
    let document = try MinutesReader.read(
      Array(
        """
        <minutes xmlns="urn:docket:minutes:1">
          <head id="m-1" kind="regular">
            <issuer xml:lang="zh-Hans">衡宇
              集团</issuer><title xml:lang="en">Two
              words</title>
          </head>
          <meeting><date iso="2023-09"/></meeting>
        </minutes>
        """.utf8))

    #expect(document.issuers.text() == "衡宇集团")
    #expect(document.titles.text() == "Two words")
  }

  @Test func `the record of new minutes is a draft with the digest of their bytes`() throws {
    let document = try ExampleMinutes.launching()

    #expect(document.record.status == .draft)
    #expect(document.record.digest == document.digest)
    #expect(document.record.date == document.meeting.date)
  }
}
