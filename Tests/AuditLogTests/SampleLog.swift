import AuditLog

/// The entries of a small programme: two instances, one refusal, evidence, a timer, an erasure.
struct SampleLog {
  var entries: [Entry] = []

  static let document = Array("<scxml name=\"drive\"/>".utf8)

  static let minutes = Array("<minutes/>".utf8)

  private let workflow = Leaf.Workflow(
    name: "drive/整改", version: "2", sha256: .sha256(SampleLog.document))
  private var generator = SeededGenerator(seed: 11)

  init() {
    add(.initialized, nil, nil) { $0.leaf.details = ["format": 1] }
    add(.registered, nil, nil) {
      $0.leaf.subject = .init(type: "minutes", id: "m-7")
      $0.leaf.details["minutes"] = ["sha256": .string(Digest.sha256(Self.minutes).hex)]
      $0.secret("names", "李雷 <Lei>, \"L\"")
    }
    add(.started, "i1", 0)
    add(.started, "i2", 0)
    add(.refused, "i1", 0, "complete") {
      $0.leaf.missing = [["code": "evidence.missing"]]
      $0.secret("reason", "=1+1")
    }
    add(.evidenceAdded, "i1", 0, "docket.evidence") {
      $0.leaf.event?.data = ["kind": "session", "size": 3]
      $0.secret("sha256", Digest.sha256(Array("abc".utf8)).hex)
      $0.secret("name", "会议,记录.pdf")
    }
    add(.event, "i1", 1, "complete") {
      $0.leaf.transitions = [
        Leaf.Transition(source: "study", index: 0, event: "complete", targets: ["rectify"])
      ]
      $0.leaf.role = "secretary"
      $0.leaf.authority = "m-7#2"
      $0.secret("reason", "第一季度")
    }
    add(.timer, "i1", 1, "deadline.rectify") { $0.leaf.event?.id = "i1/deadline.rectify" }
    add(.timer, "i1", 1, "deadline.rectify") { $0.leaf.event?.id = "i1/deadline.rectify" }
    add(.suspended, "i2", 1, "docket.suspend")
    add(.erased, nil, nil) {
      $0.leaf.details = ["erased": [["field": "names", "entries": [1]]], "values": 1]
    }
    entries[1].payload.eraseAll()
  }

  /// Adds an entry an hour after the one before.
  mutating func add(
    _ kind: EntryKind, _ instance: String?, _ revision: Int?, _ event: String? = nil,
    build: (inout Entry.Draft) -> Void = { _ in }
  ) {
    let number = entries.count
    let at = Instant(millisecondsSinceEpoch: 1_693_800_000_000 + Int64(number) * 3_600_000)
    let subject = Leaf.Subject(type: instance == nil ? "store" : "instance", id: instance ?? "s")
    var salts = generator
    let entry = Entry(
      kind: kind, subject: subject, at: at, salts: { .random(using: &salts) },
      build: { draft in
        draft.leaf.instance = instance
        draft.leaf.revision = revision
        if instance != nil { (draft.leaf.unit, draft.leaf.workflow) = ("G-1", workflow) }
        draft.leaf.actor = "p101"
        draft.leaf.event = event.map { Leaf.Event(name: $0, id: "e\(number)") }
        build(&draft)
      })
    generator = salts
    entries.append(entry)
  }

  /// The bytes of every leaf.
  func leaves() throws -> [[UInt8]] { try entries.map { try $0.leaf.canonical() } }
}
