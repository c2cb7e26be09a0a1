import AuditLog
import Reports
import Statechart
import WorkflowEngine

/// What became of a bulk: a verdict for each instance, and how many of each.
///
/// It takes the verdicts as they come in, and keeps of each what its form shows.
struct BulkReport {
  private let job: Identifier
  private let isDryRun: Bool
  private let output: OutputOptions
  private var accepted = 0
  private var count = 0
  private var table = Table([
    .init("Instance", key: "instance"), .init("Verdict", key: "verdict"),
    .init("From", key: "before"), .init("To", key: "after"),
    .init("Missing", key: "missing", maximumWidth: 60),
  ])
  private var objects: [JSON] = []

  init(
    _ verdicts: [BulkVerdict] = [], job: Identifier, isDryRun: Bool, in output: OutputOptions
  ) {
    self.job = job
    self.isDryRun = isDryRun
    self.output = output
    add(verdicts)
  }

  mutating func add(_ verdicts: [BulkVerdict]) {
    count += verdicts.count
    accepted += verdicts.count(where: \.isAccepted)
    switch output.output {
    case .table, .csv: for verdict in verdicts { table.append(Self.row(verdict)) }
    case .json: objects += verdicts.map(Self.json)
    }
  }

  /// - Throws: `Exit.refused` where none was accepted, `.partRefused` where some were.
  func show() throws {
    switch output.output {
    case .table:
      try output.print(table)
      try Terminal.print(summary + "\n")
    case .csv:
      try output.print(table)
      Terminal.complain(summary)
    case .json:
      let object: JSON = [
        "job": .string(job.text), "accepted": JSON(accepted),
        "refused": JSON(count - accepted), "dryRun": .bool(isDryRun),
        "verdicts": .array(objects),
      ]
      try Terminal.print(object.indented + "\n")
    }
    if accepted < count { throw accepted == 0 ? Exit.refused : Exit.partRefused }
  }

  private var summary: String {
    "\(accepted) accepted, \(count - accepted) refused"
      + (isDryRun ? " (dry run: nothing was changed)" : "; job \(job)")
  }

  private static func row(_ verdict: BulkVerdict) -> [Cell] {
    switch verdict.result {
    case .answered(let answer):
      [
        Cell(answer.instance.text),
        Cell(answer.verdict.rawValue, verdict.isAccepted ? .good : .bad),
        Cell(.list(answer.before.map(\.text))), Cell(.list(answer.after.map(\.text))),
        verdict.isAccepted
          ? .none
          : Cell(answer.missing.map { "\($0.message) [\($0.code)]" }.joined(separator: "; ")),
      ]
    case .failed(let error):
      [
        Cell(verdict.instance.text), Cell("failed", .bad), .none, .none,
        Cell(Failure(error)?.sentence ?? "\(error)"),
      ]
    }
  }

  private static func json(_ verdict: BulkVerdict) -> JSON {
    switch verdict.result {
    case .answered(let answer): .object(answer.json)
    case .failed(let error):
      [
        "instance": .string(verdict.instance.text), "verdict": "failed",
        "error": .string(Failure(error)?.sentence ?? "\(error)"),
      ]
    }
  }
}
