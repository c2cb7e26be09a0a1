import ArgumentParser
import AuditLog
import Foundation
import Reports
import SQLiteStore
import WorkflowEngine

extension AuditCommand {
  struct Checkpoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "checkpoint", abstract: "sign the log as it stands",
      discussion: """
        A signed note of the log's size and root. The store keeps it and never signs a log that \
        does not continue the last one; kept where nobody can change it, it shows later whether \
        anything before it was changed or removed. A witness's answer is added with \
        --add-cosignature and its key; `docket audit prove --from SIZE` writes what witnesses take.

        Example: docket audit checkpoint --key log.key -o 2023-12-31.checkpoint
        Example: docket audit checkpoint --add-cosignature answer --witness witness.vkey
        Example: docket audit checkpoint --list
        """)

    @OptionGroup var key: KeyOption

    @Option(
      help: ArgumentHelp("Keep the answer of a witness; - reads it.", valueName: "file"))
    var addCosignature: String?

    @OptionGroup var witnesses: WitnessOptions

    @Option(
      name: [.customShort("o"), .customLong("to")],
      help: ArgumentHelp("Where to write it; else standard output.", valueName: "file"))
    var target: String?

    @Flag(help: "The checkpoints that were kept.")
    var list = false

    @Flag(help: "Check whether it could be signed or kept, and leave no trace.")
    var dryRun = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      if list { return try await showKept() }
      let witnesses = try witnesses.keys()
      guard addCosignature == nil || !witnesses.isEmpty else {
        throw UsageError("--add-cosignature takes --witness, the key that verifies it")
      }
      let opened = try store.openForWriting()
      let engine = Engine(store: opened, clock: ProgramClock())
      let signed: SignedCheckpoint
      if let addCosignature {
        signed = try await engine.add(
          cosignatures: try InputFile(addCosignature).bytes, of: witnesses, isDryRun: dryRun)
      } else {
        signed = try await engine.checkpoint(
          by: try await key.signer(of: opened), isDryRun: dryRun)
      }
      try await opened.close()
      guard !dryRun else {
        return try Terminal.print("dry run: \(signed.checkpoint); nothing was kept\n")
      }
      guard let target else {
        return try Terminal.print(String(decoding: signed.bytes, as: UTF8.self))
      }
      let file = try NewFile(target)
      try file.write(signed.bytes)
      try file.finish()
    }

    private func showKept() async throws {
      let opened = try store.openForReading()
      let kept = try await opened.read { try $0.checkpoints() }
      try await opened.close()
      var table = Table([
        .init("Entries", key: "entries", .trailing), .init("Root", key: "root"),
        .init("Signatures", key: "signatures"),
      ])
      for checkpoint in kept {
        table.append([
          Cell(checkpoint.size), Cell(checkpoint.tree.root.base64),
          Cell(.list(checkpoint.signed.note.signatures.map(\.name))),
        ])
      }
      try output.print(table)
    }
  }

  struct Cosign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cosign", abstract: "be the witness of somebody else's log",
      discussion: """
        Signs the checkpoint of a request (`docket audit prove --from SIZE`) if it continues the \
        last one that this witness signed, which is kept in --seen, and prints the signature for \
        `audit checkpoint --add-cosignature`. Needs no store. Exit 5 where the log shows another \
        history than before.

        Example: docket audit cosign request --key w.key --vkey log.vkey --seen log.seen > answer
        """)

    @Argument(help: ArgumentHelp("The request; - reads it.", valueName: "file"))
    var request: String

    @Option(help: ArgumentHelp("The witness's private key.", valueName: "file"))
    var key: String

    @Option(help: ArgumentHelp("The key of the log, or a file with it.", valueName: "key"))
    var vkey: String

    @Option(help: ArgumentHelp("What this witness signed last; made at first.", valueName: "file"))
    var seen: String

    func run() async throws {
      let log = try VerifyingKey(argument: vkey, option: "--vkey")
      let signer = try KeyOption.key(in: key)
      var last: AuditLog.Checkpoint?
      if FileManager.default.fileExists(atPath: seen) {
        let note = try SignedCheckpoint(parsing: try InputFile(seen).bytes)
        try note.verify(log: log)
        last = note.checkpoint
      }
      let request = try WitnessRequest(parsing: try InputFile(request).bytes)
      var witness = try Witness(key: signer, log: log, last: last)
      let answer = try witness.cosign(request, at: ProgramClock().now())
      // Remembered before it is handed out, as the protocol demands.
      let file = try ExportFile(seen)
      try file.write(try request.checkpoint.adding(answer: answer, of: [signer.verifyingKey]).bytes)
      try file.finish()
      try Terminal.print(String(decoding: answer, as: UTF8.self))
    }
  }
}

/// Witnesses that are trusted.
struct WitnessOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The key of a witness, or a file with it; may stand more than once.", valueName: "key"))
  var witness: [String] = []

  func keys() throws -> [VerifyingKey] {
    let keys = try witness.map { try VerifyingKey(argument: $0, option: "--witness") }
    for key in keys where key.purpose != .witness {
      throw UsageError("--witness: \(key.name) is the key of a log, not of a witness")
    }
    return keys
  }
}

/// Checkpoints that somebody kept, and the keys that verify them.
struct KeptOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Checkpoints that were kept elsewhere; those in the store are always compared.",
      valueName: "file"))
  var kept: [String] = []

  @Option(
    help: ArgumentHelp("The key that verifies checkpoints, or a file with it.", valueName: "key"))
  var vkey: String?

  @OptionGroup var witnesses: WitnessOptions

  @Option(
    help: ArgumentHelp(
      "How many of the witnesses must have signed; else all of them.", valueName: "number"))
  var quorum: Int?

  /// What to compare the log with; the signatures of the files are verified.
  func audit() throws -> CheckpointAudit {
    var audit = CheckpointAudit()
    audit.witnesses = try witnesses.keys()
    audit.quorum = quorum ?? audit.witnesses.count
    guard quorum == nil || (1...max(1, audit.witnesses.count)).contains(audit.quorum) else {
      throw UsageError("--quorum is from 1 to the number of witnesses, \(audit.witnesses.count)")
    }
    audit.log = try vkey.map { try VerifyingKey(argument: $0, option: "--vkey") }
    guard let log = audit.log else {
      if !kept.isEmpty { throw UsageError("--kept takes --vkey, the key that verifies") }
      if !audit.witnesses.isEmpty { throw UsageError("--witness takes --vkey, the log's own key") }
      return audit
    }
    audit.kept = try kept.map { path in
      do {
        let signed = try SignedCheckpoint(parsing: try InputFile(path).bytes)
        try signed.verify(log: log, witnesses: audit.witnesses)
        return (path, signed)
      } catch let error as InvalidNote {
        throw UsageError("\(path): \(error)")
      }
    }
    return audit
  }
}
