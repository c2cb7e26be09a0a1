import Statechart

/// Whether gates wait for the units that people expect: those below that take no part are passed
/// over without a word.
struct GateSurvey {
  private var gates: [(state: Identifier, scope: Requirement.Scope, units: LeftOut.Group)]

  init(_ question: DeploymentQuestion) {
    let chart = question.workflow.chart
    gates = question.workflow.judgements.sorted { $0.key < $1.key }.flatMap {
      transition, judgement in
      judgement.requirements.compactMap { requirement in
        guard case .units(let scope, _, _) = requirement.rule else { return nil }
        return (chart.id(chart.source(transition)), scope, LeftOut.Group())
      }
    }
  }

  /// - Parameter isThere: Whether the unit is or will be in the programme.
  mutating func look(at line: [Unit], isThere: Bool, chosen: Set<UnitCode>) {
    guard !isThere else { return }
    for (number, gate) in gates.enumerated() {
      let waits =
        switch gate.scope {
        case .children: line.count > 1 && chosen.contains(line[1].code)
        case .descendants: line.dropFirst().contains { chosen.contains($0.code) }
        }
      if waits { gates[number].units.add(line[0].code) }
    }
  }

  var findings: [Deployability.Finding] {
    gates.filter { $0.units.count > 0 }.map { gate in
      Deployability.Finding(
        code: "gate.outside", severity: .warning, state: gate.state,
        message: "the gate over \(gate.scope.rawValue) does not wait for units that are outside of"
          + " the programme", units: gate.units, people: [])
    }
  }
}
