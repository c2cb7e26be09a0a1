import ArgumentParser
import AuditLog
import SQLiteStore
import Statechart
import WorkflowEngine

extension AuditCommand {
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "the record for other tools",
      discussion: """
        --tiles and --bundle can be verified by tools that nobody here wrote, and take --key; \
        --xes, --csv and --ocel are for process mining, --jsonl for anything. A folder of tiles \
        grows by what is new. What is signed is kept like any checkpoint.

        Example: docket audit export --bundle drive-2023.tar --key log.key
        """)

    @Option(help: ArgumentHelp("A folder of tiles (C2SP tlog-tiles).", valueName: "folder"))
    var tiles: String?

    @Option(help: ArgumentHelp("One file that an auditor can check alone.", valueName: "file"))
    var bundle: String?

    @Option(help: ArgumentHelp("An event log (IEEE 1849).", valueName: "file"))
    var xes: String?

    @Option(help: ArgumentHelp("Case, activity, timestamp and more.", valueName: "file"))
    var csv: String?

    @Option(
      help: ArgumentHelp(
        "Units, batches, instances, items, evidence and minutes as objects (OCEL 2.0, SQLite).",
        valueName: "file"))
    var ocel: String?

    @Option(help: ArgumentHelp("Entries, one a line.", valueName: "file"))
    var jsonl: String?

    @OptionGroup var key: KeyOption
    @OptionGroup var store: StoreOptions

    func run() async throws {
      guard [tiles, bundle, xes, csv, ocel, jsonl].contains(where: { $0 != nil }) else {
        throw UsageError("say what: --tiles, --bundle, --xes, --csv, --ocel or --jsonl")
      }
      let isSigned = tiles != nil || bundle != nil
      let opened = try isSigned ? store.openForWriting() : store.openForReading()
      let export = LogExport(store: opened)
      if isSigned {
        let signer = try await key.signer(of: opened)
        let checkpoint = try await Engine(store: opened, clock: ProgramClock())
          .checkpoint(by: signer)
        if let tiles {
          try await export.tiles(in: tiles, under: checkpoint, of: signer.verifyingKey)
        }
        if let bundle {
          try await export.bundle(bundle, under: checkpoint, of: signer.verifyingKey)
        }
      }
      if let ocel { try await export.ocel(ocel) }
      if let xes { try await export.xes(xes) }
      if let csv { try await export.csv(csv) }
      if let jsonl { try await export.lines(jsonl) }
      try await opened.close()
    }
  }
}

/// Streams a store's log into the forms that other tools read.
struct LogExport {
  let store: SQLiteStore

  private static let page = 1_000

  /// Up to a thousand entries from an index on, none of them at or after `end`.
  private func page(from index: Int, to end: Int) async throws -> [StoredEntry] {
    guard index < end else { return [] }
    return try await store.read {
      try $0.storedEntries(from: index, limit: min(Self.page, end - index))
    }
  }

  func tiles(in folder: String, under checkpoint: SignedCheckpoint, of log: VerifyingKey)
    async throws
  {
    var writer = try TileWriter(folder: folder, log: log)
    while true {
      let entries = try await page(from: writer.size, to: checkpoint.checkpoint.size)
      if entries.isEmpty { break }
      for entry in entries { try writer.append(entry.leaf) }
    }
    try writer.publish(checkpoint)
  }

  func bundle(_ file: String, under checkpoint: SignedCheckpoint, of log: VerifyingKey)
    async throws
  {
    let (kept, minutes) = try await store.read { reader in
      (try reader.checkpoints(), try reader.minutes())
    }
    var workflows: Set<Leaf.Workflow> = []
    var writer = try BundleWriter(file, log: log)
    var at = Instant.earliest
    while true {
      let entries = try await page(from: writer.size, to: checkpoint.checkpoint.size)
      if entries.isEmpty { break }
      for entry in entries {
        try writer.append(leaf: entry.leaf, payload: entry.payload)
        let leaf = try Leaf(canonical: entry.leaf)
        at = max(at, leaf.at)
        if let workflow = leaf.workflow { workflows.insert(workflow) }
      }
    }
    for workflow in workflows {
      // Invoked documents are run, too, and are known by their digest alone.
      let source = try await store.read { reader in
        try reader.source(workflow.sha256)
          ?? reader.workflow(Identifier(workflow.name), version: workflow.version)?.source
      }
      guard let source else { continue }
      try writer.add(
        workflow: workflow.name, version: workflow.version, document: source.text,
        files: source.manifest)
    }
    for earlier in kept where earlier.size < checkpoint.checkpoint.size {
      try writer.add(kept: earlier.signed)
    }
    for record in minutes {
      guard let text = try await content(record.digest) else { continue }
      try writer.add(text, as: "minutes/\(fileName(for: record.id.text)).xml")
    }
    try writer.finish(checkpoint, at: at)
  }

  private func content(_ digest: Digest) async throws -> [UInt8]? {
    try await store.read { reader in
      guard try reader.contentSize(digest) != nil else { return nil }
      var bytes: [UInt8] = []
      var number = 0
      while let chunk = try reader.contentChunk(digest, number) {
        bytes += chunk
        number += 1
      }
      return bytes
    }
  }

  func ocel(_ path: String) async throws {
    let size = try await store.read { try $0.tree().size }
    let writer = try OCELWriter(path)
    var next = 0
    while true {
      let entries = try await page(from: next, to: size)
      if entries.isEmpty { break }
      try writer.write(
        try entries.map { ObjectEvent(try Leaf(canonical: $0.leaf), at: $0.index) })
      next += entries.count
    }
    try writer.finish()
  }

  func lines(_ path: String) async throws {
    let size = try await store.read { try $0.tree().size }
    let file = try ExportFile(path)
    var next = 0
    while true {
      let entries = try await page(from: next, to: size)
      if entries.isEmpty { break }
      for entry in entries {
        try file.write(
          EntryLine.bytes(index: entry.index, leaf: entry.leaf, payload: entry.payload))
      }
      next += entries.count
    }
    try file.finish()
  }

  func xes(_ path: String) async throws {
    let origin = try await store.read { try $0.info().origin }
    let file = try ExportFile(path)
    var writer = XESWriter(log: origin) { try file.write($0) }
    try await events { try writer.write($0) }
    try writer.finish()
    try file.finish()
  }

  func csv(_ path: String) async throws {
    let file = try ExportFile(path)
    try file.write(EventCSV.header)
    try await events { try file.write(EventCSV.line($0)) }
    try file.finish()
  }

  /// Every event of every instance, one instance after the other.
  private func events(_ body: (ProcessEvent) throws -> Void) async throws {
    var query = InstanceQuery(includesItems: true)
    while true {
      let wanted = query
      let instances = try await store.read { try $0.instances(wanted).map(\.id) }
      for id in instances {
        for event in try await events(of: id) { try body(event) }
      }
      guard instances.count == query.limit else { return }
      query.after = instances.last
    }
  }

  private func events(of instance: InstanceID) async throws -> [ProcessEvent] {
    try await store.read { reader in
      var query = EntryQuery(instance: instance)
      var events: [ProcessEvent] = []
      while true {
        let entries = try reader.entries(query)
        events += entries.filter { $0.entry.leaf.instance.map { Identifier($0) } == instance }
          .compactMap { ProcessEvent($0.entry.leaf, at: $0.index) }
        guard entries.count == query.limit else { return events }
        query.after = entries.last?.index
      }
    }
  }
}
