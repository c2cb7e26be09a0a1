import ArgumentParser
import AuditLog
import Reports
import SQLiteStore
import WorkflowEngine

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "prove the record",
    discussion: "Example: docket audit verify",
    subcommands: [
      Verify.self, Keygen.self, Checkpoint.self, Cosign.self, Prove.self, CheckProof.self,
      Export.self, Conform.self, Erase.self,
    ])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "check the store against its log",
      discussion: """
        Recomputes every hash and the tree, makes every decision again, rebuilds every table from \
        the log and compares, looks up every row in every index, reads every file of evidence, and \
        compares with every checkpoint that the store kept. Exit 5 where anything is not what was recorded. A store that was \
        changed together with all of its hashes takes a checkpoint that was kept elsewhere: --kept.

        Example: docket audit verify --output json
        Example: docket audit verify --kept 2023-*.checkpoint --vkey log.vkey
        """)

    @OptionGroup var kept: KeptOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let audit = try kept.audit()
      let opened = try store.openForReading()
      var verification = try await opened.verification()
      let comparison = try await audit.compare(opened)
      verification.faults += comparison.faults
      try await opened.close()
      if output.output == .csv {
        try output.print(verification.faultTable)
      } else {
        var json = verification.json
        json["checkpoints"] = JSON(comparison.checkpoints)
        json["witnessed"] = comparison.witnessed.map { JSON($0) } ?? .null
        try output.print(json, words: comparison.words + verification.words)
      }
      guard verification.faults.isEmpty else {
        for line in verification.faultLines { Terminal.complain(line) }
        throw Exit.auditFailure
      }
    }
  }
}

extension SQLiteStore {
  func verification() async throws -> Verification {
    let scratch = try SQLiteStore.scratch()
    var verification: Verification
    do {
      verification = try await Verifier(self, scratch: scratch)
        .verify { Terminal.progress($0, of: $1, "entries") }
    } catch StoreError.corrupt(let reason) {
      // A part that cannot even be read is a fault, and the last one that can be found.
      verification = Verification()
      verification.faults = [Verification.Fault("store.unreadable", reason)]
    }
    try await scratch.close()
    return verification
  }
}

extension Verification {
  /// A count behind its name, all of them in one column.
  fileprivate static func line(_ name: String, _ value: String) -> String {
    let column = 19
    return name + String(repeating: " ", count: max(1, column - name.count)) + value + "\n"
  }

  var words: String {
    let counts = [
      ("entries", "\(entries)"), ("replayed", "\(replayed)"), ("rows rebuilt", "\(rows)"),
      ("files of evidence", "\(files)"), ("texts erased", "\(erased)"), ("root", root.hex),
    ]
    let verdict =
      faults.isEmpty ? "the store is what its log says" : "the store is NOT what its log says"
    return counts.map(Self.line).joined() + "\(verdict)\n"
  }

  /// `error: entry 12: sentence [code]`
  var faultLines: [String] {
    faults.map { fault in
      let place = fault.index.map { "entry \($0)" } ?? ""
      guard !place.isEmpty, !fault.message.hasPrefix(place) else {
        return "error: \(fault.message) [\(fault.code)]"
      }
      return "error: \(place): \(fault.message) [\(fault.code)]"
    }
  }

  var json: JSONObject {
    [
      "valid": .bool(faults.isEmpty), "entries": JSON(entries), "replayed": JSON(replayed),
      "erased": JSON(erased), "rows": JSON(rows), "files": JSON(files),
      "root": .string(root.hex), "faults": faultTable.json,
    ]
  }

  var faultTable: Table {
    Table(
      [
        .init("Code", key: "code"), .init("Entry", key: "index", .trailing),
        .init("Message", key: "message"),
      ],
      rows: faults.map { [Cell($0.code), $0.index.map { Cell($0) } ?? .none, Cell($0.message)] })
  }
}

extension CheckpointAudit.Result {
  /// Lines of their own before those of the verification.
  fileprivate var words: String {
    // The size of the log that the witnesses saw.
    let witnessed = witnessed.map { Verification.line("witnessed entries", "\($0)") } ?? ""
    return Verification.line("checkpoints", "\(checkpoints)") + witnessed
  }
}
