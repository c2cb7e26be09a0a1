public import Statechart

/// What the engine and its reports ask a workflow.
extension Workflow {
  /// What the active states listen to: the event descriptors of their transitions, innermost states
  /// first, each text once. Events of the engine's own are among them (`EngineEvents`).
  public func events(from configuration: StateSet) -> [EventDescriptor] {
    var seen: Set<Identifier> = []
    return configuration.sorted { ($1.depth(in: chart), $0) < ($0.depth(in: chart), $1) }
      .flatMap { chart.transitions(of: $0) }
      .flatMap { chart.events($0) }
      .filter { seen.insert(Identifier($0.text)).inserted }
  }

  /// Whether some transition takes `units.changed`, so that units below are worth reporting.
  public var listensToUnits: Bool {
    (0..<chart.transitionCount).contains { transition in
      chart.events(TransitionIndex(transition)).contains { $0.matches(EngineEvents.unitsChanged) }
    }
  }

  /// The stage that this very state is.
  public func stage(of state: StateIndex) -> Stage? { stages.first { $0.state == state } }

  /// The stage that a state belongs to: itself or the nearest around it.
  public func stage(around state: StateIndex) -> Stage? {
    var next: StateIndex? = state
    while let state = next {
      if let stage = stage(of: state) { return stage }
      next = chart.parent(state)
    }
    return nil
  }

  /// What people call a state: its title as a stage, else its id.
  public func title(of state: Identifier, languages: [String] = []) -> String {
    stages.first { $0.id == state }?.titles.text(in: languages) ?? state.text
  }

  public func role(_ id: RoleID) -> RoleDeclaration? { roles.first { $0.id == id } }

  public func evidenceKind(_ id: Identifier) -> EvidenceDeclaration? {
    evidenceKinds.first { $0.id == id }
  }

  public func ledger(_ id: Identifier) -> LedgerDeclaration? { ledgers.first { $0.id == id } }

  /// The rule of the state's deadline; there is at most one.
  public func deadline(of state: StateIndex) -> DeadlineRule? {
    deadlines.first { $0.state == state }
  }

  /// The rules of the state's reminders, in document order.
  public func reminders(of state: StateIndex) -> [ReminderRule] {
    reminders.filter { $0.state == state }
  }
}

extension StateIndex {
  fileprivate func depth(in chart: Chart) -> Int { chart.depth(self) }
}
