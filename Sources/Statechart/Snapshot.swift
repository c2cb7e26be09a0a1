/// Everything an instance is between two macrosteps. Equal snapshots behave equally.
public struct Snapshot: Hashable, Sendable {
  /// Every active state with its ancestors, but for `<scxml>`; empty once the instance has ended.
  public var configuration: StateSet
  /// What each history state remembers, by history state.
  public var history: [StateIndex: StateSet]
  /// The states that have been entered at least once: late binding gives data their value on the
  /// first entry only (section 5.3.3). Empty where the document binds early.
  public var visited: StateSet
  /// The data model's own bytes; empty for `null`.
  public var data: [UInt8]
  /// How many ids the platform has made for this instance.
  public var idsMade: Int
  /// What the session has invoked and not cancelled, in the order in which it was started.
  public var invocations: [ActiveInvocation]
  public var status: Status

  public enum Status: Hashable, Sendable {
    case running
    /// A final child of `<scxml>` was entered; its donedata.
    case ended(Value)
  }

  public init(
    configuration: StateSet = StateSet(), history: [StateIndex: StateSet] = [:],
    visited: StateSet = StateSet(), data: [UInt8] = [], idsMade: Int = 0,
    invocations: [ActiveInvocation] = [], status: Status = .running
  ) {
    self.configuration = configuration
    self.history = history
    self.visited = visited
    self.data = data
    self.idsMade = idsMade
    self.invocations = invocations
    self.status = status
  }
}
