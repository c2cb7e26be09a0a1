import AuditLog

extension JSON {
  /// Any JSON value, at most `depth` deep.
  static func random(using generator: inout some RandomNumberGenerator, depth: Int = 4) -> JSON {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
    case 0: .null
    case 1: .bool(.random(using: &generator))
    case 2: .number(randomDouble(using: &generator))
    case 3: JSON(Int(truncatingIfNeeded: generator.next()))
    case 4: .string(randomText(using: &generator))
    case 5: .array(randomList(using: &generator) { .random(using: &$0, depth: depth - 1) })
    default:
      .object(
        JSONObject(
          randomList(using: &generator) {
            (randomText(using: &$0), .random(using: &$0, depth: depth - 1))
          }))
    }
  }
}

/// Any finite double, each bit pattern as likely as the other.
func randomDouble(using generator: inout some RandomNumberGenerator) -> Double {
  while true {
    let number = Double(bitPattern: generator.next())
    if number.isFinite { return number }
  }
}

/// A short text with characters from everywhere: controls, quotes, combining marks, beyond U+FFFF.
func randomText(using generator: inout some RandomNumberGenerator) -> String {
  let ranges: [ClosedRange<UInt32>] = [
    0...0x1F, 0x20...0x7F, 0x20...0x7F, 0x300...0x304, 0x4E00...0x4E40, 0xE000...0xFFFF,
    0x1F600...0x1F640,
  ]
  var text = ""
  for _ in 0..<Int.random(in: 0...6, using: &generator) {
    let range = ranges.randomElement(using: &generator) ?? 0x20...0x7F
    if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) {
      text.unicodeScalars.append(scalar)
    }
  }
  return text
}

func randomList<Generator: RandomNumberGenerator, Value>(
  using generator: inout Generator, _ make: (inout Generator) -> Value
) -> [Value] {
  (0..<Int.random(in: 0...4, using: &generator)).map { _ in make(&generator) }
}

func randomDigest(using generator: inout some RandomNumberGenerator) -> Digest {
  Digest.sha256((0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) })
}

extension Leaf {
  /// A leaf with any members, present or not.
  static func random(using generator: inout some RandomNumberGenerator) -> Leaf {
    func maybe<Generator: RandomNumberGenerator, Value>(
      _ generator: inout Generator, _ make: (inout Generator) -> Value
    ) -> Value? {
      Bool.random(using: &generator) ? make(&generator) : nil
    }
    var leaf = Leaf(
      kind: EntryKind.known.randomElement(using: &generator) ?? .event,
      subject: Subject(type: "instance", id: randomText(using: &generator)),
      at: randomInstant(using: &generator))
    leaf.instance = maybe(&generator) { randomText(using: &$0) }
    leaf.revision = maybe(&generator) { Int(truncatingIfNeeded: $0.next()) }
    leaf.parent = maybe(&generator) { randomText(using: &$0) }
    leaf.programme = maybe(&generator) { randomText(using: &$0) }
    leaf.batch = maybe(&generator) { randomText(using: &$0) }
    leaf.unit = maybe(&generator) { randomText(using: &$0) }
    leaf.workflow = maybe(&generator) {
      Workflow(name: randomText(using: &$0), version: "1", sha256: randomDigest(using: &$0))
    }
    leaf.event = maybe(&generator) {
      Event(name: "complete", id: randomText(using: &$0), data: .random(using: &$0))
    }
    leaf.content = maybe(&generator) { randomDigest(using: &$0) }
    leaf.actor = maybe(&generator) { randomText(using: &$0) }
    leaf.via = maybe(&generator) { Via(.cli, user: randomText(using: &$0)) }
    leaf.authenticated = maybe(&generator) { randomText(using: &$0) }
    leaf.onBehalfOf = maybe(&generator) { randomText(using: &$0) }
    leaf.role = maybe(&generator) { randomText(using: &$0) }
    leaf.authority = maybe(&generator) { randomText(using: &$0) }
    leaf.due = maybe(&generator) { randomInstant(using: &$0) }
    leaf.delivered = maybe(&generator) { randomInstant(using: &$0) }
    leaf.before = randomList(using: &generator) { randomText(using: &$0) }
    leaf.after = randomList(using: &generator) { randomText(using: &$0) }
    leaf.transitions = randomList(using: &generator) { generator in
      Transition(
        source: randomText(using: &generator), index: 3, event: randomText(using: &generator),
        targets: randomList(using: &generator) { randomText(using: &$0) })
    }
    leaf.exited = randomList(using: &generator) { randomText(using: &$0) }
    leaf.entered = randomList(using: &generator) { randomText(using: &$0) }
    leaf.snapshot = maybe(&generator) { randomDigest(using: &$0) }
    leaf.facts = randomList(using: &generator) { generator in
      Fact(
        query: randomText(using: &generator), answer: .random(using: &generator),
        exceptions: randomList(using: &generator) { randomText(using: &$0) },
        digest: randomDigest(using: &generator), position: 7)
    }
    leaf.missing = randomList(using: &generator) { .random(using: &$0) }
    leaf.details = JSONObject(
      randomList(using: &generator) { (randomText(using: &$0), .random(using: &$0)) })
    leaf.commitments = Members(
      randomList(using: &generator) {
        (randomText(using: &$0), Commitment(digest: randomDigest(using: &$0)))
      })
    return leaf
  }
}

func randomInstant(using generator: inout some RandomNumberGenerator) -> Instant {
  let range = Instant.earliest.millisecondsSinceEpoch...Instant.latest.millisecondsSinceEpoch
  return Instant(millisecondsSinceEpoch: .random(in: range, using: &generator))
}
