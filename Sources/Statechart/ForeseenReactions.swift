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
  /// By configuration, then by event: which reaction, and the configuration it leads to; -1 where
  /// nothing is known.
  private var cells: ContiguousArray<(reaction: Int32, successor: Int32)> = []
  private var reactions: ContiguousArray<Reaction> = []
  /// How many events a row of `cells` has room for.
  private var width = 8
  private let plain: PlainParts

  /// How many reactions are remembered at most: the configurations of parallels may be millions.
  private static let limit = 65_536

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

  func reaction(at place: Int, to event: PreparedEvent) -> Reaction? {
    let reaction = cells[place * width + event.number].reaction
    return reaction < 0 ? nil : reactions[Int(reaction)]
  }

  func successor(at place: Int, of event: PreparedEvent) -> Int {
    Int(cells[place * width + event.number].successor)
  }

  /// Remembers a reaction, if it can be foreseen from now on.
  ///
  /// - Returns: The number of the configuration that it has led to; nil where there is no more room.
  mutating func keep(
    _ reaction: Reaction, to event: PreparedEvent, from before: StateSet, _ after: StateSet
  ) -> Int? {
    guard let successor = number(of: after) else { return nil }
    guard reactions.count < Self.limit, plain.suffice(for: reaction, from: before),
      let place = number(of: before)
    else { return successor }
    cells[place * width + event.number] = (
      Int32(truncatingIfNeeded: reactions.count), Int32(truncatingIfNeeded: successor)
    )
    reactions.append(reaction)
    return successor
  }

  private mutating func number(of configuration: StateSet) -> Int? {
    if let number = numbers[configuration] { return number }
    guard configurations.count < Self.limit else { return nil }
    let number = configurations.count
    configurations.append(configuration)
    numbers[configuration] = number
    for _ in 0..<width { cells.append((-1, -1)) }
    return number
  }

  private mutating func widen() {
    var wider: ContiguousArray<(reaction: Int32, successor: Int32)> = []
    for place in configurations.indices {
      wider += cells[place * width..<(place + 1) * width]
      for _ in 0..<width { wider.append((-1, -1)) }
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
