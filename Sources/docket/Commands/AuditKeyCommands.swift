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
        verifies. Keep the private key away from the store. --witness makes the key of a witness \
        of that name instead, for which there needs to be no store.

        Example: docket audit keygen -o log.key > log.vkey
        """)

    @Option(
      name: [.customShort("o"), .customLong("to")],
      help: ArgumentHelp("Where to write the private key.", valueName: "file"))
    var target: String

    @Option(
      help: ArgumentHelp(
        "The key of a witness of this name, a URL without a scheme.", valueName: "name"))
    var witness: String?

    @OptionGroup var store: StoreOptions

    func run() async throws {
      let name: String
      if let witness {
        name = witness
      } else {
        let opened = try store.openForReading()
        name = try await opened.read { try $0.info().origin }
        try await opened.close()
      }
      let key: SigningKey
      do {
        key = try SigningKey.random(name: name, purpose: witness == nil ? .log : .witness)
      } catch {
        throw UsageError("\"\(name)\" cannot be the name of a key: \(error)")
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
}

/// The private key of the store's log.
struct KeyOption: ParsableArguments {
  @Option(help: ArgumentHelp("The private key, as keygen wrote it.", valueName: "file"))
  var key: String?

  /// - Throws: `UsageError` where there is no key, or it is another log's.
  func signer(of store: SQLiteStore) async throws -> SigningKey {
    guard let key else { throw UsageError("this takes --key; `docket audit keygen` makes one") }
    let signer = try Self.key(in: key)
    let origin = try await store.read { try $0.info().origin }
    guard signer.name == origin else {
      throw UsageError("\(key) is the key of \(signer.name), and the store's log is \(origin)")
    }
    return signer
  }

  static func key(in path: String) throws -> SigningKey {
    let text = String(decoding: try InputFile(path).bytes, as: UTF8.self)
    do {
      return try SigningKey(text.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch {
      throw UsageError("\(path) is no private key: \(error)")
    }
  }
}

extension VerifyingKey {
  /// A key as an argument: itself, or a file with it.
  init(argument text: String, option: String) throws {
    let key =
      FileManager.default.fileExists(atPath: text)
      ? String(decoding: try InputFile(text).bytes, as: UTF8.self) : text
    do {
      try self.init(key.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch {
      throw UsageError("\(option): \(error)")
    }
  }
}
