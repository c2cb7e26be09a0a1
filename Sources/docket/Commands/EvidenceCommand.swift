import ArgumentParser
import AuditLog
import Foundation
import Reports
import Statechart
import WorkflowEngine

struct EvidenceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence", abstract: "files that units submit",
    discussion: "Example: docket evidence add session 学习记录1.txt --unit G-1 --as p110",
    subcommands: [Add.self, List.self, Get.self, Shared.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "submit a file",
      discussion: """
        The kind is one that the workflow declares. The file is kept in the store, once. What the \
        unit has given before, in this or another programme, is given again with --reuse: by its \
        place, PROGRAMME/UNIT#NUMBER, or its SHA-256.

        Example: docket evidence add session 学习记录1.txt --unit G-1 --as p110
        """)

    @Argument(help: ArgumentHelp("What kind of evidence it is.", valueName: "kind"))
    var kind: String

    @Argument(help: ArgumentHelp("The file; - is standard input.", valueName: "file"))
    var file: String?

    @Option(
      help: ArgumentHelp("What the unit gave before, instead of a file.", valueName: "evidence"))
    var reuse: String?

    @OptionGroup var target: InstanceOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var change: ChangeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let choice = try target.choice
      let id = try change.id()
      guard let file else { return try await addAgain(choice, id) }
      guard reuse == nil else { throw UsageError("give a file or --reuse, not both") }
      let chunks = try ChunkedFile(file)
      let session = try await Session(store, actor, for: .writing)
      try await session.run {
        let (instance, limit) = try await session.store.read { reader in
          let instance = try reader.instance(choice)
          var names = Names()
          let workflow = try names.workflow(instance.workflow, reader)
          return (instance.id, workflow.evidenceKind(Identifier(kind))?.maxBytes)
        }
        // A file that is too large, or of a kind that nobody asked for, is refused by the engine,
        // which need not see all of it for that.
        let (digest, size) = try await stage(
          chunks, limit: limit ?? EvidenceLimit.standard, in: session.engine)
        let request = EvidenceRequest(
          instance: instance, kind: Identifier(kind),
          name: file == "-" ? nil : URL(fileURLWithPath: file).lastPathComponent, digest: digest,
          size: size, id: id, identity: session.identity)
        let answer = try await session.certain(id) {
          try await session.engine.add(request, isDryRun: change.dryRun)
        }
        let known = try await session.store.read { reader in
          guard let unit = try reader.instance(instance)?.unit else { return [EvidenceReference]() }
          return try reader.places(where: unit, gave: digest)
            .filter { $0.instance != instance }
        }
        let report = AnswerReport(
          answer, what: "evidence \(kind)", eventID: id, isDryRun: change.dryRun)
        try await report.show(in: output, session)
        if let earlier = known.first, output.output == .table {
          Terminal.complain(
            "note: the unit gave this very file before, as \(earlier);"
              + " --reuse \(earlier) needs no file")
        }
      }
    }

    /// Gives again what was given before.
    private func addAgain(_ choice: InstanceChoice, _ id: Identifier) async throws {
      guard let reuse else { throw UsageError("say which file, or which evidence with --reuse") }
      let session = try await Session(store, actor, for: .writing)
      try await session.run {
        let instance = try await session.store.read { try $0.instance(choice).id }
        let answer = try await session.certain(id) {
          try await session.engine.reuse(
            reuse, as: Identifier(kind), in: instance, eventID: id, identity: session.identity,
            isDryRun: change.dryRun)
        }
        let report = AnswerReport(
          answer, what: "evidence \(kind)", eventID: id, isDryRun: change.dryRun)
        try await report.show(in: output, session)
      }
    }

    /// Keeps the bytes, or only counts and hashes them for a dry run.
    private func stage(_ file: ChunkedFile, limit: Int, in engine: Engine) async throws -> (
      digest: Digest, size: Int
    ) {
      guard change.dryRun else {
        return try await engine.stage(limit: limit) { try file.next(Engine.evidenceChunk) }
      }
      var hasher = SHA256()
      var size = 0
      while true {
        let chunk = try file.next(Engine.evidenceChunk)
        if chunk.isEmpty { return (hasher.finalize(), size) }
        hasher.update(chunk)
        size += chunk.count
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "what was submitted",
      discussion: "Example: docket evidence list --unit G-1 --output csv")

    @OptionGroup var target: InstanceOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let choice = try target.choice
      let session = try await Session(store, actor, for: .reading)
      try await session.run {
        let dates = Dates(zone: session.zone, format: output.output)
        let now = session.engine.clock.now()
        let identity = session.identity
        let (table, hidden, seen) = try await session.store.read { reader in
          let instance = try reader.instance(choice)
          let disclosure = try Disclosure(reader, for: identity, at: now)
          var hidden = 0
          var table = Table([
            .init("No", key: "number", .trailing), .init("Kind", key: "kind"),
            .init("File", key: "name", maximumWidth: 48),
            .init("Bytes", key: "size", .trailing), .init("By", key: "addedBy"),
            .init("At", key: "addedAt"), .init("SHA-256", key: "sha256", maximumWidth: 16),
            .init("Other units", key: "others"), .init("Seen hash", key: "seen", maximumWidth: 16),
            .init("Instance", key: "instance"),
          ])
          let holders = try [instance] + disclosure.predecessors(of: instance)
          for holder in holders {
            for piece in try disclosure.evidence(of: holder) {
              let evidence = piece.evidence
              hidden += piece.isReadable ? 0 : 1
              table.append([
                Cell(evidence.number), Cell(evidence.kind.text), Cell(evidence.name),
                Cell(evidence.size), Cell(evidence.addedBy.text), dates.cell(evidence.addedAt),
                Cell(evidence.digest?.hex), Cell(.list(piece.otherUnits.map(\.text))),
                Cell(piece.seen?.hex),
                Cell(evidence.instance.text),
              ])
            }
          }
          // One instance needs no column that names it.
          if holders.count == 1, dates.format == .table { table.columns.removeLast() }
          return (table, hidden, try disclosure.seen(of: instance))
        }
        try output.print(table)
        if output.output == .table, let seen {
          try Terminal.print("seen: \(seen.hex)\n")
        }
        if hidden > 0 {
          Terminal.complain(
            "note: the names of \(hidden) files are not for \(session.identity.actor)")
        }
      }
    }
  }

  struct Get: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "get", abstract: "read a file back",
      discussion: "Example: docket evidence get 2 --unit G-1 --to 学习记录2.txt")

    @Argument(help: ArgumentHelp("Its number, as `list` shows it.", valueName: "number"))
    var number: Int

    @OptionGroup var target: InstanceOptions

    @Option(help: ArgumentHelp("Where to write it; else standard output.", valueName: "file"))
    var to: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions

    func run() async throws {
      let choice = try target.choice
      let session = try await Session(store, actor, for: .reading)
      try await session.run {
        let instance = try await session.store.read { try $0.instance(choice).id }
        let content = try await session.engine.content(
          ofEvidence: number, instance, for: session.identity)
        let sink = try to.map { try NewFile($0) }
        while let chunk = try await content.next() {
          if let sink { try sink.write(chunk) } else { try Terminal.print(bytes: chunk) }
        }
        try sink?.finish()
      }
    }
  }
}

enum EvidenceLimit {
  /// In bytes, where the workflow does not say how much it takes.
  static let standard = 20 << 20
}
