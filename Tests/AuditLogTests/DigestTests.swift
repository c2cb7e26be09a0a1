import AuditLog
import Testing

@Suite struct DigestTests {
  /// FIPS 180-4, examples of SHA-256.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `the hash is SHA-256`(text: String, hex: String) {
    #expect(Digest.sha256(text.utf8).hex == hex)
  }

  @Test func `a hash in pieces is the hash of the whole`() {
    let whole = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    var hasher = SHA256()

    hasher.update(Array(whole[..<1]))
    hasher.update([])
    hasher.update(Array(whole[1..<700]))
    hasher.update(whole.span.extracting(700..<999))
    hasher.update(whole[999])

    #expect(hasher.finalize() == Digest.sha256(whole))
  }

  @Test func `a hasher starts anew after every hash`() {
    var hasher = SHA256()
    hasher.update([1, 2, 3])
    _ = hasher.finalize()

    hasher.update(Array("abc".utf8))

    #expect(hasher.finalize() == Digest.sha256("abc".utf8))
  }

  @Test func `hashers in many tasks do not disturb each other`() async {
    let expected = (0..<64).map { Digest.sha256([UInt8($0)]) }

    let found = await withTaskGroup(of: (Int, Digest).self) { group in
      for index in 0..<64 {
        group.addTask {
          var hasher = SHA256()
          for _ in 0..<100 {
            hasher.update(UInt8(index))
            _ = hasher.finalize()
          }
          hasher.update(UInt8(index))
          return (index, hasher.finalize())
        }
      }
      return await group.reduce(into: expected.map { _ in Digest?.none }) { $0[$1.0] = $1.1 }
    }

    #expect(found == expected)
  }

  @Test(arguments: 0..<20)
  func `a digest is read back from each of its forms`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let digest = randomDigest(using: &generator)

    #expect(Digest(bytes: digest.bytes) == digest, "seed \(seed)")
    #expect(Digest(hex: digest.hex) == digest, "seed \(seed)")
    #expect(Digest(base64: digest.base64) == digest, "seed \(seed)")
    #expect("\(digest)" == digest.hex, "seed \(seed)")
  }

  @Test(arguments: [
    "", "00", String(repeating: "A", count: 64), String(repeating: "0", count: 63),
    String(repeating: "0", count: 65), String(repeating: "0", count: 66),
    String(repeating: "g", count: 64), String(repeating: "０", count: 64),
  ])
  func `other hexadecimal texts are no digest`(text: String) {
    #expect(Digest(hex: text) == nil)
  }

  @Test(arguments: [
    "", "AAAA", String(repeating: "A", count: 43), String(repeating: "A", count: 42) + "B=",
    String(repeating: "A", count: 43) + "=\n", String(repeating: "A", count: 44),
    String(repeating: "-", count: 43) + "=",
  ])
  func `other base64 texts are no digest`(text: String) {
    #expect(Digest(base64: text) == nil)
  }

  @Test func `a digest has 32 bytes`() {
    #expect(Digest(bytes: [UInt8](repeating: 0, count: 31)) == nil)
    #expect(Digest(bytes: [UInt8](repeating: 0, count: 33)) == nil)
  }
}
