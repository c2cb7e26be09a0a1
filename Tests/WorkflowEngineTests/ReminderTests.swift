import AuditLog
import Statechart
import Synchronization
import Testing
import WorkflowEngine
import WorkflowTesting

/// Takes letters, and refuses those to some people; fails altogether after so many.
private final class Letterbox: NoticeChannel {
  let name = "letterbox"
  private let taken = Mutex<[Letter]>([])
  private let refused: Set<PersonID>
  private let limit: Int

  init(refusing refused: Set<PersonID> = [], limit: Int = .max) {
    self.refused = refused
    self.limit = limit
  }

  var letters: [Letter] { taken.withLock { $0 } }

  func deliver(_ letter: Letter) async throws(DeliveryFailure) {
    if refused.contains(letter.person.id) { throw DeliveryFailure("no such mailbox") }
    let isFull = taken.withLock { letters in
      guard letters.count < limit else { return true }
      letters.append(letter)
      return false
    }
    if isFull { throw DeliveryFailure("the server is gone", isGeneral: true) }
  }
}

@Suite struct ReminderTests {
  private static let acknowledging = Campaign.chart(
    initial: "sent",
    """
    <state id="sent">
      <d:stage/><d:deadline after="P5D" escalate="guidance"/><d:reminder before="P2D"/>
      <transition event="acknowledge" target="work"><d:allow role="secretary"/></transition>
      <transition event="excuse" target="done"><d:allow role="office"/></transition>
    </state>
    <state id="work">
      <d:stage/>
      <transition event="finish" target="done"><d:allow role="secretary"/></transition>
    </state>
    <final id="done"/>
    """)

  private func audited(_ story: (Campaign) async throws -> Void) async throws {
    try await Campaign.audited(Self.acknowledging) { campaign in
      try await campaign.launch(["G-1", "G-2"])
      try await story(campaign)
    }
  }

  private func remind(
    _ units: [UnitCode], _ campaign: Campaign, role: RoleID? = nil, text: String? = nil,
    again: Bool = false, job: Identifier? = nil, as person: PersonID = Campaign.officer
  ) async throws -> [ReminderVerdict] {
    let size = try await campaign.size()
    return try await campaign.engine.remind(
      ReminderRequest(
        instances: units.map { Instance.id("drive", $0) }, role: role, text: text,
        isRepeated: again, job: job ?? Identifier("r\(size)"), identity: Campaign.by(person)))
  }

  private func told(_ verdicts: [ReminderVerdict]) -> [[PersonID]] {
    verdicts.map { if case .told(let people) = $0.result { people } else { [] } }
  }

  private func waiting(_ campaign: Campaign) async throws -> [Notice] {
    try await campaign.store.read { try $0.notices(NoticeQuery(isPending: true)) }
  }

  @Test func `a reminder goes to the nearest who may do what is waited for`() async throws {
    try await audited { campaign in
      let verdicts = try await remind(["G-1", "G-2"], campaign)

      #expect(told(verdicts) == [[Campaign.secretary], [Campaign.officer]])
      #expect(try await waiting(campaign).map(\.unit) == ["G-1", "G-2"])
    }
  }

  @Test func `another role can be addressed`() async throws {
    try await audited { campaign in
      let verdicts = try await remind(["G-1"], campaign, role: "guidance")

      #expect(told(verdicts) == [[Campaign.inspector]])
    }
  }

  @Test func `exactly those who have not acknowledged are found`() async throws {
    try await audited { campaign in
      try await campaign.send("acknowledge")

      let found = try await campaign.store.read {
        try $0.work(WorkFilter(isUnacknowledged: true), at: campaign.clock.now())
      }

      #expect(found.map(\.instance.id) == ["drive/G-2"])
    }
  }

