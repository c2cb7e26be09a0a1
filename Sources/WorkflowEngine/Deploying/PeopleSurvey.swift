import AuditLog
import Statechart

/// Whether there is a person for every `d:allow` on every unit, and a second one for four eyes, and
/// whether somebody's appointment lasts until the window ends.
struct PeopleSurvey {
  private let question: DeploymentQuestion
  private let steps: [Step]
  private var found: [Key: Deployability.Finding] = [:]
  private var order: [Key] = []
  /// Who holds what exactly on units that have others below them.
  private var above: [UnitCode: [Assignment]] = [:]

  /// A transition that somebody must be allowed to take.
  private struct Step {
    var state: Identifier
    var events: String
    var allows: [Allow]
    /// By the event of `distinct-from`, the roles that may send it in the same state.
    var senders: [Identifier: [RoleID]]
  }

  private struct Key: Hashable {
    var code: String
    var step: Int
    var people: [PersonID]
  }

  init(_ question: DeploymentQuestion) {
    self.question = question
    let workflow = question.workflow
    let chart = workflow.chart
    steps = workflow.judgements.sorted { $0.key < $1.key }.compactMap { transition, judgement in
      guard !judgement.allows.isEmpty else { return nil }
      let source = chart.source(transition)
      let others = chart.transitions(of: source)
      var senders: [Identifier: [RoleID]] = [:]
      for event in judgement.allows.compactMap(\.distinctFrom) {
        senders[event] = others.filter { other in
          chart.events(other).contains { $0.matches(event.text) }
        }.flatMap { workflow.judgements[$0]?.allows.map(\.role) ?? [] }
      }
      return Step(
        state: chart.id(source),
        events: chart.events(transition).map(\.text).joined(separator: " or "),
        allows: judgement.allows, senders: senders)
    }
  }

  /// In the order of the document.
  var findings: [Deployability.Finding] { order.compactMap { found[$0] } }

  mutating func look(at line: [Unit], in reader: any StoreReader) throws {
    let all = try appointments(on: line, reader)
    let held = all.filter { $0.holds(on: question.day) }
    for (number, step) in steps.enumerated() {
      let holders = held.filter { assignment in
        step.allows.contains { $0.role == assignment.role }
      }
      let roles = step.allows.map(\.role.text).joined(separator: " or ")
      guard !holders.isEmpty else {
        note(
          "role.nobody", number, line[0],
          "nobody holds the role \(roles), which \"\(step.events)\" takes")
        continue
      }
      noteEnd(of: step, number, all, line[0])
      guard let lonely = lonely(step, holders, held) else { continue }
      note(
        "role.distinct", number, line[0],
        "\"\(step.events)\" takes somebody else than who sent \"\(lonely.event)\", and nobody else"
          + " holds the role \(roles)", people: lonely.people)
    }
  }

  /// The event and the people where everybody who could do the step is the only sender of what
  /// somebody else must have sent.
  private func lonely(_ step: Step, _ holders: [Assignment], _ held: [Assignment])
    -> (event: Identifier, people: [PersonID])?
  {
    var reason: (event: Identifier, people: [PersonID])?
    for allow in step.allows {
      guard let event = allow.distinctFrom else {
        if holders.contains(where: { $0.role == allow.role }) { return nil }
        continue
      }
      let judges = holders.filter { $0.role == allow.role }
      let senders = held.filter { step.senders[event]?.contains($0.role) ?? false }
      let isPossible = senders.contains { sender in
        judges.contains { $0.isDistinct(from: sender) }
      }
      if isPossible { return nil }
      // Without a sender, that step is complained about itself.
      if !judges.isEmpty, !senders.isEmpty {
        reason = (event, Array(Set(judges.map(\.person))).sorted())
      }
    }
    return reason
  }

  /// The step can be done on the day of the launch, and by nobody at the end of the window.
  private mutating func noteEnd(
    of step: Step, _ number: Int, _ all: [Assignment], _ unit: Unit
  ) {
    guard let end = question.window.end?.lastDay else { return }
    let able = all.filter { assignment in
      step.allows.contains { $0.role == assignment.role }
        && assignment.from.map { $0 <= end } ?? true
    }
    guard let last = able.compactMap(\.until).max(),
      able.allSatisfy({ $0.until.map { $0 < end } ?? false })
    else { return }
    let roles = step.allows.map(\.role.text).joined(separator: " or ")
    note(
      "role.ends", number, unit,
      "the last appointment to the role \(roles), which \"\(step.events)\" takes, ends on \(last),"
        + " inside the window (to \(question.window.end.map { "\($0)" } ?? ""))",
      people: able.filter { $0.until == last }.map(\.person).sorted(), severity: .warning)
  }

  /// What will have been appointed on a unit and those above it, whenever it holds.
  private mutating func appointments(on line: [Unit], _ reader: any StoreReader) throws
    -> [Assignment]
  {
    var held: [Assignment] = []
    for (distance, unit) in line.enumerated() {
      let here: [Assignment]
      if distance > 0, let known = above[unit.code] {
        here = known
      } else {
        here =
          try reader.assignments(at: unit.code)
          + question.appointments.filter { $0.unit == unit.code }
        if distance > 0 { above[unit.code] = here }
      }
      held += here
    }
    return held
  }

  private mutating func note(
    _ code: String, _ step: Int, _ unit: Unit, _ message: String, people: [PersonID] = [],
    severity: Deployability.Severity = .error
  ) {
    let key = Key(code: code, step: step, people: people)
    if found[key] == nil {
      order.append(key)
      found[key] = Deployability.Finding(
        code: code, severity: severity, state: steps[step].state, message: message,
        units: LeftOut.Group(), people: people)
    }
    found[key]?.units.add(unit.code)
  }
}

extension Assignment {
  /// Whether the four-eyes rule takes them for two people.
  fileprivate func isDistinct(from other: Assignment) -> Bool {
    let theirs = [other.person, other.onBehalfOf].compactMap(\.self)
    return ![person, onBehalfOf].compactMap(\.self).contains { theirs.contains($0) }
  }
}
