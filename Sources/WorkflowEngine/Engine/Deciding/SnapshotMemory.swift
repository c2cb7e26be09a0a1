import AuditLog
import Statechart
import Synchronization

/// A snapshot as it is stored, and the digest by which entries name it.
struct DescribedSnapshot: Sendable {
  let stored: StoredSnapshot
  let digest: Digest

  init(_ snapshot: Snapshot, of workflow: Workflow) {
    stored = workflow.stored(snapshot)
    digest = Digest.sha256(stored.canonical)
  }
}

/// The last snapshots of one workflow that were described: the units of a programme do the same
/// work, and what one has come to, the next one comes to as well.
final class SnapshotMemory: Sendable {
  private let known = Mutex<[(snapshot: Snapshot, description: DescribedSnapshot)]>([])

  private static let limit = 8
  /// Longer data are not kept: they would hold memory that nobody may want again.
  private static let byteLimit = 65_536

  func description(of snapshot: Snapshot, in workflow: Workflow) -> DescribedSnapshot {
    if let known = known.withLock({ $0.last { $0.snapshot == snapshot }?.description }) {
      return known
    }
    let description = DescribedSnapshot(snapshot, of: workflow)
    guard snapshot.data.count <= Self.byteLimit else { return description }
    known.withLock { known in
      if known.count == Self.limit { known.removeFirst() }
      known.append((snapshot, description))
    }
    return description
  }
}
