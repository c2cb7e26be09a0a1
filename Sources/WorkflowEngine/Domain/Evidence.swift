public import AuditLog
public import Statechart

/// A file or a record that a unit submitted for an instance. The bytes stand apart, by digest.
public struct Evidence: Hashable, Sendable {
  public var instance: InstanceID
  /// From 1, within the instance; never used twice.
  public var number: Int
  /// A kind that the workflow declares.
  public var kind: Identifier
  /// The file's name. Personal: not visible to expressions.
  public var name: String?
  /// The bytes' digest; nil once it was erased.
  public var digest: Digest?
  /// In bytes.
  public var size: Int
  public var addedBy: PersonID
  public var addedAt: Instant
  /// The instance's revision when it was added.
  public var revision: Int

  public init(
    instance: InstanceID, number: Int, kind: Identifier, name: String?, digest: Digest?,
    size: Int, addedBy: PersonID, addedAt: Instant, revision: Int
  ) {
    self.instance = instance
    self.number = number
    self.kind = kind
    self.name = name
    self.digest = digest
    self.size = size
    self.addedBy = addedBy
    self.addedAt = addedAt
    self.revision = revision
  }
}
