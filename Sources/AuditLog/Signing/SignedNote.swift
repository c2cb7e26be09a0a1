/// A text with the signatures of one or more keys. What it says must be ignored until
/// `verify(by:)` has answered.
///
/// Source: C2SP signed-note; Go's package `sumdb/note` reads and writes the same.
public struct SignedNote: Sendable {
  /// The largest note that is read, in bytes.
  public static let maximumByteCount = 1_000_000

  /// The largest number of signatures that is read.
  public static let maximumSignatureCount = 100

  /// What is signed; ends with a line feed.
  public let text: String

  public private(set) var signatures: [NoteSignature]

  /// A note of a text that is known to be one.
  init(text: String, signatures: [NoteSignature]) {
    self.text = text
    self.signatures = signatures
  }

  /// Signs a text, which ends with a line feed and has no other control characters.
  public init(signing text: String, by key: SigningKey) throws(InvalidNote) {
    guard text.hasSuffix("\n"), text.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }) else {
      throw InvalidNote(.malformed, "a note's text ends with a line feed and has no other control")
    }
    guard key.purpose == .log else {
      throw InvalidNote(.purpose, "\(key.name) is the key of a witness; it signs checkpoints only")
    }
    let bytes = key.signature(of: Array(text.utf8))
    self.init(text: text, signatures: [NoteSignature(by: key.verifyingKey, bytes)])
  }

  /// Reads a note; the signatures are not yet checked.
  public init(parsing bytes: [UInt8]) throws(InvalidNote) {
    guard bytes.count <= Self.maximumByteCount else {
      throw InvalidNote(.malformed, "a note has at most \(Self.maximumByteCount) bytes")
    }
    guard let note = String(validating: bytes, as: UTF8.self),
      bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A })
    else {
      throw InvalidNote(.malformed, "a note is UTF-8 without control characters")
    }
    // The last empty line divides text and signatures; the text may have empty lines of its own.
    let (lineFeed, end) = (UInt8(ascii: "\n"), bytes.count)
    guard let gap = (0..<max(end - 1, 0)).last(where: { bytes[$0...($0 + 1)] == [10, 10] }),
      gap + 2 < end, bytes[end - 1] == lineFeed
    else {
      throw InvalidNote(.malformed, "a note ends with an empty line and lines of signatures")
    }
    var signatures: [NoteSignature] = []
    for line in bytes[(gap + 2)..<(end - 1)].split(
      separator: lineFeed, omittingEmptySubsequences: false)
    {
      guard signatures.count < Self.maximumSignatureCount else {
        throw InvalidNote(
          .malformed, "a note has at most \(Self.maximumSignatureCount) signatures")
      }
      signatures.append(try NoteSignature(line: line))
    }
    let text = String(note.utf8.prefix(gap + 1)) ?? ""
    self.init(text: text, signatures: signatures)
  }

  /// The note's bytes.
  public var bytes: [UInt8] {
    Array((text + "\n" + signatures.map { $0.line + "\n" }.joined()).utf8)
  }

  /// Adds a signature unless it is there.
  mutating func add(_ signature: NoteSignature) {
    if !signatures.contains(signature) { signatures.append(signature) }
  }
}

extension SignedNote {
  /// Checks the signatures of the keys that are trusted.
  ///
  /// Signatures of other keys are ignored, as the specification demands; whoever rotates keys or
  /// adds witnesses relies on it.
  ///
  /// - Returns: The signatures that hold, in the order of the note, one for each key.
  /// - Throws: `InvalidNote` if a trusted key's signature is wrong, or none is there.
  public func verify(by keys: [VerifyingKey]) throws(InvalidNote) -> [VerifiedSignature] {
    var verified: [VerifiedSignature] = []
    for signature in signatures {
      guard let key = keys.first(where: { $0.made(signature) }),
        !verified.contains(where: { $0.key == key })
      else { continue }
      guard let proof = key.verify(signature, of: text) else {
        throw InvalidNote(.signature, "the signature of \(escapedForPeople(key.name)) is wrong")
      }
      verified.append(proof)
    }
    guard !verified.isEmpty else {
      throw InvalidNote(.unsigned, "no key that is trusted here has signed this")
    }
    return verified
  }

  /// The signatures that none of these keys claims to have made.
  public func signatures(unknownTo keys: [VerifyingKey]) -> [NoteSignature] {
    signatures.filter { signature in !keys.contains { $0.made(signature) } }
  }
}

extension SignedNote: Hashable {
  public static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