  @Test func `exactly those whose deadline has passed are found`() async throws {
    try await audited { campaign in
      try await campaign.send("acknowledge")
      campaign.clock.advance(days: 9)

      let found = try await campaign.store.read { reader in
        [
          try reader.work(WorkFilter(isOverdue: true), at: campaign.clock.now()),
          try reader.work(WorkFilter(isNearDue: true), at: campaign.clock.now()),
        ].map { $0.map(\.instance.id) }
      }

      #expect(found == [["drive/G-2"], []])
    }
  }

  @Test func `nobody is reminded of the same twice a day`() async throws {
    try await audited { campaign in
      _ = try await remind(["G-1"], campaign)

      let again = try await remind(["G-1"], campaign)
      let size = try await campaign.size()
      campaign.clock.advance(days: 1)
      let tomorrow = try await remind(["G-1"], campaign)

      guard case .toldToday = again[0].result else {
        Issue.record("reminded again: \(again)")
        return
      }
      #expect(told(tomorrow) == [[Campaign.secretary]])
      #expect(try await campaign.size() == size + 1)
    }
  }

  @Test func `who is asked to is reminded twice a day`() async throws {
    try await audited { campaign in
      _ = try await remind(["G-1"], campaign)

      let again = try await remind(["G-1"], campaign, again: true)

      #expect(told(again) == [[Campaign.secretary]])
      #expect(try await waiting(campaign).count == 2)
    }
  }

  @Test func `a job that is run again reminds nobody twice`() async throws {
    try await audited { campaign in
      let first = try await remind(["G-1"], campaign, again: true, job: "j")

      let second = try await remind(["G-1", "G-2"], campaign, again: true, job: "j")

      #expect(told(second)[0] == told(first)[0])
      #expect(try await waiting(campaign).count == 2)
    }
  }

  @Test func `what is closed, or waits for nobody, is refused`() async throws {
    try await audited { campaign in
      try await campaign.send("excuse", as: Campaign.officer)

      let closed = try await remind(["G-1"], campaign)
      let nobody = try await remind(["G-2"], campaign, role: "auditor")

      for verdict in closed + nobody { #expect(!verdict.isAccepted) }
      #expect(try await waiting(campaign).isEmpty)
    }
  }

  @Test func `who holds no role reminds nobody`() async throws {
    try await audited { campaign in
      try await campaign.add(people: [Person(id: "p-guest", names: LocalizedText("Guest"))])

      let verdicts = try await remind(["G-1"], campaign, as: "p-guest")

      #expect(!verdicts[0].isAccepted)
    }
  }

  @Test func `what was written stays out of the leaf`() async throws {
    try await audited { campaign in
      _ = try await remind(["G-1"], campaign, text: "王丽请尽快")

      let leaf = try #require(try await campaign.entries(.reminded).first)
      let text = String(decoding: try leaf.canonical(), as: UTF8.self)
      #expect(!text.contains("王丽"))
      #expect(leaf.details["to"] == ["p-secretary"])
    }
  }

  // MARK: Letters

  @Test func `a person gets one letter with everything that waits`() async throws {
    try await audited { campaign in
      _ = try await remind(["G-1", "G-2"], campaign, text: "Please by Friday")
      _ = try await remind(["G-1"], campaign, role: "office")
      let box = Letterbox()

      let report = try await campaign.engine.deliverNotices(through: box)

      #expect(report.letters == 2)
      #expect(box.letters.map(\.person.id) == [Campaign.secretary, Campaign.officer])
      #expect(box.letters.map(\.notices.count) == [1, 1])
      #expect(box.letters[0].words.values.map { $0 } == ["Please by Friday"])
      #expect(try await waiting(campaign).isEmpty)
    }
  }

  @Test func `what was handed over is not handed over again`() async throws {
    try await audited { campaign in
      _ = try await remind(["G-1"], campaign)
      _ = try await campaign.engine.deliverNotices(through: Letterbox())
      let box = Letterbox()

      let report = try await campaign.engine.deliverNotices(through: box)

      #expect(report.letters == 0)
      #expect(box.letters.isEmpty)
    }
  }

  @Test func `nobody is reminded of what is done meanwhile`() async throws {
    try await audited { campaign in
      _ = try await remind(["G-1", "G-2"], campaign)
      campaign.clock.advance(days: 1)
      try await campaign.send("acknowledge")
      let box = Letterbox()

      let report = try await campaign.engine.deliverNotices(through: box)

      #expect(box.letters.map(\.person.id) == [Campaign.officer])
      #expect(report.settled == 1)
      #expect(try await waiting(campaign).isEmpty)
    }
  }

  @Test func `a crash before the entry has the same letter sent again under the same id`()
    async throws
  {
    try await audited { campaign in
      _ = try await remind(["G-1"], campaign)
      let box = Letterbox()
      let dying = Engine(store: CrashingStore(campaign.store, writes: 0), clock: campaign.clock)
      await #expect(throws: StoreError.unavailable("crashed")) {
        _ = try await dying.deliverNotices(through: box)
      }

      _ = try await campaign.engine.deliverNotices(through: box)

      #expect(box.letters.count == 2)
      #expect(Set(box.letters.map(\.id)).count == 1)
      #expect(try await waiting(campaign).isEmpty)
    }
  }

