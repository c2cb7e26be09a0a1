import AuditLog
import Minutes
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct ClosingMinutesTests {
  static let draft = Array(
    """
    <!-- A comment that stays. -->
    <minutes xmlns="urn:docket:minutes:1">
      <head id="m-2" kind="closing">
        <issuer xml:lang="en">Board</issuer>
        <title xml:lang="en">Closing</title>
      </head>
      <meeting><date iso="2024-01"/></meeting>
      <items>
        <item n="1">
          <title xml:lang="en">Figures</title>
          <outcome><text xml:lang="en">Of <value of="units"/> units <value of="on-time"/> were
            on time.</text></outcome>
          <figure id="units" query="count( units  programme=p )">
            <label xml:lang="en">Units</label>
          </figure>
          <figure id="on-time" query="share(on time)"><label xml:lang="en">On time</label></figure>
        </item>
      </items>
    </minutes>
    """.utf8)

  /// Minutes sealed on a store of three units, one of which has ended.
  private static func sealed() async throws -> (drive: SmallDrive, text: [UInt8]) {
    let drive = try await SmallDrive()
    try await drive.launch()
    try await drive.send("submit", id: "e-1")
    try await drive.send("approve", as: SmallDrive.inspector, id: "e-2")
    return (drive, try await drive.store.read { try ClosingMinutes.seal(draft, in: $0) })
  }

  private static func verdicts(
    _ document: MinutesDocument, on drive: SmallDrive
  ) async throws -> [FigureVerdict] {
    try await drive.store.read { reader in
      try ClosingMinutes.verify(document) { size in
        try reader.tree().size == size ? reader : nil
      }
    }
  }

  @Test func `sealing writes value, position and root beside each query`() async throws {
    let (drive, text) = try await Self.sealed()
    let position = try await drive.store.read { LogPosition(try $0.tree()) }

    let document = try MinutesReader.read(text)

    #expect(
      document.figures.map(\.sealed) == [
        .init(.count(3), at: position), .init(.share(1, of: 1), at: position),
      ])
    #expect(document.kind == .closing)
  }

  @Test func `a text says what its figures say`() async throws {
    let (_, text) = try await Self.sealed()

    let markdown = MinutesRenderer.markdown(try MinutesReader.read(text), layout: .corporate)

    #expect(markdown.contains("Of 3 units 100.0% were on time."))
  }

  @Test func `sealing leaves everything else of the draft as it is`() async throws {
    let (_, text) = try await Self.sealed()

    let written = String(decoding: text, as: UTF8.self)

    #expect(written.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- A comment"))
    #expect(written.contains("<value of=\"units\"/> units"))
    #expect(written.contains("query=\"count( units  programme=p )\""))
  }

  @Test func `figures that nobody touched are confirmed`() async throws {
    let (drive, text) = try await Self.sealed()

    let verdicts = try await Self.verdicts(try MinutesReader.read(text), on: drive)

    #expect(verdicts.map(\.outcome) == [.confirmed, .confirmed])
  }

  @Test func `a figure that was changed by hand is found out`() async throws {
    let (drive, text) = try await Self.sealed()
    let changed = String(decoding: text, as: UTF8.self)
      .replacing("value=\"3\"", with: "value=\"4\"")

    let verdicts = try await Self.verdicts(
      try MinutesReader.read(Array(changed.utf8)), on: drive)

    #expect(verdicts.map(\.outcome) == [.different(.count(3)), .confirmed])
  }

  @Test func `a figure of another log is not confirmed`() async throws {
    let (drive, text) = try await Self.sealed()
    var document = try MinutesReader.read(text)
    let root = try await drive.store.read { try $0.tree().root }
    let other = Digest.sha256([1])
    document = try MinutesReader.read(
      Array(String(decoding: text, as: UTF8.self).replacing(root.hex, with: other.hex).utf8))

    let verdicts = try await Self.verdicts(document, on: drive)

    #expect(verdicts.map(\.outcome) == [.otherLog(root), .otherLog(root)])
  }

  @Test func `a figure of a time that the log never reached is not confirmed`() async throws {
    let (_, text) = try await Self.sealed()
    let empty = try await SmallDrive()

    let verdicts = try await Self.verdicts(try MinutesReader.read(text), on: empty)

    #expect(verdicts.map(\.outcome) == [.beyondLog, .beyondLog])
  }

  @Test func `the figures of a draft have nothing to verify`() async throws {
    let drive = try await SmallDrive()

    let verdicts = try await Self.verdicts(try MinutesReader.read(Self.draft), on: drive)

    #expect(verdicts.map(\.outcome) == [.unsealed, .unsealed])
  }

  @Test func `sealing again takes all figures from the present position`() async throws {
    let (drive, text) = try await Self.sealed()
    try await drive.send("submit", to: "p/G-2", id: "e-3")

    let again = try await drive.store.read { try ClosingMinutes.seal(text, in: $0) }

    let document = try MinutesReader.read(again)
    #expect(ClosingMinutes.positions(of: document).count == 1)
    #expect(try await Self.verdicts(document, on: drive).allSatisfy { $0.isConfirmed })
  }

  @Test func `the draft of the example can be sealed and verified`() async throws {
    let drive = try await SmallDrive()
    let draft = try ExampleMinutes.bytes("minutes-2024-01-31")

    let text = try await drive.store.read { try ClosingMinutes.seal(draft, in: $0) }

    let document = try MinutesReader.read(text)
    #expect(document.figures.count == 12)
    #expect(try await Self.verdicts(document, on: drive).allSatisfy { $0.isConfirmed })
  }
}
