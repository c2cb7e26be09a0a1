import AuditLog
public import WorkflowEngine

/// One promise that every store keeps.
///
/// ```swift
/// @Test(arguments: StoreContract.all)
/// func `keeps the store contract`(_ promise: StoreContract) async throws {
///   try await promise.check(MemoryStore())
/// }
/// ```
public struct StoreContract: Sendable, CustomStringConvertible {
  /// The promise as a sentence.
  public let description: String
  /// Tries the promise on a new, empty store and throws `Broken` where it is not kept.
  public let check: @Sendable (any Store) async throws -> Void

  public init(description: String, check: @escaping @Sendable (any Store) async throws -> Void) {
    self.description = description
    self.check = check
  }

  /// Every promise.
  public static let all =
    transactions + log + queries + organisation + programmes + instances + timers + answers
    + contents + minutes + projections + subtrees + notices + unitHistory + steady
}

/// A store did not keep a promise.
public struct Broken: Error, CustomStringConvertible {
  public let reason: String

  public var description: String { reason }
}

/// - Throws: `Broken` unless both are equal.
func expect<Value: Equatable>(
  _ what: String, _ found: Value, is expected: Value
) throws(Broken) {
  guard found == expected else {
    throw Broken(reason: "\(what): found \(found), expected \(expected)")
  }
}

/// - Throws: `Broken` unless `body` throws this error.
func expect(
  _ expected: StoreError, from body: () async throws -> Void
) async throws(Broken) {
  do {
    try await body()
  } catch let error as StoreError where error == expected {
    return
  } catch {
    throw Broken(reason: "found the error \(error), expected \(expected)")
  }
  throw Broken(reason: "nothing was thrown, expected \(expected)")
}

extension Store {
  /// Applies changes in one transaction.
  func apply(_ changes: Change...) async throws {
    try await write { transaction in
      for change in changes { try transaction.apply(change) }
    }
  }

  /// Appends entries in one transaction.
  @discardableResult
  func append(_ entries: Entry...) async throws -> [Int] {
    try await write { transaction in try entries.map { try transaction.append($0) } }
  }
}
