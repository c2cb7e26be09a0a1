import AuditLog
import Testing

@Suite struct LeafTests {
  let noon = Instant(millisecondsSinceEpoch: 1_694_174_400_000)
  let subject = Leaf.Subject(type: "instance", id: "i1")

  @Test func `a leaf has the documented bytes`() throws {
    var leaf = Leaf(kind: .event, subject: subject, at: noon)
    leaf.instance = "i1"
    leaf.revision = 3
    leaf.workflow = .init(name: "drive", version: "2023.2", sha256: .sha256([]))
    leaf.event = .init(name: "complete", id: "e-1", data: ["score": 4.5])
    leaf.actor = "p-7"
    leaf.via = .init(.cli, user: "li")
    leaf.authority = "m-1#d-2"
    leaf.before = ["study"]
    leaf.after = ["investigate"]
    leaf.transitions = [.init(source: "study", index: 0, event: "complete", targets: ["x"])]
    leaf.facts = [.init(query: "d:items('p')", answer: 0, digest: .sha256([]), position: 12)]

    let text = String(decoding: try leaf.canonical(), as: UTF8.self)

    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    #expect(
      text == #"{"actor":"p-7","after":["investigate"],"at":"2023-09-08T12:00:00.000Z","#
        + #""authority":"m-1#d-2","before":["study"],"#
        + #""event":{"data":{"score":4.5},"id":"e-1","name":"complete"},"#
        + #""facts":[{"answer":0,"digest":"\#(empty)","position":12,"query":"d:items('p')"}],"#
        + #""instance":"i1","kind":"event","revision":3,"#
        + #""subject":{"id":"i1","type":"instance"},"#
        + #""transitions":[{"event":"complete","index":0,"source":"study","targets":["x"]}],"#
        + #""v":1,"via":{"channel":"cli","user":"li"},"#
        + #""workflow":{"name":"drive","sha256":"\#(empty)","version":"2023.2"}}"#)
  }

  @Test(arguments: 0..<200)
  func `every leaf reads back with the same bytes`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let leaf = Leaf.random(using: &generator)

    let bytes = try leaf.canonical()
    let back = try Leaf(canonical: bytes)

