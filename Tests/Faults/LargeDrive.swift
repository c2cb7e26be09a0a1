import AuditLog
import Foundation
import SQLiteStore
import Statechart
import WorkflowEngine
import WorkflowTesting

/// A store in which every unit of a generated organisation was launched by minutes. Each instance
/// takes `go` twice, so that what is sent twice shows.
struct LargeDrive {
  static let office = Identity(actor: "p-office", via: Leaf.Via(.cli, user: "tester"))
  static let clock = StandingClock()

  let folder: Folder
  let units: [UnitCode]
  var path: String { folder.file("docket.sqlite") }

  private static let workflow = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="drive" datamodel="xpath" initial="a">
      <d:workflow version="1"><d:role id="office"/></d:workflow>
      <state id="a"><d:stage/><d:deadline after="P9D"/>
        <transition event="go" target="b"><d:allow role="office"/></transition>
      </state>
      <state id="b"><d:stage/><d:deadline after="P9D"/>
        <transition event="go" target="c"><d:allow role="office"/></transition>
      </state>
      <state id="c"><d:stage/></state>
    </scxml>
    """

  /// - Parameter watch: Sees each transaction of the launch.
  init(_ folder: Folder, units count: Int, seed: UInt64, watch: ChunkWatch? = nil) async throws {
    self.folder = folder
    let organisation = LargeOrganisation(units: count, seed: seed).organisation
    units = organisation.units.map(\.code)
    let store = try await SQLiteStore.create(at: folder.file("docket.sqlite"))
    let engine = Engine(store: store, clock: Self.clock)
    try await engine.initialize(
      StoreInfo(
        origin: "test.example/large", isRehearsal: true, hasStrictIdentity: false,
        zone: "Asia/Shanghai", madeAt: Self.clock.now()), identity: Self.office)
    _ = try await engine.apply(organisation, identity: Self.office)
    _ = try await engine.register(workflow: Array(Self.workflow.utf8), identity: Self.office)
    let text = Array("<minutes id=\"m-1\"/>".utf8)
    let launch = LaunchOrder(
      workflow: "drive", programme: "drive", batch: 1, window: DateWindow(), predicate: "true()")
    _ = try await engine.register(
      minutes: MinutesSubmission(
        record: MinutesRecord(
          id: "m-1", titles: LocalizedText("会议纪要"), issuer: LocalizedText("集团"), number: "1",
          date: PartialDate(CalendarDate(dayNumber: 19_600)), digest: Digest.sha256(text)),
        orders: MinutesOrders(
          id: "m-1",
          decisions: [
            Decision(id: "d-1", text: LocalizedText("启动"), orders: [.launch(launch)])
          ]), text: text), identity: Self.office)
    _ = try await engine.approve(minutes: "m-1", identity: Self.office)
    let watched = Engine(store: watch?.watching(store) ?? store, clock: Self.clock)
    _ = try await watched.enact(minutes: "m-1", identity: Self.office)
    try await store.close()
  }

  func instance(of unit: UnitCode) -> InstanceID { Instance.id("drive", unit) }

  /// A sheet for `advance --from` with a line for each unit.
  func sheet(named name: String) throws -> String {
    let lines = units.enumerated().map { "\($1),go,第\($0)条\n" }
    try Data(("unit,event,reason\n" + lines.joined()).utf8).write(
      to: URL(fileURLWithPath: folder.file(name)))
    return name
  }

  /// The accepted events of a job: how many each instance has.
  func accepted(of job: String) async throws -> [InstanceID: Int] {
    let store = try SQLiteStore.open(at: path)
    let entries = try await store.read { reader in
      try reader.entries(EntryQuery(kinds: [EntryKind.event.rawValue], limit: .max))
    }
    try await store.close()
    let instances = entries.compactMap { logged -> InstanceID? in
      guard logged.entry.leaf.event?.id.hasPrefix(job + "/") == true else { return nil }
      return logged.entry.leaf.instance.map { Identifier($0) }
    }
    return Dictionary(instances.map { ($0, 1) }, uniquingKeysWith: +)
  }
}

/// How many transactions something takes, and how many entries the largest of them adds.
final class ChunkWatch: Sendable {
  struct Count: Sendable {
    var transactions = 0
    var largest = 0
  }

  private let counts = Counts()

  var count: Count { get async { await counts.count } }

  func watching(_ store: any Store) -> any Store { Watched(store: store, counts: counts) }

  private actor Counts {
    var count = Count()

    func add(_ entries: Int) {
      guard entries > 0 else { return }
      count.transactions += 1
      count.largest = max(count.largest, entries)
    }
  }

  private struct Watched: Store {
    let store: any Store
    let counts: Counts

    func read<Answer: Sendable>(
      _ body: @Sendable (any StoreReader) throws -> Answer
    ) async throws -> Answer { try await store.read(body) }

    func write<Answer: Sendable>(
      _ body: @Sendable (any StoreTransaction) throws -> Answer
    ) async throws -> Answer {
      let (answer, added) = try await store.write { transaction in
        let before = try transaction.tree().size
        let answer = try body(transaction)
        return (answer, try transaction.tree().size - before)
      }
      await counts.add(added)
      return answer
    }

    func view() async throws -> any StoreView { try await store.view() }
  }
}
