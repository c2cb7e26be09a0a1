public import AuditLog
import Statechart

/// What somebody says to have seen before sending an event: the evidence of the instance, named by
/// one hash over the list of all its pieces.
///
/// Evidence is only ever added, so a hash that was once that of the whole list names its first
/// pieces for ever. In the log the hash is salted, like those of the pieces; how many pieces it
/// covers stands in the clear, and tells everybody what was seen.
public struct SeenEvidence: Hashable, Sendable {
  /// The name of the detail and of the personal field in an entry.
  static let detail = "seen"

  /// The digest in hexadecimal, or its first digits, at least `shortest`.
  public var digest: String
  /// How many pieces it covers; nil where it is the hash of no list that there ever was, or where
  /// that was not looked up yet.
  var count: Int?

  /// The fewest digits that name a list.
  public static let shortest = 12

  /// - Parameter digest: The hash that `evidence list` shows, or its first digits.
  /// - Throws: `RequestError.invalid` for what cannot be one.
  public init(_ digest: String) throws {
    let isHex = digest.utf8.allSatisfy {
      (48...57).contains($0) || (97...102).contains($0)
    }
    guard isHex, (Self.shortest...64).contains(digest.utf8.count) else {
      throw RequestError.invalid(
        "\"\(digest)\" is no hash of evidence: it has \(Self.shortest) to 64 digits, 0 to 9 and a to f"
      )
    }
    self.digest = digest
  }

  init(digest: String, count: Int?) {
    self.digest = digest
    self.count = count
  }

  /// The hash of a list of evidence, in the order of its numbers: SHA-256 over one line of number,
  /// kind, size and SHA-256 a piece, each line ended by a line feed.
  ///
  /// - Returns: Nil where the digest of a piece was erased: nobody can say any more what was there.
  public static func digest(of evidence: some Sequence<Evidence>) -> Digest? {
    var text = ""
    for piece in evidence {
      guard let digest = piece.digest else { return nil }
      text += "\(piece.number) \(piece.kind) \(piece.size) \(digest.hex)\n"
    }
    return Digest.sha256(Array(text.utf8))
  }

  /// As the log has it, with the number of pieces looked up again where nothing was erased that
  /// this takes.
  func confirmed(by evidence: [Evidence]) -> SeenEvidence {
    guard !digest.isEmpty, evidence.allSatisfy({ $0.digest != nil }) else { return self }
    return SeenEvidence(digest: digest, count: found(among: evidence).count)
  }

  /// With the number of pieces that it covers, and the whole digest.
  func found(among evidence: [Evidence]) -> SeenEvidence {
    for count in (0...evidence.count).reversed() {
      guard let whole = Self.digest(of: evidence.prefix(count))?.hex, whole.hasPrefix(digest)
      else { continue }
      return SeenEvidence(digest: whole, count: count)
    }
    return SeenEvidence(digest: digest, count: nil)
  }
}

extension FactReader {
  /// What stands against an event whose sender has seen this; nil where nothing was added since.
  func change(since seen: SeenEvidence) throws -> Missing? {
    let evidence = try evidenceList()
    guard let count = seen.count else {
      return Missing(
        "seen.unknown",
        "this is not, and never was, the hash of the evidence of \(instance.id);"
          + " `docket evidence list` shows it")
    }
    let added = evidence.dropFirst(count)
    guard !added.isEmpty else { return nil }
    let pieces = added.prefix(5).map { "\($0.number) (\($0.kind), by \($0.addedBy))" }
    return Missing(
      "seen.changed",
      "evidence was added since it was seen: " + pieces.joined(separator: ", ")
        + (added.count > 5 ? " and \(added.count - 5) more" : "") + "; look at it first",
      have: count, need: evidence.count)
  }
}
