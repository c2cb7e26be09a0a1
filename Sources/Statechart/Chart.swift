/// A valid document compiled into dense tables.
///
/// One chart serves every instance of a workflow, on any number of threads. Questions about a
/// state or a transition cost a look into an array. Indices must be this chart's own.
public final class Chart: Sendable {
  public let document: Document
  /// What is doubtful in the document, sorted by place.
  public let warnings: [Diagnostic]

  let states: ContiguousArray<StateRecord>
  let table: ContiguousArray<TransitionRecord>
  /// The targets of all transitions and of all initials, one run after another.
  let targetRuns: ContiguousArray<StateIndex>
  /// The event descriptors of all transitions, one run after another.
  let descriptorRuns: ContiguousArray<EventDescriptor>
  let childRuns: ContiguousArray<StateIndex>
  let elements: [State]
  let transitionElements: [Transition]
  let ids: [Identifier]
  private let indices: [Identifier: StateIndex]
  /// Whether any transition of the document is eventless.
  let hasEventlessTransitions: Bool

  /// Validates the document, unless it keeps a validation, and compiles it. Linear in the size of the
  /// document.
  ///
  /// - Throws: `InvalidDocument` with every diagnostic, if one of them is an error.
  public init(_ document: Document) throws(InvalidDocument) {
    let validation = document.validation ?? Validation(of: document)
    if validation.diagnostics.contains(where: { $0.severity == .error }) {
      throw InvalidDocument(validation.diagnostics)
    }
    let outline = validation.outline
    let compiled = ChartCompiler(outline)
    self.document = document.withoutValidation
    warnings = validation.diagnostics
    states = compiled.states
    table = compiled.table
    targetRuns = compiled.targetRuns
    descriptorRuns = compiled.descriptorRuns
    childRuns = compiled.childRuns
    elements = outline.elements
    transitionElements = outline.transitions
    ids = compiled.ids
    indices = compiled.indices
    hasEventlessTransitions = compiled.hasEventlessTransitions
  }
}

/// What the algorithm asks of a state, in 40 bytes.
struct StateRecord {
  var kind: State.Kind
  var isAtomic = false
  var isCompound = false
  /// Whether entering or leaving the state executes content, initializes data or records history.
  var hasEntryWork = false
  var hasExitWork = false
  var parent: Int32
  var depth: Int32
  var last: Int32
  var transitions: Run
  var children: Run
  /// How many of the children, from the end of the run, are histories.
  var histories: Int32 = 0
  /// In `targetRuns`; empty where the state is not compound.
  var initial = Run()
}

/// What the algorithm asks of a transition.
struct TransitionRecord {
  var source: StateIndex
  var kind: Transition.Kind
  var isEventless: Bool
  var hasContent: Bool
  /// -1 where there is none.
  var condition: Int32
  var targets: Run
  var events: Run
  /// The transition's domain; `Self.none` without targets, `Self.open` where it depends on what
  /// a history remembers.
  var domain: Int32

  static let none: Int32 = -1
  static let open: Int32 = -2
}

/// A stretch of one of the chart's tables.
struct Run {
  var start: Int32 = 0
  var end: Int32 = 0

  init() {}

  init(from start: Int, to end: Int) {
    self.start = Int32(truncatingIfNeeded: start)
    self.end = Int32(truncatingIfNeeded: end)
  }

  var range: Range<Int> { Int(start)..<Int(end) }
  var isEmpty: Bool { start == end }
}

// MARK: - States

extension Chart: StateTree {
  /// How many states the document has, with `<scxml>` and histories.
  public var stateCount: Int { states.count }

  /// The state's id; for a state without one, a name made of its kind and its position, such as
  /// `final_7`, which no state of the document bears.
  public func id(_ state: StateIndex) -> Identifier { ids[state.int] }

  public func index(of id: Identifier) -> StateIndex? { indices[id] }

  public func kind(_ state: StateIndex) -> State.Kind { states[state.int].kind }

  public func parent(_ state: StateIndex) -> StateIndex? {
    let parent = states[state.int].parent
    return parent < 0 ? nil : StateIndex(Int(parent))
  }

  /// The states, parallels and finals directly inside, in document order, without histories.
  public func children(_ state: StateIndex) -> ArraySlice<StateIndex> {
    let record = states[state.int]
    return childRuns[record.children.range].dropLast(Int(record.histories))
  }

  /// The histories directly inside, in document order.
  public func histories(_ state: StateIndex) -> ArraySlice<StateIndex> {
    let record = states[state.int]
    return childRuns[record.children.range].suffix(Int(record.histories))
  }

  /// 0 for `<scxml>`.
  public func depth(_ state: StateIndex) -> Int { Int(states[state.int].depth) }

  /// The last state inside, in document order, or the state itself.
  public func lastDescendant(_ state: StateIndex) -> StateIndex {
    StateIndex(Int(states[state.int].last))
  }

  /// Whether a state, parallel or final has no child states (section 3.11).
  public func isAtomic(_ state: StateIndex) -> Bool { states[state.int].isAtomic }

  /// Whether a `<state>` has child states. Neither `<scxml>` nor a parallel is compound.
  public func isCompound(_ state: StateIndex) -> Bool { states[state.int].isCompound }

  public func isCompoundOrRoot(_ state: StateIndex) -> Bool {
    states[state.int].isCompound || state == .root
  }

  /// Whether `state` lies inside `ancestor` and is not `ancestor` itself.
  public func isDescendant(_ state: StateIndex, of ancestor: StateIndex) -> Bool {
    ancestor < state && state.value <= states[ancestor.int].last
  }

  public func location(_ state: StateIndex) -> SourceLocation { elements[state.int].location }

  /// The state as it was written: its content, data and donedata.
  public func element(_ state: StateIndex) -> State { elements[state.int] }

  /// Where a compound state or `<scxml>` begins when it is entered by default.
  public func initialTargets(_ state: StateIndex) -> ArraySlice<StateIndex> {
    targetRuns[states[state.int].initial.range]
  }
}

// MARK: - Transitions

extension Chart {
  public var transitionCount: Int { table.count }

  /// The transitions of a state in document order; of a history, its default.
  public func transitions(of state: StateIndex) -> Range<TransitionIndex> {
    let run = states[state.int].transitions
    return TransitionIndex(Int(run.start))..<TransitionIndex(Int(run.end))
  }

  public func source(_ transition: TransitionIndex) -> StateIndex { table[transition.int].source }

  /// As written: a history among them stands for itself.
  public func targets(_ transition: TransitionIndex) -> ArraySlice<StateIndex> {
    targetRuns[table[transition.int].targets.range]
  }

  /// Empty for an eventless transition.
  public func events(_ transition: TransitionIndex) -> [EventDescriptor] {
    transitionElements[transition.int].events
  }

  public func condition(_ transition: TransitionIndex) -> ExpressionID? {
    let condition = table[transition.int].condition
    return condition < 0 ? nil : ExpressionID(Int(condition))
  }

  public func kind(_ transition: TransitionIndex) -> Transition.Kind {
    table[transition.int].kind
  }

  public func location(_ transition: TransitionIndex) -> SourceLocation {
    transitionElements[transition.int].location
  }

  /// The transition as it was written: its content and event descriptors.
  public func element(_ transition: TransitionIndex) -> Transition {
    transitionElements[transition.int]
  }
}
