public import Statechart

/// What a workflow asks of one unit on its way from the start to the end, if nothing is sent back:
/// so that the office that launches it knows what it costs (减负).
public struct Burden: Hashable, Sendable {
  /// What one stage asks.
  public struct Part: Hashable, Sendable {
    public var stage: Identifier
    /// Files by kind, as many as the stage demands.
    public var files: [Identifier: Int]
    /// Events that people send, in document order.
    public var steps: [Identifier]
    /// How many of them need a second pair of eyes.
    public var signOffs: Int
    /// The ledgers that must be kept in order.
    public var ledgers: [Identifier]
  }

  /// One for each column of the board, in order.
  public var parts: [Part]

  public var files: Int { parts.reduce(0) { $0 + $1.files.values.reduce(0, +) } }
  public var steps: Int { parts.reduce(0) { $0 + $1.steps.count } }
  public var signOffs: Int { parts.reduce(0) { $0 + $1.signOffs } }

  /// - Parameter plan: The workflow's own.
  public init(_ workflow: Workflow, _ plan: StagePlan) {
    parts = plan.columns.map {
      Part(stage: $0.id, files: [:], steps: [], signOffs: 0, ledgers: [])
    }
    for state in (0..<workflow.chart.stateCount).map({ StateIndex($0) }) {
      guard let column = plan.column(of: workflow.chart.id(state)) else { continue }
      add(workflow, state, to: &parts[column])
    }
  }

  private func add(_ workflow: Workflow, _ state: StateIndex, to part: inout Part) {
    let chart = workflow.chart
    // What leads on in the document; a way back is no part of the way.
    let onward = chart.transitions(of: state).filter { transition in
      chart.targets(transition).contains { state < $0 }
        && chart.events(transition).contains { !EngineEvents.contains($0.text) }
    }
    // What takes a meeting's decision is the exception, where there is another way.
    let regular = onward.filter { !(workflow.judgements[$0]?.needsAuthority ?? false) }
    for transition in regular.isEmpty ? onward : regular {
      let judgement = workflow.judgements[transition]
      var events = judgement?.allows.compactMap(\.distinctFrom) ?? []
      if !events.isEmpty { part.signOffs += 1 }
      events += chart.events(transition).map { Identifier($0.text) }
      for event in events where !part.steps.contains(event) { part.steps.append(event) }
      for requirement in judgement?.requirements ?? [] {
        switch requirement.rule {
        case .evidence(let kind, let min, _):
          part.files[kind] = max(part.files[kind] ?? 0, min)
        case .ledger(let ledger, _):
          if !part.ledgers.contains(ledger) { part.ledgers.append(ledger) }
        case .units, .test: break
        }
      }
    }
  }
}
