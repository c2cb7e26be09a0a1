/// A change that a tree cannot make. The tree is as it was.
public struct XMLTreeError: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// Not a name that XML allows.
    case invalidName
    /// The node cannot have such children, or cannot be moved or removed.
    case invalidPlace
    /// The node is of another tree; copy it first.
    case foreignNode
    /// Elements would be nested deeper than a document may be.
    case tooDeep
  }

  public let reason: Reason
  /// A sentence without a capital and a full stop.
  public let message: String

  init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }
}
