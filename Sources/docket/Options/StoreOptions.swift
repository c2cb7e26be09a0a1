import ArgumentParser
import Foundation
import SQLiteStore
import WorkflowEngine

/// Which store a command works on.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The store's file; else $DOCKET_STORE, else docket.sqlite.", valueName: "file"))
  var store: String?

  /// The path of the store's file.
  ///
  /// - Throws: `StoreError.unknownAddress` for a kind of store that this program does not have.
  var path: String {
    get throws {
      let variable = ProcessInfo.processInfo.environment["DOCKET_STORE"] ?? ""
      let address = store ?? (variable.isEmpty ? "docket.sqlite" : variable)
      return try Self.path(of: address)
    }
  }

  static func path(of address: String) throws -> String {
    guard !address.isEmpty else { throw UsageError("the store's address is empty") }
    guard let scheme = address.range(of: "://") else { return address }
    guard address[..<scheme.lowerBound] == "sqlite" else {
      throw StoreError.unknownAddress(address)
    }
    return String(address[scheme.upperBound...])
  }

  func openForWriting() throws -> SQLiteStore {
    try Self.opened(path) { try SQLiteStore.open(at: $0, callers: .one) }
  }

  func openForReading() throws -> SQLiteStore {
    try Self.opened(path) { try SQLiteStore.openReadOnly(at: $0) }
  }

  /// Damage that is met while a file is opened means that there is no store to work on. What cannot
  /// be opened is named.
  static func opened(_ path: String, _ open: (String) throws -> SQLiteStore) throws -> SQLiteStore {
    do {
      return try open(path)
    } catch StoreError.corrupt(let reason) {
      throw StoreError.unavailable("\(path): \(reason)")
    } catch StoreError.unavailable(let reason) where !reason.contains(path) {
      throw StoreError.unavailable("\(path): \(reason)")
    }
  }
}
