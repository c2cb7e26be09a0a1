import GRDB
import Synchronization
import WorkflowEngine

/// The writing connection: one caller at a time uses it, in the order in which they came.
///
/// Callers who wait at the same time share one commit of SQLite, and none gets an answer before that
/// commit is durable. One commit waits for the disk once, so this is what makes many callers fast.
///
/// One that fails after it has changed something undoes what all of them did; the others run again, as
/// `Store.write` allows, and for a while each within a savepoint of its own. SQLite copies every page
/// that changes within a savepoint, which few groups need.
actor Writer {
  private let executor = QueueExecutor.serial("docket.writer")
  private let connection: DatabaseQueue
  /// Whether callers may share a commit; not where readers use this connection, too.
  private let sharesCommits: Bool
  /// How many callers want to write.
  private nonisolated let callers = Atomic(0)
  /// Who waits for his turn.
  private nonisolated let queue = Mutex<[Turn]>([])
  /// Whose changes wait for their commit.
  private var waiting: [(turn: Turn, failure: (any Error)?)] = []
  /// Whether their commit is in the queue, and how many there were when it was last put off.
  private var (isCommitAhead, lastWaiting) = (false, 0)
  /// How many commits are still to be made with savepoints.
  private var caution = 0
  /// Set once it is not known what the file holds: nothing is written any more.
  private var failure: StoreError?
  /// What holds from one transaction to the next.
  private var memory = Recollection()
  /// SQLite's number for what other connections have written.
  private var version: Int?
  /// Nil where SQLite moves its write-ahead log by itself.
  private let log: LogMover?

  init(_ connection: DatabaseQueue, sharesCommits: Bool, log: LogMover? = nil) {
    self.connection = connection
    self.sharesCommits = sharesCommits
    self.log = log
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Runs `body` as one transaction, and answers when it is durable.
  nonisolated func write<Answer: Sendable>(
    _ body: @Sendable (SQLiteTransaction) throws -> Answer
  ) async throws -> Answer {
    // The closure does not outlive the caller's turn, which is over when there is an answer.
    try await withoutActuallyEscaping(body) { body in
      let answer = Mutex<Answer?>(nil)
      try await make { transaction in
        let latest = try body(transaction)
        answer.withLock { $0 = latest }
      }
      guard let answer = answer.withLock({ $0.take() }) else {
        preconditionFailure("changes were made and have no answer")
      }
      return answer
    }
  }

  /// Makes changes as one transaction, which is durable when this returns.
  private nonisolated func make(_ changes: @escaping Turn.Changes) async throws {
    let isAlone = callers.add(1, ordering: .relaxed).oldValue == 0
    defer { callers.subtract(1, ordering: .relaxed) }
    // Who is alone has nobody to share a commit with. Two changes of threads would take as long as
    // all that is decided about an event.
    if isAlone, SpareThread.take() {
      defer { SpareThread.giveBack() }
      return try executor.runNow { try assumeIsolated { try $0.makeNow(changes) } }
    }
    while try await !share(changes) {}
  }

  /// A transaction, on the thread of the caller.
  private func makeNow(_ changes: Turn.Changes) throws {
    while true {
      if let failure { throw failure }
      let outcome = try translatingErrors {
        try connection.writeWithoutTransaction { try perform(changes, on: $0) }
      }
      if case .undone = outcome { continue }
      try commit()
      // Not before the caller has his answer.
      if let log, log.needsWriter { later { $0.moveLog() } }
      if case .failed(let error) = outcome { throw error }
      return
    }
  }

  /// A transaction whose commit others may share.
  ///
  /// - Returns: Whether the changes are durable; else they are to be made again.
  private nonisolated func share(_ changes: @escaping Turn.Changes) async throws -> Bool {
    try await withCheckedThrowingContinuation { caller in
      let turn = Turn(changes, of: caller)
      let isFirst = queue.withLock { queue in
        queue.append(turn)
        return queue.count == 1
      }
      if isFirst { later { $0.serve() } }
    }
  }

  /// How many wait for their turn.
  nonisolated var countInQueue: Int { queue.withLock { $0.count } }

  /// Makes the changes of all who wait for their turn, and has them wait for their commit; nobody
  /// comes between one and the next.
  private func serve() {
    let turns = queue.withLock { queue in
      defer { queue = [] }
      return queue
    }
    guard sharesCommits else {
      for turn in turns {
        connection.writeWithoutTransaction { serve(turn, on: $0) }
        try? commit()
      }
      return
    }
    connection.writeWithoutTransaction { database in
      for turn in turns { serve(turn, on: database) }
    }
    // The first of a group puts the commit at the end of the queue: behind every caller who is
    // waiting by now.
    if !waiting.isEmpty, !isCommitAhead {
      isCommitAhead = true
      lastWaiting = 0
      later { $0.commitOnceNobodyComes() }
    }
  }

  private func serve(_ turn: Turn, on database: Database) {
    do {
      if let failure { throw failure }
      guard let changes = turn.takeChanges() else { return }
      switch try translatingErrors({ try perform(changes, on: database) }) {
      case .made: waiting.append((turn, nil))
      // One that failed waits, too: what it saw may never become durable.
      case .failed(let error): waiting.append((turn, error))
      case .undone: turn.resume(isDurable: false)
      }
    } catch {
      turn.resume(throwing: error)
    }
  }

  /// Runs `body` on the connection, for callers that do not use another.
  func read<Answer>(_ body: (SQLiteSnapshot) throws -> Answer) throws -> Answer {
    try translatingErrors {
      try connection.unsafeRead { database in
        let snapshot = SQLiteSnapshot(database)
        return try snapshot.inOneState { try body(snapshot) }
      }
    }
  }

  /// A copy of the database that nobody else has.
  func copied() throws -> DatabaseQueue {
    try translatingErrors {
      let copy = try DatabaseQueue(path: "")
      try connection.backup(to: copy)
      return copy
    }
  }

  /// Runs `body` on the connection outside of any transaction.
  func maintain(_ body: (Database) throws -> Void) throws {
    try? commitShared()
    if let failure { throw failure }
    memory = Recollection()
    log?.finish()
    try translatingErrors { try connection.writeWithoutTransaction(body) }
  }

  /// Closes the connection. Nobody can be between its changes and their commit here but those who
  /// share a commit that is already in the queue.
  func close(_ body: () throws -> Void) throws {
    try? commitShared()
    memory = Recollection()
    log?.finish()
    try translatingErrors(body)
    failure = .unavailable("the store is closed")
  }

  /// What became of changes that nobody has committed yet.
  private enum Outcome {
    case made
    /// None of them was made.
    case failed(any Error)
    /// They are to be made again.
    case undone
  }

  /// Makes changes, or none of them if they throw.
  ///
  /// - Throws: Where there is no transaction to make changes in.
  private func perform(_ changes: Turn.Changes, on database: Database) throws -> Outcome {
    do {
      return try attempt(changes, on: database)
    } catch {
      // The savepoints are in doubt, or SQLite has undone everything by itself, as it may on
      // a full disk: nobody's changes can be kept.
      if database.isInsideTransaction { try? database.rollback() }
      abandon(because: (error as? DatabaseError).map { StoreError($0) } ?? .undone)
      throw error
    }
  }

  /// - Throws: What went wrong around the changes. An error of their own is in the outcome.
  private func attempt(_ changes: Turn.Changes, on database: Database) throws -> Outcome {
    let isFirst = !database.isInsideTransaction
    if isFirst {
      try begin(database)
    } else if caution > 0 {
      try SQLiteReader(database).control("SAVEPOINT caller")
    }
    let transaction = SQLiteTransaction(database, memory)
    let count = database.totalChangesCount
    do {
      try changes(transaction)
      try transaction.settle()
      if caution > 0 { try transaction.keepTree() }
      guard database.isInsideTransaction else { throw StoreError.undone }
      if caution > 0, !isFirst { try transaction.control("RELEASE caller") }
      return .made
    } catch {
      let known = memory
      memory = Recollection()
      guard database.isInsideTransaction else { throw error }
      if isFirst {
        try transaction.control("ROLLBACK")
      } else if caution > 0 {
        try transaction.control("ROLLBACK TO caller")
        try transaction.control("RELEASE caller")
      } else if database.totalChangesCount == count {
        memory.keepTree(of: known)
      } else {
        try transaction.control("ROLLBACK")
        caution = Self.longCaution
        settle { turn, _ in turn.resume(isDurable: false) }
        return .undone
      }
      return .failed((error as? DatabaseError).map { StoreError($0) } ?? error)
    }
  }

  private static let longCaution = 16

  /// Begins a transaction, and forgets everything if somebody else has written since the last one.
  private func begin(_ database: Database) throws {
    let reader = SQLiteReader(database)
    try reader.control("BEGIN IMMEDIATE")
    let found = try reader.cells("PRAGMA data_version").first?[0].integer()
    if found == nil || found != version { memory = Recollection() }
    version = found
  }

  /// Puts `work` at the end of the queue.
  private nonisolated func later(_ work: @escaping @Sendable (isolated Writer) -> Void) {
    executor.runLater { self.assumeIsolated(work) }
  }

  /// Those whom the last commit has let go come back one by one, while the first of them already
  /// change something. As long as one after another comes they share this commit, too: each is at
  /// work a hundred times as long as it takes the next to come, and the disk is waited for once.
  private func commitOnceNobodyComes() {
    if waiting.count > lastWaiting, waiting.count < Self.largestGroup,
      queue.withLock({ !$0.isEmpty })
    {
      lastWaiting = waiting.count
      later { $0.commitOnceNobodyComes() }
    } else {
      isCommitAhead = false
      try? commitShared()
    }
  }

  /// So that nobody waits for long, whoever may still come.
  private static let largestGroup = 64

  private func commitShared() throws(StoreError) {
    guard !waiting.isEmpty else { return }
    try commit()
    moveLog()
  }

  private func moveLog() {
    guard let log, log.needsWriter, waiting.isEmpty, failure == nil else { return }
    connection.writeWithoutTransaction { log.moveRest(on: $0) }
  }

  /// Makes the changes of the one who calls, and of whoever waits, durable.
  private func commit() throws(StoreError) {
    do {
      try commitChanges()
    } catch {
      abandon(because: error)
      throw error
    }
    caution = max(0, caution - 1)
    settle { turn, failure in
      if let failure { turn.resume(throwing: failure) } else { turn.resume(isDurable: true) }
    }
  }

  /// Tells everybody who waits for a commit what became of his changes.
  private func settle(_ tell: (Turn, (any Error)?) -> Void) {
    let settled = waiting
    waiting = []
    for (turn, failure) in settled { tell(turn, failure) }
  }

  /// - Throws: What became of the changes; after an unknown outcome nothing is written any more.
  private func commitChanges() throws(StoreError) {
    do {
      try connection.writeWithoutTransaction { database in
        // Where the only caller failed, there is nothing to commit.
        guard database.isInsideTransaction else { return }
        do {
          do {
            try SQLiteTransaction(database, memory).keepTree()
          } catch let error as DatabaseError {
            throw StoreError(error)
          }
          try SQLiteReader(database).control("COMMIT")
        } catch {
          if database.isInsideTransaction { try? database.rollback() }
          throw error
        }
      }
    } catch {
      memory = Recollection()
      let known = (error as? DatabaseError).map { StoreError(committing: $0) }
      let reason = known ?? error as? StoreError ?? .unknownOutcome("the commit failed")
      if case .unknownOutcome = reason {
        failure = .unavailable("an earlier commit has an unknown outcome; open the store again")
      }
      throw reason
    }
  }

  /// Tells everybody whose changes SQLite has undone.
  private func abandon(because error: StoreError) {
    memory = Recollection()
    settle { turn, _ in turn.resume(throwing: error) }
  }
}

extension StoreError {
  fileprivate static let undone = StoreError.unavailable(
    "SQLite has undone the whole transaction; nothing was changed")
}
