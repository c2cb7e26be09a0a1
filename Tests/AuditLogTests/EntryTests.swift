import AuditLog
import Testing

@Suite struct EntryTests {
  /// An entry with a reason and a comment, salted from a seed.
  private func entry(seed: UInt64 = 1) -> Entry {
    var generator = SeededGenerator(seed: seed)
    func salt() -> Salt { .random(using: &generator) }
    return Entry(
      kind: .event, subject: .init(type: "instance", id: "i1"),
      at: Instant(millisecondsSinceEpoch: 0), salts: salt
    ) {
      $0.leaf.actor = "p-7"
      $0.secret("reason", "张三 is ill.")
      $0.secret("comment", "ill")
      $0.secret("note", nil)
    }
  }

  @Test func `a secret stands in the payload and not in the leaf`() throws {
    let entry = entry()

    let leaf = String(decoding: try entry.leaf.canonical(), as: UTF8.self)

    #expect(entry.payload["reason"] == "张三 is ill.")
    #expect(!leaf.contains("ill"))
    #expect(entry.leaf.reason == entry.payload.secrets["reason"]?.commitment)
    #expect(entry.leaf.commitments.keys == ["comment", "reason"])
  }

  @Test func `a commitment is the hash of salt and value`() throws {
    let salt = try #require(Salt(hex: "000102030405060708090a0b0c0d0e0f"))

    let commitment = Commitment(to: "abc", salt: salt)

    #expect(commitment.digest == Digest.sha256(salt.bytes + Array("abc".utf8)))
    #expect(commitment.matches("abc", salt: salt))
    #expect(!commitment.matches("abd", salt: salt))
    #expect(!commitment.matches("abc", salt: .random()))
  }

  @Test func `the same secrets and salts make the same entry`() throws {
    #expect(entry() == entry())
    #expect(entry(seed: 1).leaf != entry(seed: 2).leaf)
  }

  @Test func `every secret has a salt of its own`() {
    let secrets = entry().payload.secrets.values

    #expect(Set(secrets.map(\.salt)).count == 2)
  }

  @Test func `an entry as it was made is in order`() {
    #expect(entry().verify().isEmpty)
    #expect(entry().erasedFields.isEmpty)
  }

  @Test func `a value that was erased leaves the leaf as it was`() throws {
    var entry = entry()
    let hash = try entry.leaf.hash()

    entry.payload.erase("reason")

    #expect(try entry.leaf.hash() == hash)
    #expect(entry.verify().isEmpty)
    #expect(entry.erasedFields == ["reason"])
    #expect(entry.payload["comment"] == "ill")
  }

  @Test func `a payload that was erased as a whole is in order`() {
    var entry = entry()

    entry.payload.eraseAll()

    #expect(entry.verify().isEmpty)
    #expect(entry.erasedFields == ["comment", "reason"])
    #expect(entry.payload.isEmpty)
  }

  @Test func `a value that was changed is named`() {
    var entry = entry()

    entry.payload.secrets["reason"]?.value.append(" Really.")

    #expect(entry.verify() == [.altered(field: "reason")])
  }

  @Test func `a salt that was changed is named`() {
    var entry = entry()

    entry.payload.secrets["comment"]?.salt = .random()

    #expect(entry.verify() == [.altered(field: "comment")])
  }

  @Test func `two values that changed places are named`() {
    var entry = entry()
    let secrets = entry.payload.secrets

    entry.payload.secrets["reason"] = secrets["comment"]
    entry.payload.secrets["comment"] = secrets["reason"]

    #expect(entry.verify() == [.altered(field: "comment"), .altered(field: "reason")])
  }

  @Test func `a value that was added later is named`() {
    var entry = entry()

    entry.payload.secrets["name"] = .init(value: "李四", salt: .random())

    #expect(entry.verify() == [.extra(field: "name")])
  }

  @Test func `a value in another normalization is not the one that was recorded`() {
    var entry = Entry(
      kind: .event, subject: .init(type: "instance", id: "i1"),
      at: Instant(millisecondsSinceEpoch: 0)
    ) {
      $0.secret("reason", "caf\u{E9}")
    }

    entry.payload.secrets["reason"]?.value = "cafe\u{301}"

    #expect(entry.verify() == [.altered(field: "reason")])
  }

  @Test(arguments: 0..<50)
  func `every payload reads back with the same bytes`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let payload = Payload(
      Members(
        randomList(using: &generator) {
          (randomText(using: &$0), .init(value: randomText(using: &$0), salt: .random(using: &$0)))
        }))

    let back = try Payload(canonical: payload.canonical)

    #expect(back == payload, "seed \(seed)")
    #expect(back.canonical == payload.canonical, "seed \(seed)")
  }

  @Test(arguments: [
    ("", "", "entry.json"),
    ("[]", "", "entry.member.type"),
    (#"{"reason":1}"#, "reason", "entry.member.type"),
    (#"{"reason":{"value":"x"}}"#, "reason.salt", "entry.member.missing"),
    (#"{"reason":{"salt":"00","value":"x"}}"#, "reason.salt", "entry.member.type"),
    (#"{"reason":{"colour":"x"}}"#, "reason.colour", "entry.member.unknown"),
    ("{ }", "", "entry.canonical"),
  ])
  func `bytes that are not a payload are refused with the place`(
    text: String, path: String, code: String
  ) {
    let error = #expect(throws: InvalidEntry.self) { try Payload(canonical: Array(text.utf8)) }

    #expect(error?.path == path)
    #expect(error?.reason.rawValue == code)
  }

  @Test func `building passes on what went wrong`() {
    struct Interrupted: Error {}

    #expect(throws: Interrupted.self) {
      try Entry(
        kind: .event, subject: .init(type: "instance", id: "i1"),
        at: Instant(millisecondsSinceEpoch: 0)
      ) { _ in throw Interrupted() }
    }
  }

  @Test func `a salt has 16 bytes`() {
    #expect(Salt(bytes: [UInt8](repeating: 0, count: 15)) == nil)
    #expect(Salt(bytes: [UInt8](repeating: 0, count: 17)) == nil)
    #expect(Salt(hex: String(repeating: "0", count: 34)) == nil)
    #expect(Salt.random() != Salt.random())
  }
}
