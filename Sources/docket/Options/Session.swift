import AuditLog
import Foundation
import SQLiteStore
import Statechart
import WorkflowEngine

/// An open store, and on whose behalf and by which clock a command works on it.
struct Session {
  let store: any Store
  let engine: Engine
  let info: StoreInfo
  let identity: Identity
  /// The zone in which the store's people read dates.
  let zone: Zone
  private let file: SQLiteStore

  enum Use { case reading, writing }

  /// - Throws: `RequestError.notARehearsal` where a clock is given to a real store.
  init(_ options: StoreOptions, _ actor: ActorOptions, for use: Use) async throws {
    let store = try use == .reading ? options.openForReading() : options.openForWriting()
    self.store = store
    file = store
    (info, identity) = try await store.read { [claim = actor.claim] reader in
      (try reader.info(), try claim.identity(in: reader))
    }
    zone = try Zone(info.zone)
    let set = try actor.clock.instant(in: zone)
    if set != nil, !info.isRehearsal { throw RequestError.notARehearsal }
    engine = Engine(store: store, clock: ProgramClock(set: set))
  }

  /// Runs the body and closes the store, so that it is one file again.
  func run<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      let result = try await body()
      try await file.close()
      return result
    } catch {
      try? await file.close()
      throw error
    }
  }
}

/// The machine's clock, or the time that a rehearsal sets.
struct ProgramClock: Clock {
  var set: Instant?

  func now() -> Instant {
    set
      ?? Instant(
        millisecondsSinceEpoch: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
  }
}
