import AuditLog
import Testing

@Suite struct WitnessTests {
  private let log: SigningKey
  private let witnessKey: SigningKey
  private let now = Instant(millisecondsSinceEpoch: 1_700_000_000_000)

  init() throws {
    log = try SigningKey(name: "docket.example/log", seed: [UInt8](repeating: 1, count: 32))
    witnessKey = try SigningKey(
      name: "witness.example/w", purpose: .witness, seed: [UInt8](repeating: 2, count: 32))
  }

  private func witness() throws -> Witness {
    try Witness(key: witnessKey, log: log.verifyingKey)
  }

  /// A request over `entry-0`, `entry-1`, …, made from an honest log.
  private func request(
    from old: Int, to size: Int, prefix: String = "entry"
  ) throws -> WitnessRequest {
    let leaves = (0..<size).map { MerkleTree.leafHash(Array("\(prefix)-\($0)".utf8)) }
    let proof = old < size ? ConsistencyProof(from: old, in: leaves) : nil
    return try WitnessRequest(
      oldSize: old, hashes: proof?.hashes ?? [],
      checkpoint: SignedCheckpoint(of: MerkleTree(leafHashes: leaves), by: log))
  }

  @Test func `a log that grows is signed each time, with the time`() throws {
    var witness = try witness()
    for (old, size) in [(0, 5), (5, 5), (5, 300), (300, 301)] {
      let request = try request(from: old, to: size)

      let answer = try witness.cosign(request, at: now)

      let signed = try request.checkpoint.adding(answer: answer, of: [witnessKey.verifyingKey])
      let verified = try signed.verify(
        log: log.verifyingKey, witnesses: [witnessKey.verifyingKey])
      #expect(verified.map(\.time) == [1_700_000_000])
      #expect(witness.last?.size == size)
    }
  }

  @Test func `a proof from another size is answered with the size that was seen`() throws {
    var witness = try witness()
    _ = try witness.cosign(request(from: 0, to: 5), at: now)

    #expect(throws: Witness.Refusal.otherSize(last: 5)) {
      try witness.cosign(request(from: 3, to: 9), at: now)
    }
    #expect(Witness.Refusal.otherSize(last: 5).status == 409)
  }

  @Test func `another history of the same size is refused`() throws {
    var witness = try witness()
    _ = try witness.cosign(request(from: 0, to: 5), at: now)

    #expect(throws: Witness.Refusal.forked(size: 5)) {
      try witness.cosign(request(from: 5, to: 5, prefix: "other"), at: now)
    }
  }

  @Test func `a history that does not continue the one that was seen is refused`() throws {
    var witness = try witness()
    _ = try witness.cosign(request(from: 0, to: 5), at: now)

    #expect(throws: Witness.Refusal.inconsistent) {
      try witness.cosign(request(from: 5, to: 9, prefix: "other"), at: now)
    }
    #expect(witness.last?.size == 5)
  }

  @Test func `a log that is not watched, and one that did not sign, are refused`() throws {
    let stranger = try SigningKey(name: "other.example", seed: [UInt8](repeating: 3, count: 32))
    let forger = try SigningKey(name: log.name, seed: [UInt8](repeating: 3, count: 32))
    var witness = try witness()
    func status(_ key: SigningKey) throws -> Int? {
      let checkpoint = try SignedCheckpoint(of: MerkleTree(), by: key)
      let request = try WitnessRequest(oldSize: 0, hashes: [], checkpoint: checkpoint)
      do throws(Witness.Refusal) {
        _ = try witness.cosign(request, at: now)
        return nil
      } catch {
        return error.status
      }
    }

    #expect(try status(stranger) == 404)
    #expect(try status(forger) == 403)
  }

  @Test func `a request is read as it was written`() throws {
    for (old, size) in [(0, 0), (0, 7), (3, 7), (7, 7), (256, 300)] {
      let request = try request(from: old, to: size)
      #expect(try WitnessRequest(parsing: request.bytes) == request)
    }
  }

  @Test(arguments: [
    ("old 3", "old 03"), ("old 3", "old 9"), ("old 3", "old -3"), ("old 3", "older 3"),
    ("old 3\n", "old 3\nno hash\n"), ("old 3", "old 0"), ("\n\n", "\n"),
  ])
  func `a malformed request is refused`(_ part: String, _ other: String) throws {
    let text = String(decoding: try request(from: 3, to: 7).bytes, as: UTF8.self)
    let place = try #require(text.firstRange(of: part))

    #expect(throws: InvalidNote.self) {
      try WitnessRequest(
        parsing: Array((text[..<place.lowerBound] + other + text[place.upperBound...]).utf8))
    }
  }

  @Test func `an answer is kept only from a witness that is trusted, and of this checkpoint`()
    throws
  {
    var witness = try witness()
    let (first, second) = (try request(from: 0, to: 5), try request(from: 5, to: 6))
    let answer = try witness.cosign(first, at: now)
    let other = try SigningKey(
      name: "witness.example/v", purpose: .witness, seed: [UInt8](repeating: 9, count: 32))

    #expect(throws: InvalidNote.self) {
      try first.checkpoint.adding(answer: answer, of: [other.verifyingKey])
    }
    #expect(throws: InvalidNote.self) {
      try second.checkpoint.adding(answer: answer, of: [witnessKey.verifyingKey])
    }
    let whole = try first.checkpoint.cosigned(by: other, at: now).bytes
    let added = try first.checkpoint.adding(answer: whole, of: [other.verifyingKey])
    #expect(added.bytes == whole)
  }

  @Test(arguments: [1, 2, 3, 7, 8, 255, 256, 300])
  func `proofs gathered while leaves pass are those made from all of them`(size: Int) throws {
    let hashes = leafHashes(size)
    for index in Set([0, size / 3, size / 2, size - 1]) {
      var gathered = try #require(SubtreeHashes(forInclusionOf: index, in: size))
      for hash in hashes { gathered.add(hash) }
      #expect(gathered.inclusion == InclusionProof(of: index, in: hashes))

      guard index > 0 else { continue }
      var growth = try #require(SubtreeHashes(forConsistencyFrom: index, to: size))
      for hash in hashes { growth.add(hash) }
      #expect(growth.consistency == ConsistencyProof(from: index, in: hashes))
      #expect(growth.inclusion == nil)
    }
    #expect(SubtreeHashes(forInclusionOf: size, in: size) == nil)
    #expect(SubtreeHashes(forConsistencyFrom: 0, to: size) == nil)
  }
}
