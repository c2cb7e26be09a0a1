import AuditLog
import Reports
import Statechart
import WorkflowEngine

/// What became of a bulk: a verdict for each instance, and how many of each.
struct BulkReport {
  let verdicts: [(instance: InstanceID, result: BulkVerdict.Result)]
  let job: Identifier
  let isDryRun: Bool

  /// - Throws: `Exit.refused` where none was accepted, `.partRefused` where some were.
  func show(in output: OutputOptions) throws {
    let accepted = verdicts.count {
      if case .answered(let answer) = $0.result { answer.verdict == .accepted } else { false }
    }
    switch output.output {
    case .table:
      try output.print(table)
      try Terminal.print(summary(accepted) + "\n")
    case .csv:
      try output.print(table)
      Terminal.complain(summary(accepted))
    case .json:
      let object: JSON = [
        "job": .string(job.text), "accepted": JSON(accepted),
        "refused": JSON(verdicts.count - accepted), "dryRun": .bool(isDryRun),
        "verdicts": .array(verdicts.map { Self.json($0.instance, $0.result) }),
      ]
      try Terminal.print(object.indented + "\n")
    }
    if accepted < verdicts.count { throw accepted == 0 ? Exit.refused : Exit.partRefused }
  }

  private func summary(_ accepted: Int) -> String {
    "\(accepted) accepted, \(verdicts.count - accepted) refused"
      + (isDryRun ? " (dry run: nothing was changed)" : "; job \(job)")
  }

  private var table: Table {
    var table = Table([
      .init("Instance", key: "instance"), .init("Verdict", key: "verdict"),
      .init("From", key: "before"), .init("To", key: "after"),
      .init("Missing", key: "missing", maximumWidth: 60),
    ])
    for (instance, result) in verdicts {
      switch result {
      case .answered(let answer):
        let isAccepted = answer.verdict == .accepted
        table.append([
          Cell(answer.instance.text),
          Cell(answer.verdict.rawValue, isAccepted ? .good : .bad),
          Cell(.list(answer.before.map(\.text))), Cell(.list(answer.after.map(\.text))),
          isAccepted
            ? .none
            : Cell(answer.missing.map { "\($0.message) [\($0.code)]" }.joined(separator: "; ")),
        ])
      case .failed(let error):
        table.append([
          Cell(instance.text), Cell("failed", .bad), .none, .none,
          Cell(Failure(error)?.sentence ?? "\(error)"),
        ])
      }
    }
    return table
  }

  private static func json(_ instance: InstanceID, _ result: BulkVerdict.Result) -> JSON {
    switch result {
    case .answered(let answer): return .object(answer.json)
    case .failed(let error):
      return [
        "instance": .string(instance.text), "verdict": "failed",
        "error": .string(Failure(error)?.sentence ?? "\(error)"),
      ]
    }
  }
}
