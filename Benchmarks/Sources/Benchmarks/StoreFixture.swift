import CBaselines
import Foundation
import SQLiteStore
import WorkflowEngine

/// A store to be measured: a file that is copied before every round, and what SQLite was asked to do
/// when the measured part ran once.
///
/// The reference runs those very statements with those very values through SQLite's C interface, each
/// prepared once, and hashes leaves and tree through libcrypto. Whatever Docket asks of SQLite is in
/// it, without being written down here a second time.
final class StoreFixture {
  let scratch: Scratch
  private(set) var store: SQLiteStore?
  private var replay: OpaquePointer?
  private let reference: Reference
  /// A file that is too large to be copied: it is written to, and what was written thrown away.
  private let pinned: String?
  private var pin: OpaquePointer?

  enum Reference {
    /// Reads and writes; so many transactions are made one.
    case everything(group: Int)
    case writes
    case none
  }

  private static let (original, subject, copy) = ("original.sqlite", "subject.sqlite", "c.sqlite")

  init(_ reference: Reference, pinned: String? = nil) throws {
    scratch = try Scratch()
    self.reference = reference
    self.pinned = pinned
  }

  var original: String { scratch.file(Self.original) }
  var recording: String { scratch.file("recording") }

  /// Runs the measured part once, on a copy, and writes down what it asks of SQLite.
  func record(_ body: (SQLiteStore) async throws -> Void) async throws {
    let path = try fresh(Self.subject)
    guard cb_record_start(recording) == 0 else { throw WentWrong("nothing can be recorded") }
    let store = try SQLiteStore.open(at: path)
    cb_record_forget()
    try await body(store)
    guard cb_record_stop() > 0 else { throw WentWrong("nothing was asked of SQLite") }
    try await store.close()
    throwAway()
  }

  /// The store as it was made, under a name.
  private func fresh(_ name: String) throws -> String {
    guard let pinned else {
      try scratch.copy(Self.original, to: name)
      return scratch.file(name)
    }
    pin = cb_pin_open(pinned)
    guard pin != nil else { throw WentWrong("\(pinned) cannot be held") }
    return pinned
  }

  private func throwAway() {
    if let pin { cb_pin_close(pin) }
    pin = nil
  }

  /// The sides of a row whose subject is `body`.
  func sides(_ count: Int, _ body: @escaping (SQLiteStore) async throws -> Void) -> Sides {
    Sides(
      count: count, before: before,
      subject: { [self] in
        guard let store else { throw WentWrong("the store is not open") }
        try await body(store)
      }, reference: .timed(runReference), after: after, finish: { [self] in scratch.remove() })
  }

  func before(_ side: Sides.Side) throws {
    switch side {
    case .subject:
      store = try SQLiteStore.open(at: fresh(Self.subject))
    case .reference:
      let path = try fresh(Self.copy)
      switch reference {
      case .everything(let group): replay = cb_replay_open(path, recording, 0, Int32(group))
      case .writes: replay = cb_replay_open(path, recording, 1, 1)
      case .none: replay = nil
      }
    }
  }

  private func runReference() throws {
    guard let replay, cb_replay_run(replay) > 0 else {
      throw WentWrong(
        "C: " + (replay.map { String(cString: cb_replay_error($0)) } ?? "no recording"))
    }
  }

  func after(_ side: Sides.Side) async throws {
    switch side {
    case .subject:
      try await store?.close()
      store = nil
    case .reference:
      if let replay { cb_replay_close(replay) }
      replay = nil
    }
    throwAway()
  }
}
