import Statechart
import XML

/// What stands in a state: `d:stage`, `d:deadline`, `d:reminder`.
extension WorkflowBuilder {
  mutating func readRules(
    _ children: [XMLElement], of state: XMLElement, _ index: StateIndex, inside parent: XMLElement?
  ) {
    guard let first = children.first else { return }
    // The events of a deadline are named after the state, and so are the columns of reports.
    guard let id = state.attribute("id")?.value else {
      findings.error(
        "workflow.state.unnamed", at: SourceLocation(state.position),
        "a state with \(vocabulary.tag(first)) needs an id")
      return
    }
    for child in children {
      explaining(child) { $0.readRule(child, of: index, Identifier(id)) }
    }
    let deadline = children.first { $0.name.local == "deadline" }
    if let deadline, state.name.local == "final", parent?.name.local == "scxml" {
      findings.warn(
        "workflow.deadline.final", at: SourceLocation(deadline.position),
        "nothing is due in \"\(id)\": the instance ends when it gets there")
    }
    for reminder in children where reminder.name.local == "reminder" {
      checkReminder(reminder, of: deadline, id)
    }
  }

  private mutating func readRule(_ element: XMLElement, of state: StateIndex, _ id: Identifier) {
    switch element.name.local {
    case "stage":
      let titles = vocabulary.texts(vocabulary.inspect(element, &findings), &findings)
      if titles.isEmpty {
        findings.warn(
          "workflow.stage.untitled", at: SourceLocation(element.position),
          "the stage \"\(id)\" has no title; reports will show its id")
      }
      stages.append(Stage(state: state, id: id, titles: titles))
    case "deadline":
      readDeadline(element, of: state)
    default:
      _ = vocabulary.inspect(element, &findings)
      guard let before = duration("before", of: element) else { return }
      reminders.append(
        ReminderRule(state: state, before: before, location: SourceLocation(element.position)))
    }
  }

  private mutating func readDeadline(_ element: XMLElement, of state: StateIndex) {
    _ = vocabulary.inspect(element, &findings)
    let isSoft = vocabulary.flag("soft", of: element, &findings)
    let kinds = ["after", "working-days", "at", "expr"]
    guard let kind = theOne(of: kinds, in: element, "says when") else { return }
    let due: DeadlineRule.Due?
    switch kind.written {
    case "after": due = duration("after", of: element).map { .after($0) }
    case "working-days":
      due = vocabulary.number("working-days", of: element, &findings, in: 1...10_000)
        .map { .workingDays($0) }
    case "at":
      due = vocabulary.value(
        "at", of: element, &findings,
        is: "a date (2023-12-31), a month (2023-12) or a time with its offset"
          + " (2023-12-31T18:00:00+08:00)"
      ) { DueDate($0) }.map { .at($0) }
    default: due = .expression(expression(kind, .value))
    }
    let near = duration("near", of: element)
    let escalation = element.attribute("escalate")
    if let escalation { use(.role, escalation) }
    guard let due else { return }
    deadlines.append(
      DeadlineRule(
        state: state, due: due, isSoft: isSoft, near: near,
        escalation: escalation.map { name(in: $0) },
        location: SourceLocation(element.position)))
  }

  private mutating func checkReminder(
    _ reminder: XMLElement, of deadline: XMLElement?, _ id: String
  ) {
    guard let deadline else {
      findings.error(
        "workflow.reminder.alone", at: SourceLocation(reminder.position),
        "\(vocabulary.tag(reminder)) reminds of a deadline, and \"\(id)\" has none")
      return
    }
    guard let before = reminder.attribute("before").flatMap({ CalendarDuration($0.value) }),
      let after = deadline.attribute("after").flatMap({ CalendarDuration($0.value) }),
      before.months == 0, after.months == 0, before.roughly > after.roughly
    else { return }
    findings.warn(
      "workflow.reminder.early", at: SourceLocation(reminder.position),
      "the reminder would come before \"\(id)\" is entered, and so never comes")
  }

  private mutating func duration(_ name: String, of element: XMLElement) -> CalendarDuration? {
    vocabulary.value(
      name, of: element, &findings,
      is: "a duration such as \"P5D\" (five days), \"P1M\" (a month) or \"PT36H\" (36 hours)"
    ) { CalendarDuration($0) }
  }

  /// The one attribute of several that must be there; reports none and more than one.
  mutating func theOne(of names: [String], in element: XMLElement, _ purpose: String)
    -> XMLAttribute?
  {
    let present = element.attributes.filter { names.contains($0.written) }
    guard let first = present.first else {
      findings.error(
        "workflow.attribute.missing", at: SourceLocation(element.position),
        "\(vocabulary.tag(element)) \(purpose) by one of the attributes "
          + list(names.map { "\"\($0)\"" }, "or"))
      return nil
    }
    for other in present.dropFirst() {
      findings.error(
        "workflow.attribute.conflict", at: SourceLocation(other.position),
        "\(vocabulary.tag(element)) has both \"\(first.written)\" and \"\(other.written)\"; only one"
          + " of them can count")
    }
    return first
  }
}

extension CalendarDuration {
  /// In milliseconds, days of 24 hours; only for durations without months.
  fileprivate var roughly: Int64 { Int64(days) * 86_400_000 + milliseconds }
}
