import GRDB
import WorkflowEngine

extension StoreError {
  /// What the operator has to know of SQLite's error.
  init(_ error: DatabaseError) {
    let reason = error.message ?? "\(error.resultCode)"
    // The file beside the log, which SQLite makes when it opens a store, found no space.
    if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE {
      self = .unavailable("the disk is full")
      return
    }
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
    case .SQLITE_NOTADB: self = .corrupt("this is not an SQLite database")
    case .SQLITE_CORRUPT: self = .corrupt(reason)
    case .SQLITE_FULL: self = .unavailable("the disk is full")
    case .SQLITE_READONLY: self = .unavailable("the store cannot be written: \(reason)")
    default: self = .unavailable(reason)
    }
  }

  /// What became of a transaction whose COMMIT failed.
  ///
  /// A full disk leaves no commit record behind. After an error of the disk, or any other that is
  /// not expected here, the record may have been written, and the next one who opens the file may
  /// find the transaction there.
  init(committing error: DatabaseError) {
    switch error.resultCode {
    case .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_BUSY: self.init(error)
    default: self = .unknownOutcome(error.message ?? "\(error.resultCode)")
    }
  }
}

/// Runs `body` with SQLite's errors turned into the store's; other errors pass.
func translatingErrors<Answer>(_ body: () throws -> Answer) throws -> Answer {
  do {
    return try body()
  } catch let error as DatabaseError {
    throw StoreError(error)
  }
}
