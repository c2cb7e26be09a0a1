/// A statement of the log's size and root hash.
///
/// Source: C2SP tlog-checkpoint.
public struct Checkpoint: Sendable {
  /// The log's identity.
  public let origin: String

  /// The number of leaves.
  public let size: Int

  public let root: Digest

  /// Lines that another log may add; Docket writes none, as is recommended.
  public let extensions: [String]

  init(origin: String, size: Int, root: Digest) {
    (self.origin, self.size, self.root, extensions) = (origin, size, root, [])
  }

  /// Reads the text of a note.
  public init(parsing text: String) throws(InvalidNote) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count >= 4, lines.dropLast().allSatisfy({ !$0.isEmpty }), lines.last == "" else {
      throw InvalidNote(
        .checkpoint, "a checkpoint has the lines origin, size and root, and no empty line")
    }
    guard let size = Int(lines[1]), size >= 0, sameBytes(String(size), lines[1]) else {
      throw InvalidNote(.checkpoint, "the size of a checkpoint is a decimal number")
    }
    guard let root = Digest(base64: lines[2]) else {
      throw InvalidNote(.checkpoint, "the root of a checkpoint is a SHA-256 hash in base64")
    }
    (origin, self.size, self.root) = (lines[0], size, root)
    extensions = Array(lines[3..<(lines.count - 1)])
  }

  /// The text that is signed.
  public var text: String {
    ([origin, String(size), root.base64] + extensions).map { $0 + "\n" }.joined()
  }
}

extension Checkpoint: Hashable, CustomStringConvertible {
  /// `origin, N entries, root`, for people.
  public var description: String { "\(escapedForPeople(origin)), \(size) entries, \(root.base64)" }

  public static func == (left: Self, right: Self) -> Bool { sameBytes(left.text, right.text) }
  public func hash(into hasher: inout Hasher) { hasher.combine(root) }
}
