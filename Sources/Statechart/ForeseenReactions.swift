/// Reactions that depend on nothing but the configuration and the event's name, remembered as the
/// algorithm gave them the first time.
///
/// Such a reaction asked no condition, executed no content but `<raise>`, and met no history, no
/// data, no invocation and no end of the session. Whether that is so is looked up in the chart after
/// the fact, so that the algorithm itself knows nothing of this.
struct ForeseenReactions {
  private(set) var configurations: ContiguousArray<StateSet> = []
  private var numbers: [StateSet: Int] = [:]
  private var events: ContiguousArray<Event> = []
  private var eventNumbers: [String: Int] = [:]
  /// By configuration, then by event.
  private var cells: ContiguousArray<Cell> = []
  private var reactions: ContiguousArray<Reaction> = []
  private var choices: ContiguousArray<ForeseenChoice> = []
  /// How many events a row of `cells` has room for.
  private var width = 8
  private let plain: PlainParts

  /// How many reactions are remembered at most: the configurations of parallels may be millions.
  private static let limit = 65_536

  /// What is known of an event in a configuration.
  struct Cell {
    /// The reaction, and the configuration it leads to; -1 where it is not always the same.
    var reaction: Int32 = -1
    var successor: Int32 = -1
    /// -1 where there is none.
    var choice: Int32 = -1
    var isKnown = false
  }

  init(_ interpreter: Interpreter) {
    plain = PlainParts(
      interpreter.chart, conditionsAreConfiguration: interpreter.datamodel is NullDatamodel)
  }

  mutating func prepare(_ name: String) -> PreparedEvent {
    if let number = eventNumbers[name] { return PreparedEvent(number: number) }
    let number = events.count
    events.append(Event(name))
    eventNumbers[name] = number
    if number == width { widen() }
    return PreparedEvent(number: number)
  }

  func event(_ event: PreparedEvent) -> Event { events[event.number] }

  func cell(at place: Int, _ event: PreparedEvent) -> Cell { cells[place * width + event.number] }

  func reaction(of cell: Cell) -> Reaction { reactions[Int(cell.reaction)] }

  func choice(of cell: Cell) -> ForeseenChoice { choices[Int(cell.choice)] }

  /// Whether it was found out already what can be foreseen of an event.
  func knows(_ event: PreparedEvent, in configuration: StateSet) -> Bool {
    numbers[configuration].map { cell(at: $0, event).isKnown } ?? false
  }

  /// Remembers a reaction, if it can be foreseen from now on, else the choice that it was.
  mutating func keep(
    _ reaction: Reaction, _ choice: ForeseenChoice?, to event: PreparedEvent,
    from before: StateSet, _ after: StateSet
  ) {
    guard reactions.count + choices.count < Self.limit, let successor = number(of: after),
      let place = number(of: before)
    else { return }
    var cell = Cell(isKnown: true)
    if plain.suffice(for: reaction, from: before) {
      cell.reaction = Int32(truncatingIfNeeded: reactions.count)
      cell.successor = Int32(truncatingIfNeeded: successor)
      reactions.append(reaction)
    } else if let choice {
      cell.choice = Int32(truncatingIfNeeded: choices.count)
      choices.append(choice)
    }
    cells[place * width + event.number] = cell
  }

  /// The number of a configuration; nil where there is no more room.
  mutating func number(of configuration: StateSet) -> Int? {
    if let number = numbers[configuration] { return number }
    guard configurations.count < Self.limit else { return nil }
    let number = configurations.count
    configurations.append(configuration)
    numbers[configuration] = number
    for _ in 0..<width { cells.append(Cell()) }
    return number
  }

  private mutating func widen() {
    var wider: ContiguousArray<Cell> = []
    for place in configurations.indices {
      wider += cells[place * width..<(place + 1) * width]
      for _ in 0..<width { wider.append(Cell()) }
    }
    cells = wider
    width *= 2
  }
}

/// The states and transitions of a chart that act on nothing but the configuration.
private struct PlainParts {
  private var states = StateSet()
  private var transitions: ContiguousArray<Bool> = []

  /// - Parameter conditionsAreConfiguration: Whether conditions ask for the configuration only, as
  ///   those of the null data model do.
  init(_ chart: Chart, conditionsAreConfiguration: Bool) {
    for number in 0..<chart.transitionCount {
      let t = TransitionIndex(number)
      let hasPlainContent = chart.element(t).content.allSatisfy {
        if case .raise = $0 { true } else { false }
      }
      transitions.append(hasPlainContent && !chart.targets(t).contains { chart.kind($0).isHistory })
    }
    for number in 0..<chart.stateCount {
      let s = StateIndex(number)
      let element = chart.element(s)
      let asks = chart.transitions(of: s).contains { chart.condition($0) != nil }
      let acts =
        !element.onentry.isEmpty || !element.onexit.isEmpty || !element.invokes.isEmpty
        || element.initial?.content.isEmpty == false || element.donedata != nil
        || (chart.document.binding == .late && !element.data.isEmpty)
      let remembers =
        !chart.histories(s).isEmpty
        || chart.initialTargets(s).contains { chart.kind($0).isHistory }
      if !acts, !remembers, conditionsAreConfiguration || !asks { states.insert(s) }
    }
  }

  /// Whether everything that a reaction can have met is plain.
  func suffice(for reaction: Reaction, from configuration: StateSet) -> Bool {
    reaction.effects.isEmpty && reaction.errors.isEmpty && reaction.outcome != .stopped
      && configuration.isSubset(of: states)
      && reaction.microsteps.allSatisfy { microstep in
        microstep.entrySet.isSubset(of: states)
          && microstep.transitions.allSatisfy { transitions[$0.int] }
      }
  }
}
