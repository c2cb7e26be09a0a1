/// Makes the tables of a `Chart` from a valid document.
struct ChartCompiler {
  private let outline: Outline
  private(set) var states: ContiguousArray<StateRecord> = []
  private(set) var table: ContiguousArray<TransitionRecord> = []
  private(set) var targetRuns: ContiguousArray<StateIndex> = []
  private(set) var descriptorRuns: ContiguousArray<EventDescriptor> = []
  private(set) var childRuns: ContiguousArray<StateIndex> = []
  private(set) var ids: [Identifier] = []
  private(set) var indices: [Identifier: StateIndex]
  private(set) var hasEventlessTransitions = false

  init(_ outline: Outline) {
    self.outline = outline
    indices = outline.indices
    targetRuns = ContiguousArray(outline.targets)
    let late = outline.document.binding == .late
    states.reserveCapacity(outline.elements.count)
    ids.reserveCapacity(outline.elements.count)
    table.reserveCapacity(outline.transitions.count)
    for state in outline.states {
      states.append(record(of: state, bindsLate: late))
      ids.append(name(of: state))
    }
  }

  private mutating func record(of index: StateIndex, bindsLate: Bool) -> StateRecord {
    let place = outline.places[index.int]
    let state = outline.state(index)
    let childStates = outline.childStates(index)
    let histories = outline.histories(index)

    for number in place.transitions.range {
      add(outline.transitions[number], number, of: index)
    }

    var record = StateRecord(
      kind: state.kind,
      parent: place.parent?.value ?? -1,
      depth: Int32(truncatingIfNeeded: place.depth),
      last: place.last.value,
      transitions: place.transitions,
      children: Self.append(childStates + histories, to: &childRuns),
      histories: Int32(truncatingIfNeeded: histories.count))
    record.isAtomic = childStates.isEmpty && !state.kind.isHistory && state.kind != .scxml
    record.isCompound = state.kind == .state && !childStates.isEmpty
    if record.isCompound || state.kind == .scxml {
      record.initial = Self.append(outline.initialTargets(index), to: &targetRuns)
    }
    record.hasEntryWork =
      !state.onentry.isEmpty || state.kind == .final || !state.invokes.isEmpty
      || state.initial?.content.isEmpty == false || (bindsLate && !state.data.isEmpty)
      || histories.contains { outline.state($0).transitions.contains { !$0.content.isEmpty } }
    record.hasExitWork = !state.onexit.isEmpty || !state.invokes.isEmpty
    return record
  }

  /// - Parameter number: Of the transition among those of the document.
  private mutating func add(_ transition: Transition, _ number: Int, of source: StateIndex) {
    let targets = outline.targets(ofTransition: number)
    if transition.events.isEmpty, !outline.kind(source).isHistory { hasEventlessTransitions = true }
    table.append(
      TransitionRecord(
        source: source, kind: transition.kind,
        isEventless: transition.events.isEmpty,
        hasContent: !transition.content.isEmpty,
        condition: transition.condition.map { Int32(truncatingIfNeeded: $0.index) } ?? -1,
        targets: outline.targetRuns[number],
        events: Self.append(transition.events, to: &descriptorRuns),
        domain: domain(of: transition, from: source, to: targets)))
  }

  private func domain(
    of transition: Transition, from source: StateIndex, to targets: ArraySlice<StateIndex>
  ) -> Int32 {
    if targets.contains(where: { outline.kind($0).isHistory }) { return TransitionRecord.open }
    let domain = outline.getTransitionDomain(
      source: source, kind: transition.kind, effectiveTargets: targets)
    return domain?.value ?? TransitionRecord.none
  }

  /// The state's own id, or one that no state of the document bears.
  private mutating func name(of index: StateIndex) -> Identifier {
    if let id = outline.state(index).id { return id }
    let kind =
      switch outline.kind(index) {
      case .scxml: "scxml"
      case .state: "state"
      case .parallel: "parallel"
      case .final: "final"
      case .shallowHistory, .deepHistory: "history"
      }
    var name = Identifier("\(kind)_\(index.int)")
    while outline.indices[name] != nil { name = Identifier("_\(name.text)") }
    indices[name] = index
    return name
  }

  private static func append<Element>(
    _ elements: [Element], to table: inout ContiguousArray<Element>
  ) -> Run {
    let start = table.count
    table.append(contentsOf: elements)
    return Run(from: start, to: table.count)
  }
}
