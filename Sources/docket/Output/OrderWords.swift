import AuditLog
import Reports
import Statechart
import WorkflowEngine

extension Order {
  /// What is ordered, in a line.
  var words: String {
    switch self {
    case .launch(let order):
      let version = order.version.map { " \($0)" } ?? ""
      let window = order.window.words.map { ", \($0)" } ?? ""
      return "launch batch \(order.batch) of \(order.programme): \(order.workflow)\(version)"
        + " for units where \(order.predicate)\(window)"
    case .send(let order):
      return "send \"\(order.event)\" in \(order.programme) to \(order.recipients.words)"
        + (order.reason.map { ": \($0)" } ?? "")
    case .appoint(let assignment):
      let from = assignment.from.map { " from \($0)" } ?? ""
      let until = assignment.until.map { " until \($0)" } ?? ""
      let behalf = assignment.onBehalfOf.map { ", standing in for \($0)" } ?? ""
      return
        "appoint \(assignment.person) as \(assignment.role) on \(assignment.unit)\(from)\(until)"
        + behalf
    case .deadline(let order):
      let due =
        switch order.due {
        case .at(let day): "\(day)"
        case .after(let duration): "\(duration) after it was entered"
        }
      return "deadline of \(order.state) in \(order.programme), \(due), for"
        + " \(order.recipients.words): \(order.reason)"
    case .supersede(let authority): return "supersede \(authority)"
    }
  }
}

extension CarriedRequirement {
  /// `required: Link upper and lower levels. … (lesson m-1#owned-above: …)`, further lines indented.
  func lines(in languages: [String]) -> [String] {
    let title = requirement.titles.text(in: languages).map { "\($0): " } ?? ""
    let text = (requirement.text.text(in: languages) ?? "").split(separator: "\n").map(String.init)
    var lines = [
      (requirement.isProhibition ? "forbidden: " : "required: ") + title + (text.first ?? "")
    ]
    lines += text.dropFirst().map { "    \($0)" }
    if let cited = requirement.lesson {
      let words = lesson?.text.text(in: languages).map { ": \($0)" } ?? ""
      lines.append("    from the lesson \(cited)\(words)")
    }
    return lines
  }
}

extension Recipients {
  fileprivate var words: String {
    switch self {
    case .everyUnit: "every unit"
    case .unit(let code): "the unit \(code)"
    case .selected(let predicate): "units where \(predicate)"
    }
  }
}

extension DateWindow {
  /// `2023-09 to 2024-01 (by and large)`; nil where nothing was said.
  var words: String? {
    let softly = hasSoftEnd && end != nil ? " (by and large)" : ""
    switch (start, end) {
    case (nil, nil): return nil
    case (let start?, nil): return "from \(start)"
    case (nil, let end?): return "until \(end)\(softly)"
    case (let start?, let end?): return "\(start) to \(end)\(softly)"
    }
  }
}

extension LeftOut {
  /// `13 not selected (G, G-1, …)`, one text a reason.
  var words: [String] {
    groups.sorted { $0.key < $1.key }.map { reason, group in
      let named = group.first.map(\.text).joined(separator: ", ")
      return
        "\(group.count) \(reason.words) (\(named)\(group.count > group.first.count ? ", …" : ""))"
    }
  }

  var json: JSON {
    .array(
      groups.sorted { $0.key < $1.key }.map { reason, group in
        [
          "reason": .string(reason.words), "count": JSON(group.count),
          "first": JSON(group.first.map(\.text)),
        ]
      })
  }
}

extension LeftOut.Reason {
  fileprivate var words: String {
    switch self {
    case .notSelected: "not selected"
    case .retired: "retired"
    case .inBatch(let number): "in batch \(number) already"
    case .notInProgramme: "not in the programme"
    }
  }
}

extension OrderRecord {
  /// How far it is: `49 units`, `pending`, `1 accepted, 0 refused`.
  var standing: String {
    switch order {
    case .launch: return counted(size)
    case .appoint, .supersede: return "done"
    case .send, .deadline:
      guard let outcome else { return "for \(counted(size)), not carried out yet" }
      let untouched = size - outcome.accepted - outcome.refused
      var words = "of \(counted(size)): \(outcome.accepted) accepted, \(outcome.refused) refused"
      if untouched > 0 {
        words +=
          order.deadlineProgramme == nil
          ? ", \(untouched) without an instance"
          : ", \(untouched) have it already or get it when they enter the state"
      }
      return words
    }
  }
}

extension StoreReader {
  /// The decisions that were set aside, each with the one that took its place.
  func supersededDecisions() throws -> [Authority: Authority] {
    var found: [Authority: Authority] = [:]
    for minutes in try minutes() {
      for record in try decisions(of: minutes.id) {
        if let other = record.supersededBy { found[record.authority] = other }
      }
    }
    return found
  }

  /// The batch, its window and the decision that it rests on, flagged where that was set aside.
  func batchWords(_ programme: ProgrammeName, _ number: Int) throws -> String? {
    guard let batch = try batch(programme, number) else { return nil }
    var words = "batch \(number) of \(programme)"
    if let window = batch.window.words { words += ", \(window)" }
    if let authority = batch.authority {
      words += ", under \(authority)"
      if let cited = Authority(authority), let other = try decision(cited)?.supersededBy {
        words += " (superseded by \(other))"
      }
    }
    return words
  }
}

extension MinutesRecord {
  /// With stable names.
  var readableJSON: JSONObject { json.object ?? [:] }
}

extension MinutesRecord.Status {
  var emphasis: Emphasis {
    switch self {
    case .draft: .attention
    case .approved: .plain
    case .enacted: .good
    }
  }
}

/// `1 unit`, `52 units`.
func counted(_ units: Int) -> String { counted(units, "unit", "units") }

/// `1 item is`, `3 items are`.
func counted(_ count: Int, _ one: String, _ many: String) -> String {
  "\(count) \(count == 1 ? one : many)"
}