  @Test func `one who cannot be told waits, the others are told`() async throws {
    try await audited { campaign in
      _ = try await remind(["G-1", "G-2"], campaign)
      let box = Letterbox(refusing: [Campaign.secretary])

      let report = try await campaign.engine.deliverNotices(through: box)

      #expect(report.letters == 1)
      #expect(report.failures.map(\.person) == [Campaign.secretary])
      #expect(try await waiting(campaign).map(\.person) == [Campaign.secretary])
    }
  }

  @Test func `a server that is gone is not tried for every letter`() async throws {
    try await audited { campaign in
      _ = try await remind(["G-1", "G-2"], campaign)

      let report = try await campaign.engine.deliverNotices(through: Letterbox(limit: 0))

      #expect(report.failures.count == 1)
      #expect(try await waiting(campaign).count == 2)
    }
  }

  // MARK: Timers

  @Test func `the reminder of a deadline tells those who can act`() async throws {
    try await audited { campaign in
      campaign.clock.advance(days: 4)

      _ = try await campaign.engine.tick()

      let notices = try await waiting(campaign).filter { $0.unit == "G-1" }
      #expect(notices.map(\.person) == [Campaign.secretary])
      #expect(notices.map(\.cause) == [.nearDue])
      #expect(notices.map(\.state) == ["sent"])
    }
  }

  @Test func `a deadline that passes is escalated to the role above`() async throws {
    try await audited { campaign in
      campaign.clock.advance(days: 7)

      _ = try await campaign.engine.tick()

      let notices = try await waiting(campaign).filter { $0.cause == .escalated }
      #expect(notices.map(\.person) == [Campaign.inspector, Campaign.inspector])
      let leaf = try #require(
        try await campaign.entries(.timer).first { $0.event?.name == "deadline.sent" })
      #expect(leaf.details["escalated"] == "guidance")
      #expect(leaf.details["to"] == ["p-inspector"])
    }
  }

  @Test func `who acknowledged in time is neither reminded nor escalated`() async throws {
    try await audited { campaign in
      try await campaign.send("acknowledge")
      campaign.clock.advance(days: 7)

      _ = try await campaign.engine.tick()

      #expect(try await waiting(campaign).allSatisfy { $0.unit == "G-2" })
    }
  }

  @Test func `what was escalated stands among the tasks of who must see to it`() async throws {
    try await audited { campaign in
      let before = try await campaign.engine.tasks(of: Campaign.inspector)
      campaign.clock.advance(days: 7)

      let after = try await campaign.engine.tasks(of: Campaign.inspector)

      #expect(before.isEmpty)
      #expect(after.map(\.escalations) == [["sent"], ["sent"]])
    }
  }
}
