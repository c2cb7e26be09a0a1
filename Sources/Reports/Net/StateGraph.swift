public import Statechart

/// Every way through a workflow as far as its states tell: which configurations there are, and which
/// activity leads from which to which. Conditions may hold or not; data are left out.
///
/// Activities are called as in the exports of the log: the states whose transitions are taken, and
/// the event, as in `study/complete`.
public struct StateGraph: Hashable, Sendable {
  public struct Step: Hashable, Sendable {
    /// Places of configurations in `configurations`.
    public var from: Int
    public var to: Int
    public var activity: String
  }

  /// The atomic states of each configuration, the initial ones first.
  public private(set) var configurations: [[String]] = []
  /// Those in which a session begins; several where conditions decide.
  public private(set) var initial: [Int] = []
  /// Those in which a session has ended.
  public private(set) var final: Set<Int> = []
  /// In the order in which they were found, each once.
  public private(set) var steps: [Step] = []

  /// A workflow has too many configurations to list them.
  public struct TooLarge: Error, Hashable, Sendable {
    public let limit: Int
  }

  /// - Parameter limit: How many configurations there may be.
  public init(_ chart: Chart, limit: Int = 2_000) throws {
    let oracle = Oracle()
    let interpreter = Interpreter(chart, datamodel: OracleDatamodel(oracle: oracle))
    let environment = Environment(sessionID: "graph")
    var known: [Snapshot: Int] = [:]
    var queue: [Snapshot] = []
    var seen: Set<Step> = []

    func place(_ step: Macrostep) throws -> Int {
      let snapshot = Self.structure(of: step)
      if let place = known[snapshot] { return place }
      guard known.count < limit else { throw TooLarge(limit: limit) }
      known[snapshot] = configurations.count
      configurations.append(Self.atoms(of: snapshot, chart))
      if snapshot.status == .running {
        queue.append(snapshot)
      } else {
        final.insert(configurations.count - 1)
      }
      return configurations.count - 1
    }

    for step in try oracle.everyAnswer({ try interpreter.start(in: environment) })
    where step.outcome == .taken {
      let place = try place(step)
      if !initial.contains(place) { initial.append(place) }
    }
    while !queue.isEmpty {
      let snapshot = queue.removeFirst()
      let from = known[snapshot] ?? 0
      for name in Self.events(from: snapshot.configuration, chart) {
        let steps = try oracle.everyAnswer {
          try interpreter.macrostep(Event(name), from: snapshot, in: environment)
        }
        for step in steps where step.outcome == .taken && !step.microsteps.isEmpty {
          let edge = Step(
            from: from, to: try place(step), activity: Self.activity(step, of: name, chart))
          if seen.insert(edge).inserted { self.steps.append(edge) }
        }
      }
    }
  }

  /// What the next step depends on but for data: where the session is, and what histories remember.
  private static func structure(of step: Macrostep) -> Snapshot {
    var snapshot = Snapshot(
      configuration: step.snapshot.configuration, history: step.snapshot.history)
    if step.snapshot.status != .running {
      snapshot.status = .ended(.none)
      // A session that ends leaves every state; which final state it was is in the last step.
      snapshot.configuration = step.microsteps.last?.entrySet ?? StateSet()
    }
    return snapshot
  }

  private static func atoms(of snapshot: Snapshot, _ chart: Chart) -> [String] {
    snapshot.configuration.filter { chart.isAtomic($0) }.map { chart.id($0).text }
  }

  /// What the active states listen to, in document order, each name once.
  private static func events(from configuration: StateSet, _ chart: Chart) -> [String] {
    var seen: Set<Identifier> = []
    return configuration.flatMap { chart.transitions(of: $0) }.flatMap { chart.events($0) }
      .compactMap(\.prefix)
      .filter { name in
        // The interpreter raises these itself.
        !["done", "error"].contains { name == $0 || name.hasPrefix($0 + ".") }
      }
      .filter { seen.insert(Identifier($0)).inserted }
  }

  private static func activity(_ step: Macrostep, of event: String, _ chart: Chart) -> String {
    var sources: [String] = []
    for microstep in step.microsteps where microstep.event == event {
      for transition in microstep.transitions {
        let source = chart.id(chart.source(transition)).text
        if !sources.contains(source) { sources.append(source) }
      }
    }
    return sources.isEmpty ? event : "\(sources.joined(separator: "+"))/\(event)"
  }
}
