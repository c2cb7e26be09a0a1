import AuditLog
import FoundationEssentials
import Statechart
public import WorkflowEngine
import WorkflowTesting

/// A store in which tests of the W3C's suite are played as workflows of a unit: every session an
/// instance, every delay a row, every step an entry of the log.
public struct DurableStage: Sendable {
  private let engine: Engine
  private let clock: ManualClock

  /// - Parameter store: Empty.
  public init(_ store: any Store) async throws {
    clock = ManualClock()
    engine = Engine(store: store, clock: clock)
    try await engine.initialize(
      StoreInfo(
        origin: "conformance", isRehearsal: true, hasStrictIdentity: false, zone: "UTC",
        madeAt: clock.now()), identity: Self.tester)
    _ = try await engine.apply(
      Organisation(units: [
        Unit(code: Self.unit, parent: nil, level: 1, kind: "tester", names: LocalizedText("W3C"))
      ]), identity: Self.tester)
  }

  /// A place for the file of a store that is thrown away: in memory where the system has such files,
  /// since nobody waits there for a disk.
  public static var path: String {
    let memory = "/dev/shm"
    let folder =
      FileManager.default.isWritableFile(atPath: memory)
      ? memory : FileManager.default.temporaryDirectory.path
    return "\(folder)/conformance-\(UUID().uuidString).sqlite"
  }

  private static let unit: UnitCode = "w3c"
  private static let tester = Identity(actor: "tester", via: Leaf.Via(.cli))
  /// How many delayed events are delivered at most.
  private static let timerLimit = 1_000

  /// Plays a test on the clock of the store, which goes on where the test before it has ended.
  ///
  /// - Returns: What was seen instead of what is expected; nil where the test has passed.
  public func failure(of test: W3CTest) async -> String? {
    do {
      let workflow = try await engine.register(
        workflow: try test.workflowText(), files: try test.files(), identity: Self.tester)
      if test.expected == .refused { return "the document was not rejected" }
      let programme = Identifier("\(test.datamodel)-\(test.id)")
      let name = workflow.id.split(separator: " ").first.map { String($0) } ?? ""
      _ = try await engine.launch(
        LaunchRequest(
          workflow: Identifier(name), version: test.workflowVersion, programme: programme,
          units: [Self.unit], identity: Self.tester))
      try await runUntilQuiet(programme)
      return try await failure(of: test, in: programme)
    } catch let error as InvalidDocument {
      return test.failure(refused: error)
    } catch {
      return "\(error)"
    }
  }

  /// What an audit of everything that was played finds; empty where the log replays.
  public func faults(scratch: any Store) async throws -> [String] {
    try await Verifier(engine.store, scratch: scratch).verify().faults.map(\.message)
  }

  /// Lets time pass from one delayed event to the next, until nothing waits.
  private func runUntilQuiet(_ programme: ProgrammeName) async throws {
    for _ in 0..<Self.timerLimit {
      try await engine.drainOutbox()
      let next = try await engine.store.read { reader in
        try reader.timers(dueBy: .latest, limit: 100)
          .first { $0.instance.text.hasPrefix("\(programme)/") }
      }
      guard let next else { return }
      clock.set(to: max(clock.now(), next.due))
      _ = try await engine.tick()
    }
  }

  private func failure(of test: W3CTest, in programme: ProgrammeName) async throws -> String? {
    try await engine.store.read { reader in
      let instance = try reader.instance(Identifier("\(programme)/\(Self.unit)"))
      let entries = try reader.entries(EntryQuery(programme: programme, limit: 100_000))
      let log = entries.flatMap { ($0.entry.leaf.details["log"]?.array ?? []).compactMap(\.string) }
      let errors = entries.flatMap {
        ($0.entry.leaf.details["errors"]?.array ?? []).compactMap(\.string)
      }
      return test.failure(
        configuration: instance?.snapshot.active.map(\.text) ?? [],
        ended: instance?.status == .ended, log: log, errors: errors)
    }
  }
}

extension W3CTest {
  /// The document as a workflow: with a `d:workflow`, and a name where it has none.
  fileprivate func workflowText() throws -> [UInt8] {
    var text = try String(contentsOfFile: "\(folder)/test\(id).scxml", encoding: .utf8)
    guard let start = text.firstRange(of: "<scxml"),
      let end = text[start.upperBound...].firstIndex(of: ">")
    else { throw CocoaError(.fileReadCorruptFile) }
    text.insert(
      contentsOf: "<d:workflow xmlns:d=\"urn:docket:workflow:1\" version=\"\(workflowVersion)\""
        + " faults=\"executed\"/>", at: text.index(after: end))
    if !text[start.upperBound..<end].contains(" name=") {
      text.insert(contentsOf: " name=\"test\(id)\"", at: start.upperBound)
    }
    return Array(text.utf8)
  }

  /// Two documents of different data models, or of one name, are different workflows.
  fileprivate var workflowVersion: String { "\(datamodel).\(id)" }

  /// The files of the suite that belong to the test, whether or not its document names them.
  fileprivate func files() throws -> [Identifier: [UInt8]] {
    let number = id.prefix { $0.isNumber }
    var files: [Identifier: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name.hasPrefix("test\(number)") && name != "test\(id).scxml" {
      let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
      files[Identifier(name)] = [UInt8](bytes)
    }
    return files
  }
}
