import ArgumentParser
import AuditLog
import Foundation
import SQLiteStore
import WorkflowEngine

extension AuditCommand {
  struct Keygen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "keygen", abstract: "make the key that signs checkpoints",
      discussion: """
        Writes a private key for the store's log, readable by nobody else, and prints the key that \
        verifies. Keep the private key away from the store.

        Example: docket audit keygen -o log.key > log.vkey
        """)

    @Option(
      name: [.customShort("o"), .customLong("to")],
      help: ArgumentHelp("Where to write the private key.", valueName: "file"))
    var target: String

    @OptionGroup var store: StoreOptions

    func run() async throws {
      let opened = try store.openForReading()
      let origin = try await opened.read { try $0.info().origin }
      try await opened.close()
      let key: SigningKey
      do {
        key = try SigningKey.random(name: origin)
      } catch {
        throw UsageError("\"\(origin)\" cannot be the name of a key: \(error)")
      }
      let isMade =
        !FileManager.default.fileExists(atPath: target)
        && FileManager.default.createFile(
          atPath: target, contents: Data((key.encoded + "\n").utf8),
          attributes: [.posixPermissions: 0o600])
      guard isMade else { throw UsageError("\(target) exists already or cannot be written") }
      try Terminal.print(key.verifyingKey.encoded + "\n")
    }
  }

  struct Checkpoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "checkpoint", abstract: "sign the log as it stands",
      discussion: """
        A signed note of the log's size and root. Kept where nobody can change it, it shows later \
        whether anything before it was changed or removed.

        Example: docket audit checkpoint --key log.key -o 2023-12-31.checkpoint
        """)

    @OptionGroup var key: KeyOption

    @Option(
      name: [.customShort("o"), .customLong("to")],
      help: ArgumentHelp("Where to write it; else standard output.", valueName: "file"))
    var target: String?

    @OptionGroup var store: StoreOptions

    func run() async throws {
      let opened = try store.openForReading()
      let signer = try await key.signer(of: opened)
      let checkpoint = try SignedCheckpoint(
        of: try await opened.read { try $0.tree() }, by: signer)
      try await opened.close()
      guard let target else {
        return try Terminal.print(String(decoding: checkpoint.bytes, as: UTF8.self))
      }
      let file = try NewFile(target)
      try file.write(checkpoint.bytes)
      try file.finish()
    }
  }
}

/// The private key of the store's log.
struct KeyOption: ParsableArguments {
  @Option(help: ArgumentHelp("The private key, as keygen wrote it.", valueName: "file"))
  var key: String?

  /// - Throws: `UsageError` where there is no key, or it is another log's.
  func signer(of store: SQLiteStore) async throws -> SigningKey {
    guard let key else { throw UsageError("this takes --key; `docket audit keygen` makes one") }
    let text = String(decoding: try InputFile(key).bytes, as: UTF8.self)
    let signer: SigningKey
    do {
      signer = try SigningKey(text.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch {
      throw UsageError("\(key) is no private key: \(error)")
    }
    let origin = try await store.read { try $0.info().origin }
    guard signer.name == origin else {
      throw UsageError("\(key) is the key of \(signer.name), and the store's log is \(origin)")
    }
    return signer
  }
}

/// Checkpoints that somebody kept, and the key that verifies them.
struct KeptOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A checkpoint that was kept; may stand more than once.", valueName: "file"))
  var kept: [String] = []

  @Option(
    help: ArgumentHelp("The key that verifies checkpoints, or a file with it.", valueName: "key"))
  var vkey: String?

  /// The checkpoints, their signatures verified.
  func checkpoints() throws -> [AuditLog.Checkpoint] {
    guard !kept.isEmpty else { return [] }
    guard let vkey else { throw UsageError("--kept takes --vkey, the key that verifies") }
    let text =
      FileManager.default.fileExists(atPath: vkey)
      ? String(decoding: try InputFile(vkey).bytes, as: UTF8.self) : vkey
    let key: VerifyingKey
    do {
      key = try VerifyingKey(text.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch {
      throw UsageError("--vkey: \(error)")
    }
    return try kept.map { path in
      do {
        let signed = try SignedCheckpoint(parsing: try InputFile(path).bytes)
        try signed.verify(log: key)
        return signed.checkpoint
      } catch let error as InvalidNote {
        throw UsageError("\(path): \(error)")
      }
    }
  }

  /// What the log no longer agrees with: it was truncated or forked since.
  static func problems(of checkpoints: [AuditLog.Checkpoint], in store: SQLiteStore) async throws
    -> [CheckpointComparison.Problem]
  {
    guard !checkpoints.isEmpty else { return [] }
    var comparison = CheckpointComparison(with: checkpoints)
    var tree = MerkleTree()
    comparison.check(tree)
    while true {
      let start = tree.size
      let page = try await store.read { try $0.storedEntries(from: start, limit: 1_000) }
      if page.isEmpty { return comparison.finish(tree) }
      for entry in page {
        _ = tree.append(MerkleTree.leafHash(entry.leaf))
        comparison.check(tree)
      }
    }
  }
}
