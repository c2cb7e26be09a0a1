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
        --xes and --csv are for process mining, --jsonl for anything. A folder of tiles grows by \
        what is new.

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

    @Option(help: ArgumentHelp("Entries, one a line.", valueName: "file"))
    var jsonl: String?

    @OptionGroup var key: KeyOption
    @OptionGroup var store: StoreOptions

    func run() async throws {
      guard [tiles, bundle, xes, csv, jsonl].contains(where: { $0 != nil }) else {
        throw UsageError("say what: --tiles, --bundle, --xes, --csv or --jsonl")
      }
      let opened = try store.openForReading()
      let export = LogExport(store: opened)
      if let tiles { try await export.tiles(in: tiles, by: try await key.signer(of: opened)) }
      if let bundle { try await export.bundle(bundle, by: try await key.signer(of: opened)) }
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

  func tiles(in folder: String, by key: SigningKey) async throws {
    let tree = try await store.read { try $0.tree() }
    var writer = try TileWriter(folder: folder, log: key.verifyingKey)
    while true {
      let entries = try await page(from: writer.size, to: tree.size)
      if entries.isEmpty { break }
      for entry in entries { try writer.append(entry.leaf) }
    }
    try writer.publish(try SignedCheckpoint(of: tree, by: key))
  }

  func bundle(_ file: String, by key: SigningKey) async throws {
    let (tree, workflows) = try await store.read { (try $0.tree(), try $0.workflows()) }
    var writer = try BundleWriter(file, log: key.verifyingKey)
    var at = Instant.earliest
    while true {
      let entries = try await page(from: writer.size, to: tree.size)
      if entries.isEmpty { break }
      for entry in entries { try writer.append(leaf: entry.leaf, payload: entry.payload) }
      if let last = entries.last { at = max(at, try Leaf(canonical: last.leaf).at) }
    }
    for workflow in workflows {
      try writer.add(
        workflow: workflow.reference.name.text, version: workflow.reference.version,
        document: workflow.text)
    }
    try writer.finish(try SignedCheckpoint(of: tree, by: key), at: at)
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
