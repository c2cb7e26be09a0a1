public import AuditLog
public import Statechart

/// What became of an event.
public struct Answer: Hashable, Sendable {
  public enum Verdict: String, Hashable, Sendable { case accepted, refused }

  public var instance: InstanceID
  public var verdict: Verdict
  /// The event's id was known: this is the first answer again, and nothing was done.
  public var isRepeat: Bool
  /// The entry that holds the verdict; nil for a dry run, which has none.
  public var index: Int?
  /// The instance's revision: after an accepted event, or the one a refusal was judged against.
  public var revision: Int
  public var at: Instant
  /// The active atomic states before and after.
  public var before: [Identifier]
  public var after: [Identifier]
  /// The role that was used, if the workflow asked for one.
  public var role: RoleID?
  /// Everything that is missing; empty for an accepted event.
  public var missing: [Missing]

  init(_ leaf: Leaf, index: Int?, isRepeat: Bool = false, missing: [Missing]? = nil) {
    instance = Identifier(leaf.instance ?? "")
    verdict = leaf.kind == .refused ? .refused : .accepted
    self.isRepeat = isRepeat
    self.index = index
    revision = leaf.revision ?? 0
    at = leaf.at
    before = leaf.before.map { Identifier($0) }
    after = leaf.kind == .refused ? before : leaf.after.map { Identifier($0) }
    role = leaf.role.map { Identifier($0) }
    self.missing = missing ?? leaf.missing.map { Missing(json: $0) }
  }
}
