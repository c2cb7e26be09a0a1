import ArgumentParser
import AuditLog
import Foundation
import Reports
import SQLiteStore
import Statechart
import WorkflowEngine

extension AuditCommand {
  struct Prove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prove", abstract: "a proof that needs no store",
      discussion: """
        That an entry is in the log that was signed (C2SP tlog-proof), with the entry itself \
        inside; or, with --from, that the log only grew since it had so many entries (what C2SP \
        witnesses take). Proofs lead to the last checkpoint that was kept, or to another of them.

        Example: docket audit prove --unit G-1 --programme drive --event-id e1 -o e1.tlog-proof
        Example: docket audit prove --from 120 -o request
        """)

    @Argument(help: ArgumentHelp("The number of the entry.", valueName: "index"))
    var index: Int?

    @OptionGroup var instance: InstanceOptions

    @Option(help: ArgumentHelp("The entry of this event of the instance.", valueName: "id"))
    var eventID: String?

    @Option(
      help: ArgumentHelp("The log as it was with so many entries; 0 for none.", valueName: "size"))
    var from: Int?

    @Option(
      help: ArgumentHelp("Of the checkpoint to lead to; else the last.", valueName: "size"))
    var checkpoint: Int?

    @Option(
      name: [.customShort("o"), .customLong("to")],
      help: ArgumentHelp("Where to write it; else standard output.", valueName: "file"))
    var target: String?

    @OptionGroup var store: StoreOptions

    func run() async throws {
      guard [index != nil, eventID != nil, from != nil].count(where: { $0 }) == 1 else {
        throw UsageError("say what to prove: the number of an entry, --event-id, or --from")
      }
      guard (from ?? 0) >= 0 else { throw UsageError("--from is a number of entries") }
      let opened = try store.openForReading()
      let bytes: [UInt8]
      if let from {
        bytes = try await opened.consistency(from: from, to: checkpoint).bytes
      } else {
        let index = try await entry(in: opened)
        bytes = try await opened.proof(ofEntry: index, in: checkpoint).bytes
      }
      try await opened.close()
      guard let target else {
        return try Terminal.print(String(decoding: bytes, as: UTF8.self))
      }
      let file = try NewFile(target)
      try file.write(bytes)
      try file.finish()
    }

    private func entry(in store: any Store) async throws -> Int {
      if let index { return index }
      let (choice, eventID) = (try instance.choice, eventID ?? "")
      return try await store.read { reader in
        let found = try reader.instance(choice)
        guard let answer = try reader.answer(to: Identifier(eventID), of: found.id) else {
          throw RequestError.unknown(.event, eventID, nearest: [])
        }
        return answer.index
      }
    }
  }

  struct CheckProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check-proof", abstract: "check a proof, without a store",
      discussion: """
        The signatures, and the way from the entry to the root that was signed; of a proof that \
        the log grew, the way from the earlier checkpoint, which --old gives. Exit 5 where the \
        proof does not hold.

        Example: docket audit check-proof e1.tlog-proof --vkey log.vkey
        """)

    @Argument(help: ArgumentHelp("The proof; - reads it.", valueName: "file"))
    var proof: String

    @Option(help: ArgumentHelp("The key of the log, or a file with it.", valueName: "key"))
    var vkey: String

    @Option(
      help: ArgumentHelp("The entry's bytes, where the proof has none inside.", valueName: "file"))
    var leaf: String?

    @Option(help: ArgumentHelp("The earlier checkpoint.", valueName: "file"))
    var old: String?

    @OptionGroup var witnesses: WitnessOptions

    @Option(
      help: ArgumentHelp(
        "How many of the witnesses must have signed; else all of them.", valueName: "number"))
    var quorum: Int?

    @OptionGroup var output: OutputOptions

    func run() async throws {
      let log = try VerifyingKey(argument: vkey, option: "--vkey")
      let bytes = try InputFile(proof).bytes
      if bytes.starts(with: Array("old ".utf8)) {
        try checkGrowth(try WitnessRequest(parsing: bytes), log)
      } else {
        try checkInclusion(try TLogProof(parsing: bytes), log)
      }
    }

    private func checkInclusion(_ proof: TLogProof, _ log: VerifyingKey) throws {
      // An editor may have added a line feed, which no leaf has.
      let given = try leaf.map { path -> [UInt8] in
        let bytes = try InputFile(path).bytes
        return bytes.last == 0x0A ? bytes.dropLast() : bytes
      }
      guard let leaf = given ?? proof.extra else {
        throw UsageError("the proof has no entry inside; give it with --leaf")
      }
      let cosignatures = try proof.verify(leaf: leaf, log: log, witnesses: witnesses.keys())
      try check(cosignatures)
      let text = String(decoding: leaf, as: UTF8.self)
      let json = try? JSON(parsing: leaf)
      try show(
        proof.checkpoint, cosignatures,
        [
          "index": JSON(proof.inclusion.index), "leaf": json ?? .string(text),
        ],
        words: "entry \(proof.inclusion.index) is in the log\n"
          + ((json?.indented ?? text.visible) + "\n"))
    }

    private func checkGrowth(_ request: WitnessRequest, _ log: VerifyingKey) throws {
      let cosignatures = try request.checkpoint.verify(log: log, witnesses: witnesses.keys())
      try check(cosignatures)
      var root = MerkleTree.emptyRoot
      if request.oldSize > 0 {
        guard let old else { throw UsageError("this takes --old, the earlier checkpoint") }
        let earlier = try SignedCheckpoint(parsing: try InputFile(old).bytes)
        try earlier.verify(log: log)
        guard earlier.checkpoint.size == request.oldSize else {
          throw UsageError(
            "the proof begins at \(request.oldSize) entries, and \(old) is of"
              + " \(earlier.checkpoint.size)")
        }
        root = earlier.checkpoint.root
      }
      guard request.continues(root) else {
        throw ProofError.otherHistory(size: request.oldSize)
      }
      try show(
        request.checkpoint, cosignatures, ["from": JSON(request.oldSize)],
        words: "the log only grew since it had \(request.oldSize) entries\n")
    }

    private func check(_ cosignatures: [VerifiedSignature]) throws {
      let need = quorum ?? witnesses.witness.count
      guard cosignatures.count >= need else {
        Terminal.complain(
          "error: \(cosignatures.count) of the witnesses have signed, not \(need)"
            + " [checkpoint.quorum]")
        throw Exit.auditFailure
      }
    }

    private func show(
      _ signed: SignedCheckpoint, _ cosignatures: [VerifiedSignature], _ members: JSONObject,
      words: String
    ) throws {
      var json: JSONObject = ["valid": true]
      for (name, value) in members { json[name] = value }
      json["origin"] = .string(signed.checkpoint.origin)
      json["size"] = JSON(signed.checkpoint.size)
      json["root"] = .string(signed.checkpoint.root.base64)
      json["witnesses"] = JSON(cosignatures.map(\.key.name))
      let witnessed = cosignatures.map { signature in
        let time = Instant(millisecondsSinceEpoch: (signature.time ?? 0) * 1_000)
        return "witnessed by \(signature.key.name) at \(time)\n"
      }
      try output.print(
        json,
        words: words + "signed by \(signed.checkpoint)\n" + witnessed.joined())
    }
  }
}
