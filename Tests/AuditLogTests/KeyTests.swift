import AuditLog
import Testing

@Suite struct KeyTests {
  @Test func `a seed always gives the same key`() throws {
    let seed = [UInt8](repeating: 7, count: 32)

    let keys = try (0..<2).map { _ in try SigningKey(name: "docket.example/log", seed: seed) }

    #expect(keys[0].encoded == keys[1].encoded)
    #expect(keys[0].verifyingKey == keys[1].verifyingKey)
  }

  /// The first test of RFC 8032, section 7.1.
  @Test func `the public key is that of RFC 8032`() throws {
    let seed = try #require(
      Digest(hex: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    let expected = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

    let key = try SigningKey(name: "a", seed: seed.bytes).verifyingKey

    #expect(Digest(bytes: key.publicKey)?.hex == expected)
  }

  @Test func `two random keys differ`() throws {
    let keys = try (0..<2).map { _ in try SigningKey.random(name: "a") }

    #expect(keys[0].encoded != keys[1].encoded)
  }

  @Test(arguments: [KeyPurpose.log, .witness])
  func `a key reads back from its text`(purpose: KeyPurpose) throws {
    let key = try SigningKey.random(name: "纪要.example/log", purpose: purpose)

    let again = try SigningKey(key.encoded + "\n")

    #expect(again.encoded == key.encoded)
    #expect(again.purpose == purpose)
    #expect(try VerifyingKey(key.verifyingKey.encoded + "\n") == key.verifyingKey)
  }

  /// The public test key of transparency-dev's Tessera.
  @Test func `a private key fits the verifier key that others made of it`() throws {
    let key = try SigningKey(tesseraSigner)

    #expect(key.verifyingKey.encoded == tesseraVerifier)
  }

  @Test(arguments: ["", "a b", "a+b", "a\n", "a\u{3000}b", "a\u{1}"])
  func `a name that could not be found again in a note is refused`(name: String) {
    #expect(throws: InvalidKey.self) {
      try SigningKey(name: name, seed: [UInt8](repeating: 1, count: 32))
    }
  }

  @Test(arguments: [
    ("", InvalidKey.Reason.malformed),
    ("example.com/log/testdata+33d7b496", .malformed),
    ("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkk", .malformed),
    ("example.com/log/testdata+33d7b497+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx", .id),
    ("example.com/log+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx", .id),
    ("example.com/log/testdata+33D7B496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx", .id),
    ("a b+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx", .name),
    ("a+33d7b496+BuHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx", .algorithm),
  ])
  func `a verifier key that is not quite one is refused`(
    text: String, reason: InvalidKey.Reason
  ) throws {
    let error = #expect(throws: InvalidKey.self) { try VerifyingKey(text) }

    #expect(error?.reason == reason)
  }

  @Test func `printing a private key does not show the secret`() throws {
    let key = try SigningKey(tesseraSigner)
    var dumped = ""

    dump(key, to: &dumped)

    for text in ["\(key)", String(reflecting: key), dumped] {
      #expect(!text.contains("ymY") && !text.contains("seed"))
      #expect(text.contains("example.com/log/testdata"))
    }
  }
}

/// The key that Tessera published for tests only.
let tesseraVerifier =
  "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
let tesseraSigner =
  "PRIVATE+KEY+example.com/log/testdata+33d7b496"
  + "+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg"
