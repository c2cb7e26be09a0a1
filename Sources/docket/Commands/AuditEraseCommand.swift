import ArgumentParser
import AuditLog
import Reports
import SQLiteStore
import Statechart
import WorkflowEngine

extension AuditCommand {
  struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "erase", abstract: "erase personal values; the proof stays",
      discussion: """
        Removes values and their salts: of a person, what was registered of her (--field narrows \
        it: names, post, login, mail), with --texts also the reasons, file names and item fields \
        that she wrote; or a file of evidence by its SHA-256, with its name and its bytes. The tree \
        still verifies, and the log is still replayed. That it was done is an entry itself, and \
        `audit verify` tells what was erased from what is merely missing.

        The file is written anew, so that the bytes are gone from it. Backups, bundles and other \
        copies are yours to find, and so are the files that a person is registered from.

        Example: docket audit erase --person p104 --texts --authority m-9#2 --reason "Left in May"
        """)

    @Option(help: ArgumentHelp("Whose values.", valueName: "person"))
    var person: String?

    @Option(help: ArgumentHelp("Only these fields, joined by commas.", valueName: "field,…"))
    var field: String?

    @Flag(help: "Also what the person wrote: reasons, file names, fields of items.")
    var texts = false

    @Option(help: ArgumentHelp("The SHA-256 of a file of evidence.", valueName: "hash"))
    var evidence: String?

    @Option(help: ArgumentHelp("Why, in words.", valueName: "words"))
    var reason: String

    @Option(
      help: ArgumentHelp("The decision it rests on: minutes-id#decision-id.", valueName: "citation")
    )
    var authority: String

    @Flag(help: "Find what would be erased, and leave no trace.")
    var dryRun = false

    @OptionGroup var actor: ActorOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let subject = try subject()
      let session = try await Session(store, actor, for: .writing)
      try await session.run {
        let request = ErasureRequest(
          subject, identity: session.identity, authority: authority, reason: reason)
        let erasure: Erasure
        do {
          erasure = try await session.engine.erase(request, isDryRun: dryRun)
        } catch StoreError.busy {
          throw UnfinishedErasure()
        }
        try show(erasure)
      }
    }

    private func subject() throws -> ErasureSubject {
      switch (person, evidence) {
      case (let person?, nil):
        let fields = field.map { Set($0.split(separator: ",").map(\.trimmingSpaces)) }
        return .person(Identifier(person), fields: fields, includesTexts: texts)
      case (nil, let hash?):
        guard field == nil, !texts else {
          throw UsageError("--field and --texts are of a person, not of evidence")
        }
        guard let digest = Digest(hex: hash) else {
          throw UsageError("--evidence takes a SHA-256 in 64 lower-case hexadecimal digits")
        }
        return .evidence(digest)
      default: throw UsageError("say whose values: --person, or --evidence")
      }
    }

    private func show(_ erasure: Erasure) throws {
      let fields = erasure.entries.sorted { $0.key < $1.key }
      guard output.output == .table else {
        return try output.print(
          [
            "dryRun": .bool(dryRun), "values": JSON(erasure.count),
            "fields": .object(JSONObject(fields.map { ($0.key, JSON($0.value.count)) })),
            "entries": JSON(Set(erasure.entries.values.joined()).count),
            "files": JSON(erasure.files), "records": .array(erasure.records.map { JSON($0) }),
          ], words: "")
      }
      guard erasure.count > 0 else {
        return try Terminal.print("there is nothing left to erase\n")
      }
      let parts = fields.map { "\($0.key) \($0.value.count)" }.joined(separator: ", ")
      let values = erasure.count == 1 ? "1 value" : "\(erasure.count) values"
      let list = "\(values) (\(parts))" + (erasure.files == 0 ? "" : " and a file's bytes")
      if dryRun { return try Terminal.print("dry run: would erase \(list)\n".visibleLine) }
      let records = erasure.records.map { "\($0)" }.joined(separator: ", ")
      let saying = erasure.records.count == 1 ? "entry \(records) says" : "entries \(records) say"
      try Terminal.print("erased \(list); \(saying) so\n".visibleLine)
      Terminal.complain("copies made before (backups, bundles, exports) still have the values")
    }
  }
}

/// The values are out of the tables, and another process keeps their bytes in the file.
struct UnfinishedErasure: Error {
  let sentence =
    "the values are erased, but another process is reading the store and their bytes may still be"
    + " in the file; the same command again, once it is done, makes sure"
}

extension String {
  /// A line whose text is made visible but for the line feed at its end.
  fileprivate var visibleLine: String { String(dropLast()).visible + "\n" }
}
