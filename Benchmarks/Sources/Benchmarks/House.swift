import AuditLog
import Foundation
import SQLiteStore
import Statechart
import WorkflowEngine

/// The organisation that stores are measured with: a group, branches of a hundred units each, and the
/// workflow `rectification-drive`, which has deadlines, reminders, roles and XPath data.
struct House: Sendable {
  let units: Int

  static let programme: ProgrammeName = "drive"
  static let officer = Identity(actor: "p-office", via: Leaf.Via(.cli, user: "bench"))
  static let secretary = Identity(actor: "p-secretary", via: Leaf.Via(.cli, user: "bench"))
  static let start = Instant(millisecondsSinceEpoch: 1_700_000_000_000)

  struct FixedClock: Clock {
    var time: Instant
    func now() -> Instant { time }
  }

  static func unit(_ number: Int) -> UnitCode { Identifier("U-\(number)") }

  /// An engine on the first day of the programme, or so many days later.
  static func engine(_ store: any Store, day: Int64 = 0) -> Engine {
    Engine(
      store: store,
      clock: FixedClock(time: start.advanced(byMilliseconds: day * 86_400_000)))
  }

  var organisation: Organisation {
    var units = [Unit(code: "G", parent: nil, level: 1, kind: "group", names: LocalizedText("集团"))]
    for branch in 0...(self.units / 100) {
      units.append(
        Unit(
          code: Identifier("B-\(branch)"), parent: "G", level: 2, kind: "branch",
          names: LocalizedText("第\(branch)分部")))
    }
    for number in 0..<self.units {
      units.append(
        Unit(
          code: Self.unit(number), parent: Identifier("B-\(number / 100)"), level: 3,
          kind: "institute", names: LocalizedText("第\(number)研究所")))
    }
    return Organisation(
      units: units,
      people: [
        Person(id: Self.officer.actor, names: LocalizedText("Office")),
        Person(id: Self.secretary.actor, names: LocalizedText("王丽"), post: "书记"),
      ],
      assignments: [
        Assignment(role: "office", person: Self.officer.actor, unit: "G"),
        Assignment(role: "secretary", person: Self.secretary.actor, unit: "G"),
      ],
      calendars: [])
  }

  /// Registers the organisation and the workflows.
  func found(_ engine: Engine) async throws {
    try await engine.initialize(
      StoreInfo(
        origin: "bench.example/log", isRehearsal: true, hasStrictIdentity: false,
        zone: "Asia/Shanghai", madeAt: Self.start), identity: Self.officer)
    for name in ["rectification-item", "rectification-drive"] {
      let folder = FileManager.default.currentDirectoryPath + "/workflows/"
      let text = try Data(contentsOf: URL(fileURLWithPath: folder + name + ".scxml"))
      _ = try await engine.register(workflow: Array(text), identity: Self.officer)
    }
    _ = try await engine.apply(organisation, identity: Self.officer)
  }

  /// Launches units as a batch.
  func launch(_ units: Range<Int>, batch: Int = 1, _ engine: Engine) async throws {
    _ = try await engine.launch(
      LaunchRequest(
        workflow: "rectification-drive", programme: Self.programme, batch: batch,
        units: units.map(Self.unit), identity: Self.officer))
  }

  /// The event that every unit's secretary sends first.
  static func acknowledgement(of number: Int) -> EventRequest {
    EventRequest(
      instance: Instance.id(programme, unit(number)), name: "acknowledge",
      id: Identifier("job/\(number)"), identity: secretary)
  }

  /// Makes a store in a file.
  func make(_ path: String, _ body: (Engine) async throws -> Void = { _ in }) async throws {
    let store = try await SQLiteStore.create(at: path)
    let engine = Self.engine(store)
    try await found(engine)
    try await body(engine)
    try await store.close()
  }
}
