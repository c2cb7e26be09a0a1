import ArgumentParser
import AuditLog
import Foundation
import Reports
import SQLiteStore
import Statechart
import WorkflowEngine

extension AuditCommand {
  struct Conform: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "conform", abstract: "what a workflow would have refused of a log",
      discussion: """
        Replays an event log (XES, IEEE 1849) against a workflow, case by case, and lists the first \
        event of each case that the workflow would have refused, and why. Timers that were due in \
        between fire; roles are those of org:role, or all of them. A mapping (CSV with the columns \
        activity and event) says what activities mean: the name of an event, evidence:KIND, or \
        nothing. The workflows of ledgers are looked for in the same folder or store. Exit 6 where \
        some case does not conform.

        Example: docket audit conform log.xes --workflow drive.scxml --mapping names.csv
        """)

    @Argument(help: ArgumentHelp("The log; - reads it.", valueName: "log.xes"))
    var log: String

    @Option(help: ArgumentHelp("The workflow's file, or its name in the store.", valueName: "name"))
    var workflow: String

    @Option(help: ArgumentHelp("What activities mean.", valueName: "map.csv"))
    var mapping: String?

    @Option(
      help: ArgumentHelp(
        "What the log does not record is taken as given: evidence, authority.", valueName: "what,…")
    )
    var assume: String?

    @Option(help: ArgumentHelp("The time zone in which days end.", valueName: "zone"))
    var zone = "UTC"

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let scratch = try SQLiteStore.scratch()
      let zone = try Zone(zone)
      let texts = try await texts()
      var conformance = try await Conformance(
        workflow: texts.workflow, others: texts.others, scratch: scratch, zone: zone.name)
      if let mapping { conformance.mapping = try Self.mapping(in: mapping) }
      for word in (assume ?? "").split(separator: ",").map(\.trimmingSpaces) {
        switch word {
        case "evidence": conformance.assumesEvidence = true
        case "authority": conformance.assumesAuthority = true
        default: throw UsageError("--assume takes evidence and authority, not \"\(word)\"")
        }
      }
      var summary = ConformanceSummary()
      var verdicts: [CaseVerdict] = []
      let foreign = ForeignLog(try Self.bytes(of: log))
      do {
        while let next = try foreign.next() {
          guard conformance.concerns(next) else {
            summary.addOther()
            continue
          }
          let verdict = try await conformance.judge(next, number: summary.cases + 1)
          summary.add(verdict)
          if output.output != .table || !verdict.conforms { verdicts.append(verdict) }
        }
      } catch let error as InvalidLog {
        throw InvalidFiles(lines: ["\(log):\(error.description)"])
      }
      try await scratch.close()
      try show(summary, verdicts, Dates(zone: zone, format: output.output))
      if summary.conforming < summary.cases { throw Exit.partRefused }
    }

    /// The workflow's document, a file or what the store registered under that name, and those of its
    /// ledgers: in the same folder, or in the same store.
    private func texts() async throws -> (workflow: [UInt8], others: [[UInt8]]) {
      if FileManager.default.fileExists(atPath: workflow) {
        let text = try InputFile(workflow).bytes
        let folder = URL(filePath: workflow).deletingLastPathComponent()
        let others = Self.ledgers(of: text)
          .map { folder.appending(path: "\(fileName(for: $0.text)).scxml").path }
          .filter { FileManager.default.fileExists(atPath: $0) }
        return (text, try others.map { try InputFile($0).bytes })
      }
      let opened = try store.openForReading()
      let name = workflow
      let texts = try await opened.read { reader -> (workflow: [UInt8], others: [[UInt8]])? in
        guard let text = try reader.workflow(Identifier(name), version: nil)?.text else {
          return nil
        }
        let others = try Self.ledgers(of: text).compactMap {
          try reader.workflow($0, version: nil)?.text
        }
        return (text, others)
      }
      try await opened.close()
      guard let texts else {
        throw UsageError("there is no file and no workflow \"\(workflow)\"")
      }
      return texts
    }

    private static func ledgers(of text: [UInt8]) -> [Identifier] {
      WorkflowReader.check(text).workflow?.ledgers.map(\.workflow) ?? []
    }

    private static func mapping(in path: String) throws -> [String: Conformance.Meaning] {
      let sheet = try Sheet(
        try InputFile(path), required: ["activity"], optional: ["event"], ignoresOthers: true)
      return Dictionary(
        sheet.rows.compactMap { row in
          row["activity"].map { ($0, Conformance.Meaning(row["event"] ?? "")) }
        }, uniquingKeysWith: { $1 })
    }

    /// The bytes of a file, in pieces: logs may be larger than memory.
    private static func bytes(of path: String) throws -> () throws -> [UInt8] {
      let handle: FileHandle
      if path == "-" {
        handle = .standardInput
      } else {
        guard let file = FileHandle(forReadingAtPath: path) else {
          throw UsageError("\(path) cannot be read")
        }
        handle = file
      }
      return { Array(try handle.read(upToCount: 1 << 16) ?? Data()) }
    }

    private func show(
      _ summary: ConformanceSummary, _ verdicts: [CaseVerdict], _ dates: Dates
    ) throws {
      let unmapped = summary.unmapped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      switch output.output {
      case .json:
        let object: JSONObject = [
          "cases": JSON(summary.cases), "conforming": JSON(summary.conforming),
          "otherWorkflows": JSON(summary.others), "ended": JSON(summary.ended),
          "events": JSON(summary.judged),
          "accepted": JSON(summary.accepted), "fitness": .number(summary.fitness),
          "unmapped": .object(JSONObject(unmapped.map { ($0.key, JSON($0.value)) })),
          "verdicts": .array(verdicts.map(\.json)),
        ]
        try Terminal.print(JSON.object(object).indented + "\n")
      case .csv: try output.print(Self.table(of: verdicts, dates))
      case .table:
        if !verdicts.isEmpty { try output.print(Self.table(of: verdicts, dates)) }
        let share = (summary.fitness * 1_000).rounded() / 10
        try Terminal.print(
          "\(summary.conforming) of \(summary.cases) cases conform, \(summary.ended) came to an end;"
            + " \(summary.accepted) of \(summary.judged) events (\(share) %) would have been"
            + " accepted\n")
      }
      if summary.others > 0 {
        Terminal.complain("passed over, being of other workflows: \(summary.others)")
      }
      if !unmapped.isEmpty {
        let list = unmapped.prefix(20).map { "\"\($0.key)\" (\($0.value))" }
        let more = unmapped.count > 20 ? " and \(unmapped.count - 20) more" : ""
        Terminal.complain(
          "activities that mean nothing here (--mapping tells): \(list.joined(separator: ", "))"
            + more)
      }
    }

    private static func table(of verdicts: [CaseVerdict], _ dates: Dates) -> Table {
      var table = Table([
        .init("Case", key: "case", maximumWidth: 32), .init("Conforms", key: "conforms"),
        .init("Ended", key: "ended"), .init("Events", key: "events", .trailing),
        .init("Accepted", key: "accepted", .trailing), .init("No", key: "number", .trailing),
        .init("Activity", key: "activity", maximumWidth: 32), .init("At", key: "at"),
        .init("Who", key: "resource", maximumWidth: 16),
        .init("In", key: "states", maximumWidth: 28), .init("Why", key: "why", maximumWidth: 60),
      ])
      for verdict in verdicts {
        let first = verdict.first
        table.append([
          Cell(verdict.id), Cell(.boolean(verdict.conforms)), Cell(.boolean(verdict.hasEnded)),
          Cell(verdict.judged), Cell(verdict.accepted), first.map { Cell($0.number) } ?? .none,
          Cell(first?.event.activity), dates.cell(first?.event.time), Cell(first?.event.resource),
          first.map { Cell(.list($0.states)) } ?? .none,
          first.map { Cell(.list($0.missing.map { "\($0.code): \($0.message)" })) } ?? .none,
        ])
      }
      return table
    }
  }
}

extension CaseVerdict {
  fileprivate var json: JSON {
    var members: JSONObject = [
      "case": .string(id), "conforms": .bool(conforms), "ended": .bool(hasEnded),
      "events": JSON(events), "judged": JSON(judged), "accepted": JSON(accepted),
      "states": JSON(states), "unmapped": JSON(unmapped),
    ]
    if let first {
      members["first"] = [
        "number": JSON(first.number), "activity": .string(first.event.activity),
        "at": first.event.time.map { .string($0.description) } ?? .null,
        "resource": first.event.resource.map { .string($0) } ?? .null,
        "states": JSON(first.states), "missing": .array(first.missing.map(\.json)),
      ]
    }
    return .object(members)
  }
}
