import Testing

@testable import AuditLog

/// The quick way and the strict way from bytes to leaves and payloads.
@Suite struct CanonicalReaderTests {
  @Test func `a leaf with every member is read the quick way`() throws {
    let leaf = try Self.complete()

    let read = try Leaf.read(try leaf.canonical())

    #expect(read == leaf)
  }

  @Test func `a payload is read the quick way`() throws {
    let payload = Payload([
      "name": .init(value: "研讨记录.pdf", salt: .random()),
      "reason": .init(value: "", salt: .random()),
    ])

    #expect(try Payload.read(payload.canonical) == payload)
    #expect(try Payload.read(Payload().canonical) == Payload())
  }

  @Test(arguments: 0..<300)
  func `what is read the quick way is what the strict parser reads`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let leaf = try Bool.random(using: &generator) ? Self.complete() : .random(using: &generator)
    let bytes = try leaf.canonical()

    for _ in 0..<40 {
      let changed = Self.changed(bytes, using: &generator)
      guard let quick = try? Leaf.read(changed) else { continue }
      let strict = try Leaf(strictly: changed)
      #expect(quick == strict, "seed \(seed): \(String(decoding: changed, as: UTF8.self))")
    }
  }

  @Test(arguments: 0..<100)
  func `a payload that is read the quick way is what the strict parser reads`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let secrets = randomList(using: &generator) { generator in
      let salt = Salt.random(using: &generator)
      return (
        randomText(using: &generator),
        Payload.Secret(value: randomText(using: &generator), salt: salt)
      )
    }
    let bytes = Payload(Members(secrets)).canonical

    for _ in 0..<40 {
      let changed = Self.changed(bytes, using: &generator)
      guard let quick = try? Payload.read(changed) else { continue }
      let strict = try Payload(strictly: changed)
      #expect(quick == strict, "seed \(seed): \(String(decoding: changed, as: UTF8.self))")
    }
  }

  @Test(arguments: [
    #"{"v":1}"#, #"{"at":"2023-09-08T12:00:00.000Z","kind":"event","v":1}"#, "", "{", "null",
    "{}{}", #"{"at":"2023-02-29T12:00:00.000Z"}"#,
  ])
  func `bytes that are no leaf are left to the strict parser`(text: String) {
    #expect(throws: CanonicalReader.Unexpected.self) { try Leaf.read(Array(text.utf8)) }
    #expect(throws: InvalidEntry.self) { try Leaf(canonical: Array(text.utf8)) }
  }

  @Test func `eight characters are hexadecimal digits if each of them is a lower-case one`() {
    let zero = UInt64(0x3030_3030_3030_3030)
    for byte in UInt8.min...UInt8.max {
      let digit = Array("0123456789abcdef".utf8).firstIndex(of: byte)
      for place in 0..<8 {
        let digits = zero & ~(0xFF << (8 * place)) | UInt64(byte) << (8 * place)
        #expect(valueOfHexadecimalDigits(digits) == digit.map { UInt64($0) << (4 * place) })
      }
    }
    #expect(valueOfHexadecimalDigits(0x3961_6266_3031_3233) == 0x9ABF_0123)
  }

  /// The bytes as they are, or with a part changed, removed, repeated or moved.
  private static func changed(
    _ bytes: [UInt8], using generator: inout some RandomNumberGenerator
  ) -> [UInt8] {
    guard !bytes.isEmpty else { return bytes }
    var bytes = bytes
    let start = Int.random(in: 0..<bytes.count, using: &generator)
    let range = start..<min(bytes.count, start + .random(in: 1...12, using: &generator))
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return bytes
    case 1: bytes[start] = .random(in: 0...255, using: &generator)
    case 2:
      bytes[start] = Array(#"{}[]",:0129-.eZTtfnull\ "#.utf8).randomElement(using: &generator)!
    case 3: bytes.removeSubrange(range)
    case 4: bytes.insert(contentsOf: bytes[range], at: start)
    default:
      let part = bytes[range]
      bytes.removeSubrange(range)
      bytes.insert(contentsOf: part, at: .random(in: 0...bytes.count, using: &generator))
    }
    return bytes
  }

  /// A leaf with all of its members, without a character that is escaped.
  private static func complete() throws -> Leaf {
    var leaf = Leaf(
      kind: .event, subject: .init(type: "instance", id: "整改/G-1"),
      at: Instant(millisecondsSinceEpoch: 1_694_174_400_001))
    leaf.instance = "整改/G-1"
    leaf.revision = 3
    leaf.parent = "整改/G"
    leaf.programme = "整改"
    leaf.batch = "2"
    leaf.unit = "G-1"
    leaf.workflow = .init(name: "drive", version: "2023.2", sha256: .sha256([]))
    leaf.event = .init(
      name: "complete", id: "e-1",
      data: ["count": -14, "list": [0, true, false, []], "object": [:], "text": "é"])
    leaf.content = .sha256([1])
    leaf.actor = "p-7"
    leaf.via = .init(.cli, user: "li")
    leaf.authenticated = "login"
    leaf.onBehalfOf = "p-8"
    leaf.role = "secretary"
    leaf.authority = "m-1#d-2"
    leaf.due = .earliest
    leaf.delivered = .latest
    leaf.before = ["study"]
    leaf.after = ["investigate", "研究"]
    leaf.transitions = [
      .init(source: "study", index: 0, event: "complete", targets: ["x", "y"]),
      .init(source: "x", index: 10),
    ]
    leaf.exited = ["study"]
    leaf.entered = ["investigate"]
    leaf.snapshot = .sha256([2])
    leaf.facts = [
      .init(query: "items", answer: .null, exceptions: ["G"], digest: .sha256([3]), position: 12),
      .init(query: "count", answer: 999_999_999_999_999, digest: .sha256([3]), position: 0),
    ]
    leaf.missing = [["code": "role"], "x"]
    leaf.details = ["due": ["study": "2023-09-08T12:00:00.000Z"], "\u{FFFD}": 1, "😀": 2]
    leaf.commitments = ["reason": Commitment(digest: .sha256([4]))]
    return leaf
  }
}
