import AuditLog
import Statechart

/// What a step does to an instance's timers: states left take theirs along, states entered bring
/// their deadlines and reminders, and sends with a delay become timers.
struct Timetable {
  private let workflow: Workflow
  private let calendar: DueCalendar
  /// Removals and additions, in the order in which they must be applied.
  private(set) var changes: [Change] = []
  /// The deadlines of the states that were entered.
  private(set) var due: [(state: Identifier, at: Instant, isSoft: Bool)] = []
  /// Deadlines that could not be computed, for the entry.
  private(set) var faults: [String] = []

  init(_ workflow: Workflow, _ calendar: DueCalendar) {
    self.workflow = workflow
    self.calendar = calendar
  }

  /// Forgets every timer: an instance that has ended waits for nothing.
  mutating func clear(_ instance: InstanceID) {
    changes = [.removeTimers(instance)]
  }

  /// Forgets the timers of states that were left.
  mutating func leave(_ states: [Identifier], of instance: InstanceID, timers: [Timer]) {
    for timer in timers {
      if let state = timer.state, states.contains(state) {
        changes.append(.removeTimer(instance, timer.id))
      }
    }
  }

  /// Sets the deadlines and reminders of states that were entered and are active.
  ///
  /// - Parameters:
  ///   - ordered: Deadlines that enacted minutes set, in place of the workflow's own.
  ///   - evaluate: The value of a deadline's expression after the step.
  mutating func enter(
    _ states: StateSet, of instance: InstanceID, at: Instant,
    ordered: [Identifier: DeadlineOrder.Due] = [:],
    evaluate: (ExpressionID) throws -> String
  ) {
    for index in states {
      let state = workflow.chart.id(index)
      let rule = workflow.deadlines.first { $0.state == index }
      let deadline: Instant
      do {
        if let order = ordered[state] {
          deadline = calendar.due(order, enteredAt: at)
        } else if let rule {
          deadline = try calendar.due(rule.due, enteredAt: at, evaluate: evaluate)
        } else {
          continue
        }
      } catch {
        let reason = (error as? ExecutionError)?.message ?? "\(error)"
        faults.append("deadline of \(state): \(reason)")
        continue
      }
      let isSoft = rule?.isSoft ?? false
      due.append((state, deadline, isSoft))
      set(deadline, of: index, instance, isSoft: isSoft, at: at)
    }
  }

  /// Moves the deadline of a state that the instance is in, and its reminders with it.
  ///
  /// - Parameter timers: What the instance waits for.
  mutating func move(
    _ state: Identifier, of instance: InstanceID, to deadline: Instant, isSoft: Bool, at: Instant,
    timers: [Timer]
  ) {
    leave([state], of: instance, timers: timers)
    guard let index = workflow.chart.index(of: state) else { return }
    set(deadline, of: index, instance, isSoft: isSoft, at: at)
  }

  private mutating func set(
    _ deadline: Instant, of index: StateIndex, _ instance: InstanceID, isSoft: Bool, at: Instant
  ) {
    let state = workflow.chart.id(index)
    let name = "deadline." + state.text
    changes.append(
      .timer(
        Timer(
          instance: instance, id: Identifier(name), kind: .deadline, state: state,
          due: deadline, order: index.int, event: Event(name), isSoft: isSoft)))
    for (number, reminder) in workflow.reminders(of: index).enumerated() {
      let time = calendar.reminder(reminder.before, deadline: deadline)
      guard time > at else { continue }
      let name = "reminder." + state.text
      changes.append(
        .timer(
          Timer(
            instance: instance, id: Identifier("\(name)/\(number + 1)"), kind: .reminder,
            state: state, due: time, order: index.int, event: Event(name))))
    }
  }

  /// Keeps a send with a delay, or takes one back.
  mutating func perform(
    _ effects: [Effect], of instance: InstanceID, revision: Int, at: Instant, timers: [Timer]
  ) {
    var own = timers
    var number = 0
    for effect in effects {
      switch effect {
      case .send(let send) where send.delay > 0:
        number += 1
        let timer = Timer(
          instance: instance, id: Identifier("send/\(revision)/\(number)/\(send.id)"), kind: .send,
          due: at.advanced(byMilliseconds: send.delay), order: number, event: send.event,
          target: send.address == .own ? nil : send.target)
        own.append(timer)
        changes.append(.timer(timer))
      case .cancel(let sendID):
        for timer in own where timer.sendID == sendID {
          changes.append(.removeTimer(instance, timer.id))
        }
        own.removeAll { $0.sendID == sendID }
      default: break
      }
    }
  }
}

extension Timer {
  /// The id of the `<send>` that made the timer: what follows the third slash of its own id.
  fileprivate var sendID: String? {
    guard kind == .send else { return nil }
    let parts = id.text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    return parts.count == 4 ? String(parts[3]) : nil
  }
}
