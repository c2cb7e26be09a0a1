public import AuditLog

/// A state of the log: how many entries, and the root of the tree over them.
public struct LogPosition: Hashable, Sendable, CustomStringConvertible {
  public var size: Int
  public var root: Digest

  public init(size: Int, root: Digest) {
    self.size = size
    self.root = root
  }

  public init(_ tree: MerkleTree) { self.init(size: tree.size, root: tree.root) }

  /// `SIZE:ROOT`, the root in hexadecimal digits.
  public var description: String { "\(size):\(root.hex)" }
}