    #expect(back == leaf, "seed \(seed)")
    #expect(try back.canonical() == bytes, "seed \(seed)")
  }

  @Test func `a kind that is not known is kept`() throws {
    let leaf = Leaf(kind: EntryKind("cosigned"), subject: subject, at: noon)

    let back = try Leaf(canonical: try leaf.canonical())

    #expect(back.kind.rawValue == "cosigned")
    #expect(!EntryKind.known.contains(back.kind))
  }

  @Test func `the largest leaf has 65,535 bytes`() throws {
    var leaf = Leaf(kind: .event, subject: subject, at: noon)
    leaf.role = ""
    let rest = Leaf.maximumByteCount - (try leaf.canonical().count)

    leaf.role = String(repeating: "x", count: rest)
    let largest = try leaf.canonical()
    leaf.role?.append("x")

    #expect(largest.count == 65_535)
    #expect(try Leaf(canonical: largest).role?.count == rest)
    #expect(throws: EntryTooLarge.bytes(65_536)) { try leaf.canonical() }
  }

  @Test func `the deepest data that a user may send fit into a leaf`() throws {
    let deep = try JSON(
      parsing: String(repeating: "[", count: 128) + String(repeating: "]", count: 128))
    var leaf = Leaf(kind: .event, subject: subject, at: noon)

    leaf.event = .init(name: "complete", id: "e-1", data: deep)

    #expect(try Leaf(canonical: try leaf.canonical()) == leaf)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `leaves are equal exactly when what they say is`(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let leaf = try Leaf(json: Leaf.random(using: &generator).json)
    let members = try #require(leaf.json.object)
    let others = try #require(Leaf.random(using: &generator).json.object)

    #expect(leaf == (try Leaf(json: leaf.json)))
    for name in Set(members.keys + others.keys) {
      var changed = members
      changed[name] = others[name]
      guard let other = try? Leaf(json: .object(changed)) else { continue }
      #expect((leaf == other) == (leaf.json == other.json), "member \(name)")
    }
  }

  @Test func `data that are nested without end do not fit into a leaf`() {
    var leaf = Leaf(kind: .event, subject: subject, at: noon)
    leaf.missing = [(0..<200).reduce(JSON.null) { json, _ in [json] }]

    #expect(throws: EntryTooLarge.depth(202)) { try leaf.canonical() }
  }

  static let small = #""kind":"event","subject":{"id":"i","type":"t"}"#
  static let valid = #"{"at":"2023-09-08T12:00:00.000Z",\#(small),"v":1}"#

  @Test func `the smallest leaf has a version, a kind, a subject and a time`() throws {
    let leaf = try Leaf(canonical: Array(Self.valid.utf8))

    #expect(leaf == Leaf(kind: .event, subject: .init(type: "t", id: "i"), at: noon))
  }

  @Test(arguments: [
    ("[]", "", "entry.member.type"),
    ("{}", "v", "entry.member.missing"),
    ("{", "", "entry.json"),
    (#"{"v":1,"v":1}"#, "", "entry.json"),
    (#"{"v":2}"#, "v", "entry.version"),
    (#"{"v":"1"}"#, "v", "entry.member.type"),
    (#"{"v":1}"#, "kind", "entry.member.missing"),
    (#"{"kind":"event","v":1}"#, "subject", "entry.member.missing"),
    (#"{"kind":"event","subject":{},"v":1}"#, "subject.type", "entry.member.missing"),
    (
      #"{"kind":"event","subject":{"id":"i","type":"t","x":1},"v":1}"#, "subject.x",
      "entry.member.unknown"
    ),
    (#"{\#(small),"v":1}"#, "at", "entry.member.missing"),
    (#"{"at":"noon",\#(small),"v":1}"#, "at", "entry.member.type"),
    (#"{"at":"2023-09-08T12:00:00Z",\#(small),"v":1}"#, "", "entry.canonical"),
    (#"{"at":"2023-09-08T20:00:00.000+08:00",\#(small),"v":1}"#, "", "entry.canonical"),
    (valid + "\n", "", "entry.canonical"),
    (valid.replacing("\"v\":1", with: "\"v\":1.0"), "", "entry.canonical"),
    (valid.replacing("\"v\":1", with: "\"index\":7,\"v\":1"), "index", "entry.member.unknown"),
    (valid.replacing("{\"at\"", with: "{\"actor\":null,\"at\""), "actor", "entry.member.type"),
    (valid.replacing("{\"at\"", with: "{\"after\":[],\"at\""), "", "entry.canonical"),
    (
      valid.replacing("{\"at\"", with: "{\"after\":[\"a\",1],\"at\""), "after[1]",
      "entry.member.type"
    ),
    (
      valid.replacing("\"v\":1", with: "\"facts\":[{}],\"v\":1"), "facts[0].query",
      "entry.member.missing"
    ),
    (
      valid.replacing("\"v\":1", with: "\"commitments\":{\"reason\":\"clear\"},\"v\":1"),
      "commitments.reason", "entry.member.type"
    ),
  ])
  func `bytes that are not a leaf are refused with the place`(
    text: String, path: String, code: String
  ) {
    let error = #expect(throws: InvalidEntry.self) { try Leaf(canonical: Array(text.utf8)) }

    #expect(error?.path == path)
    #expect(error?.reason.rawValue == code)
  }

  @Test func `a fact keeps its first twenty exceptions`() {
    let units = (1...50).map { "u\($0)" }

    let fact = Leaf.Fact(
      query: "children", answer: 50, exceptions: units, digest: .sha256([]), position: 0)

    #expect(fact.exceptions == Array(units.prefix(20)))
  }

  @Test func `ids that differ only in normalization are two subjects`() {
    #expect(
      Leaf.Subject(type: "unit", id: "caf\u{E9}") != Leaf.Subject(type: "unit", id: "cafe\u{301}"))
    #expect(EntryKind("caf\u{E9}") != EntryKind("cafe\u{301}"))
  }

  @Test func `the hash is that of a leaf of RFC 6962`() throws {
    let leaf = Leaf(kind: .event, subject: subject, at: noon)

    #expect(try leaf.hash() == Digest.sha256([0x00] + (try leaf.canonical())))
  }
}
