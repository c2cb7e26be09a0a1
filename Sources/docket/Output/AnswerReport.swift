import AuditLog
import Reports
import Statechart
import WorkflowEngine

/// What became of one request, for people and for programs.
struct AnswerReport {
  let answer: Answer
  /// What was asked for, in a word or two.
  let what: String
  let eventID: Identifier
  let isDryRun: Bool

  init(_ answer: Answer, what: String, eventID: Identifier, isDryRun: Bool) {
    self.answer = answer
    self.what = what
    self.eventID = eventID
    self.isDryRun = isDryRun
  }

  /// Shows the answer; a refusal on standard error, unless a program reads it.
  ///
  /// - Throws: `Exit.refused`.
  func show(in output: OutputOptions, _ session: Session) async throws {
    let isRefused = answer.verdict == .refused
    if output.output != .table {
      try output.print(json, words: "")
    } else if isRefused {
      let names = Names()
      let block = try await session.store.read { try refusal(names, $0) }
      Terminal.complain(block)
    } else {
      try Terminal.print(acceptance + "\n")
    }
    if isRefused { throw Exit.refused }
  }

  /// `drive-2023/G-1: study → investigate (revision 4, event id …)`
  private var acceptance: String {
    let before = answer.before.map(\.text).joined(separator: ", ")
    let after = answer.after.map(\.text).joined(separator: ", ")
    let move =
      before == after || after.isEmpty
      ? "\(what) accepted" : before.isEmpty ? after : "\(before) → \(after)"
    let note =
      isDryRun
      ? "dry run: nothing was changed"
      : "revision \(answer.revision), event id \(eventID)"
        + (answer.isRepeat ? "; the first answer again, nothing was done" : "")
    return "\(answer.instance): \(move) (\(note))".visible
  }

  private func refusal(_ names: Names, _ reader: any StoreReader) throws -> String {
    var lines = ["refused: \(what) on \(answer.instance), revision \(answer.revision)"]
    for missing in answer.missing {
      lines += try Self.lines(of: missing, names, reader).map { "  " + $0 }
    }
    if isDryRun {
      lines.append("dry run: nothing was changed and nothing was logged")
    } else {
      lines.append(
        "nothing was changed"
          + (answer.index.map { "; the refusal is entry \($0) of the log" } ?? "")
          + ", event id \(eventID)" + (answer.isRepeat ? " (the first answer again)" : ""))
    }
    return lines.joined(separator: "\n")
  }

  /// One thing that is missing: the sentence, the workflow's own words, who could supply it.
  static func lines(of missing: Missing, _ names: Names, _ reader: any StoreReader) throws
    -> [String]
  {
    let place = missing.region.map { "\($0): " } ?? ""
    let words = missing.ownWords.text(in: names.languages)
    var lines: [String] = []
    if let words, words != missing.message { lines.append("- \(place)\(words)") }
    lines.append(
      lines.isEmpty
        ? "- \(place)\(words ?? missing.message) [\(missing.code)]"
        : "    \(missing.message) [\(missing.code)]")
    if !missing.suppliers.isEmpty {
      let people = try missing.suppliers.prefix(6).map { try names.person($0, reader) }
      let more = missing.suppliers.count - people.count
      lines.append(
        "    who could: " + people.joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""))
    }
    if !missing.offers.isEmpty {
      lines.append(
        "    given before: " + missing.offers.map(\.description).joined(separator: ", ")
          + "; `docket evidence add --reuse \(missing.offers[0])` gives it again")
    }
    if !missing.waitingFor.isEmpty {
      let shown = try missing.waitingFor.prefix(10).map { code in
        try names.unit(Identifier(code), reader)
      }
      let more = missing.waitingFor.count - shown.count
      lines.append(
        "    waiting for: " + shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""))
    }
    return lines
  }

  var json: JSONObject {
    var members = answer.json
    members["eventID"] = .string(eventID.text)
    members["dryRun"] = .bool(isDryRun)
    if isDryRun { members["index"] = .null }
    return members
  }
}

extension Answer {
  /// The answer with stable names.
  var json: JSONObject {
    [
      "instance": .string(instance.text), "verdict": .string(verdict.rawValue),
      "repeat": .bool(isRepeat), "index": index.map { JSON($0) } ?? .null,
      "revision": JSON(revision), "at": .string(at.description),
      "before": JSON(before.map(\.text)), "after": JSON(after.map(\.text)),
      "role": role.map { .string($0.text) } ?? .null,
      "missing": .array(missing.map(\.completeJSON)),
    ]
  }
}

extension Missing {
  /// With who could supply it, which an entry does not keep.
  var completeJSON: JSON {
    guard var members = json.object, !suppliers.isEmpty || !offers.isEmpty else { return json }
    if !suppliers.isEmpty { members["suppliers"] = JSON(suppliers.map(\.text)) }
    if !offers.isEmpty { members["offers"] = JSON(offers.map(\.description)) }
    return .object(members)
  }
}
