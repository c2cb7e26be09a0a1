/// Compares a log, leaf after leaf, with the checkpoints that were kept of it: a log that was cut
/// off or rewritten does not pass.
///
/// ```swift
/// var comparison = CheckpointComparison(with: kept)
/// comparison.check(tree)  // of the empty tree, too
/// for hash in leafHashes {
///   tree.append(hash)
///   comparison.check(tree)
/// }
/// let problems = comparison.finish(tree)
/// ```
public struct CheckpointComparison: Sendable {
  /// A checkpoint that the log does not agree with.
  public enum Problem: Hashable, Sendable, CustomStringConvertible {
    /// The log had another root when it had that size: something before was changed.
    case forked(Checkpoint, found: Digest)
    /// The log has fewer leaves than it had.
    case truncated(Checkpoint, size: Int)

    public var checkpoint: Checkpoint {
      switch self {
      case .forked(let checkpoint, _), .truncated(let checkpoint, _): checkpoint
      }
    }

    /// `error: sentence [code]`
    public var description: String {
      switch self {
      case .forked(let checkpoint, let found):
        "error: with \(checkpoint.size) entries the root was \(checkpoint.root.base64) and is now"
          + " \(found.base64): an entry before was changed [log.forked]"
      case .truncated(let checkpoint, let size):
        "error: the log had \(checkpoint.size) entries and has \(size): the last ones were removed"
          + " [log.truncated]"
      }
    }
  }

  /// The largest first.
  private var rest: [Checkpoint]

  private var problems: [Problem] = []

  /// - Parameter kept: Checkpoints of this log in any order; their signatures are the caller's to
  ///   check.
  public init(with kept: some Sequence<Checkpoint>) {
    rest = kept.sorted { $0.size > $1.size }
  }

  /// Looks at the tree in its present size. Must see every size that a checkpoint has.
  ///
  /// - Complexity: O(1) unless there is a checkpoint of this size.
  public mutating func check(_ tree: MerkleTree) {
    while let next = rest.last, next.size == tree.size {
      rest.removeLast()
      let root = tree.root
      if root != next.root { problems.append(.forked(next, found: root)) }
    }
  }

  /// Everything that does not agree, by size; empty if the log only grew.
  public func finish(_ tree: MerkleTree) -> [Problem] {
    problems + rest.reversed().map { .truncated($0, size: tree.size) }
  }
}
