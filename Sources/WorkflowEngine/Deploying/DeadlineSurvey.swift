import AuditLog
import Statechart

/// When deadlines pass if every state takes as long as it may, from the day of the launch.
///
/// States are looked at in document order, which is the order in which people write a course; a way
/// back counts for nothing. A deadline that an expression yields is computed from what is planned; one
/// that takes what is known at work only is named.
struct DeadlineSurvey {
  private(set) var findings: [Deployability.Finding] = []

  /// - Parameter line: The unit whose calendar it is, and those above it.
  init(_ question: DeploymentQuestion, _ calendar: DueCalendar, line: [Unit]) {
    let workflow = question.workflow
    let chart = workflow.chart
    let first = question.window.start.map { max($0.firstDay, question.day) } ?? question.day
    let launch = calendar.zone.start(of: first)
    let end = question.window.end.map { calendar.zone.end(of: $0.lastDay) }
    var entered: [Int: Instant] = [:]
    var left: [Int: Instant] = [:]
    for number in 0..<chart.stateCount {
      let state = StateIndex(number)
      let entry = Self.entry(of: state, chart, entered, left) ?? launch
      entered[number] = entry
      left[number] = entry
      guard let rule = workflow.deadline(of: state) else { continue }
      let id = chart.id(state)
      let facts = PlannedFacts(question, line: line, in: calendar.zone, at: entry)
      let due: Instant
      do {
        due = try calendar.due(rule.due, enteredAt: entry) { try facts.text(of: $0, workflow) }
      } catch {
        let reason = (error as? ExecutionError)?.message ?? "\(error)"
        note(
          "deadline.unknown", .warning, id,
          "its deadline cannot be told before the launch: \(reason)")
        continue
      }
      left[number] = max(due, entry)
      let day = calendar.zone.date(at: due)
      if due < entry {
        note(
          "deadline.before", .error, id,
          entry == launch
            ? "its deadline passes on \(day), before the launch"
            : "its deadline passes on \(day), before what comes first is due"
              + " (\(calendar.zone.date(at: entry)))")
      } else if let end, due > end {
        let softly = question.window.hasSoftEnd ? ", which is meant by and large" : ""
        note(
          "deadline.window", .warning, id,
          "if every state takes as long as it may, it is due on \(day), after the end of the window"
            + " (\(question.window.end.map { "\($0)" } ?? ""))\(softly)")
      }
    }
  }

  /// When a state is entered: once what leads to it was left, or together with what it is in.
  private static func entry(
    of state: StateIndex, _ chart: Chart, _ entered: [Int: Instant], _ left: [Int: Instant]
  ) -> Instant? {
    var times: [Instant] = []
    for source in 0..<state.int {
      let from = StateIndex(source)
      let last = chart.lastDescendant(from)
      // Ways out of what contains the state lead elsewhere, or back.
      guard last < state else { continue }
      for transition in chart.transitions(of: from) {
        guard chart.targets(transition).contains(where: { $0 == state }) else { continue }
        times += (source...last.int).compactMap { left[$0] }
      }
    }
    return times.max() ?? chart.parent(state).flatMap { entered[$0.int] }
  }

  private mutating func note(
    _ code: String, _ severity: Deployability.Severity, _ state: Identifier, _ message: String
  ) {
    findings.append(
      Deployability.Finding(
        code: code, severity: severity, state: state, message: message, units: LeftOut.Group(),
        people: []))
  }
}
