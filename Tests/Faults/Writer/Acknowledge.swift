import AuditLog
import Glibc
import SQLiteStore
import Statechart
import WorkflowEngine

/// A process that writes to a store and says what it was told, so that a test can take the power,
/// the disk or the process away from it and ask afterwards what is left.
///
///     acknowledge make STORE
///     acknowledge send STORE ACK FIRST COUNT
///     acknowledge contend STORE NAME COUNT
///
/// `send` sends the events `e-FIRST`, `e-FIRST+1`, …, and adds the number of each to the file ACK
/// when it was accepted. `contend` has its event accepted COUNT times by an instance that others
/// want, too. Each line on standard output is what became of one: `accepted NUMBER INDEX`,
/// `repeated NUMBER INDEX`, `unknown NUMBER REASON`, `refused NUMBER REASON`, `won REVISION`.
@main enum Acknowledge {
  static func main() async throws {
    // A limit of the file's size is an error like another.
    signal(SIGXFSZ, SIG_IGN)
    let words = Array(CommandLine.arguments.dropFirst())
    switch words.first {
    case "make": try await make(at: words[1])
    case "send":
      try await Sender(store: words[1], ack: words[2]).send(
        from: Int(words[3]) ?? 0, count: Int(words[4]) ?? 0)
    case "contend": try await contend(words[1], as: words[2], count: Int(words[3]) ?? 0)
    default: fatalError("acknowledge make|send|contend")
    }
  }

  static let units = 10
  static let identity = Identity(actor: "p-1", via: Leaf.Via(.cli, user: "tester"))

  private static let workflow = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="round" datamodel="xpath" initial="a">
      <d:workflow version="1"/>
      <datamodel><data id="rounds" expr="0"/></datamodel>
      <state id="a"><d:stage/><d:deadline after="P9D"/>
        <transition event="go" target="b">
          <assign location="$rounds" expr="$rounds + 1"/>
        </transition>
      </state>
      <state id="b"><d:stage/><transition event="go" target="a"/></state>
    </scxml>
    """

  private static func make(at path: String) async throws {
    let store = try await SQLiteStore.create(at: path)
    let engine = Engine(store: store, clock: SystemClock())
    try await engine.initialize(
      StoreInfo(
        origin: "test.example/faults", isRehearsal: true, hasStrictIdentity: false,
        zone: "Asia/Shanghai", madeAt: engine.clock.now()), identity: identity)
    let units = (0..<units).map { number in
      Unit(
        code: Identifier("u-\(number)"), parent: nil, level: 1, kind: "institute",
        names: LocalizedText("第\(number)所"))
    }
    _ = try await engine.apply(
      Organisation(units: units, people: [], assignments: [], calendars: []), identity: identity)
    _ = try await engine.register(workflow: Array(workflow.utf8), identity: identity)
    _ = try await engine.launch(
      LaunchRequest(
        workflow: "round", programme: "drive", units: units.map(\.code), identity: identity))
    try await store.close()
  }

  /// Wins COUNT revisions of one instance against others.
  private static func contend(_ path: String, as name: String, count: Int) async throws {
    let store = try SQLiteStore.open(at: path, timeout: 60)
    let engine = Engine(store: store, clock: SystemClock())
    let instance = Identifier("drive/u-0")
    var won = 0
    while won < count {
      let revision = try await store.read { try $0.instance(instance)?.revision }
      let request = EventRequest(
        instance: instance, name: "go", id: Identifier("\(name)-\(revision ?? 0)"),
        identity: identity, revision: revision)
      do {
        let answer = try await engine.send(request)
        guard answer.verdict == .accepted, !answer.isRepeat else { continue }
        won += 1
        say("won \((revision ?? 0) + 1)")
      } catch RequestError.revisionMoved {
        continue
      }
    }
    try await store.close()
  }

  /// One line, in one piece, at once.
  static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
  }
}

/// Sends one event after the other and acknowledges each in a file.
struct Sender {
  let path: String
  private let ack: Int32

  init(store: String, ack: String) {
    path = store
    self.ack = unsafe open(ack, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    precondition(self.ack >= 0, "the acknowledgements cannot be written")
  }

  func send(from first: Int, count: Int) async throws {
    var store = try opened()
    for number in first..<first + count {
      var isSettled = false
      while !isSettled {
        do {
          try acknowledge(number, try await answer(number, in: store))
          isSettled = true
        } catch StoreError.unavailable("the disk is full") {
          Acknowledge.say("refused \(number) the disk is full")
          exit(7)
        } catch let error as StoreError {
          // What the engine asks of whoever gets an unknown outcome: open the store again, and the
          // same request.
          Acknowledge.say("\(error.isUnknown ? "unknown" : "failed") \(number) \(error)")
          try? await store.close()
          store = try opened()
        }
      }
    }
    try await store.close()
  }

  /// A disk with errors may need more than one try.
  private func opened() throws -> SQLiteStore {
    for _ in 0..<20 {
      if let store = try? SQLiteStore.open(at: path) { return store }
    }
    return try SQLiteStore.open(at: path)
  }

  private func answer(_ number: Int, in store: SQLiteStore) async throws -> Answer {
    try await Engine(store: store, clock: SystemClock()).send(
      EventRequest(
        instance: Identifier("drive/u-\(number % Acknowledge.units)"), name: "go",
        id: Identifier("e-\(number)"), identity: Acknowledge.identity))
  }

  private func acknowledge(_ number: Int, _ answer: Answer) throws {
    let line = Array("\(number)\n".utf8)
    let written = unsafe line.withUnsafeBytes { unsafe write(ack, $0.baseAddress, $0.count) }
    precondition(written == line.count, "the acknowledgement was not written")
    Acknowledge.say("\(answer.isRepeat ? "repeated" : "accepted") \(number) \(answer.index ?? -1)")
  }
}

extension StoreError {
  fileprivate var isUnknown: Bool {
    if case .unknownOutcome = self { true } else { false }
  }
}

struct SystemClock: Clock {
  func now() -> Instant {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Instant(
      millisecondsSinceEpoch: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
