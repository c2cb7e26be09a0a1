import ArgumentParser
import AuditLog
import SQLiteStore
import WorkflowEngine

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "a consistent copy",
    discussion: """
      Others may go on working meanwhile. A file that exists is not overwritten.

      Example: docket backup 备份/docket-2023-11-08.sqlite
      """)

  @Argument(help: ArgumentHelp("The new file.", valueName: "file"))
  var file: String

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let opened = try store.openForReading()
    try await opened.backup(to: file)
    try await opened.close()
    let copy = try SQLiteStore.openReadOnly(at: file)
    let tree = try await copy.read { try $0.tree() }
    try await copy.close()
    try output.print(
      ["file": .string(file), "entries": JSON(tree.size), "root": .string(tree.root.hex)],
      words: "\(file): \(tree.size) entries, root \(tree.root.hex)\n")
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "a copy back, verified",
    discussion: """
      Verifies the copy as `audit verify` does and makes a new store of it. A store that exists is \
      not overwritten.

      Example: docket restore 备份/docket-2023-11-08.sqlite --to docket.sqlite
      """)

  @Argument(help: ArgumentHelp("The copy.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("The new store's file.", valueName: "store"))
  var to: String

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let target = try StoreOptions.path(of: to)
    let copy = try StoreOptions.opened(file) { try SQLiteStore.openReadOnly(at: $0) }
    let verification = try await copy.verification()
    guard verification.faults.isEmpty else {
      for line in verification.faultLines { Terminal.complain(line) }
      Terminal.complain("error: the copy is not what its log says and is not restored")
      throw Exit.auditFailure
    }
    try await copy.backup(to: target)
    try await copy.close()
    try output.print(
      [
        "store": .string(target), "entries": JSON(verification.entries),
        "root": .string(verification.root.hex),
      ],
      words: "\(target): \(verification.entries) entries, verified, root \(verification.root.hex)\n"
    )
  }
}
