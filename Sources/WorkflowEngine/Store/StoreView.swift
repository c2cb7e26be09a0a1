/// One state of a store, which stays as it is for as long as somebody holds it, whatever is written
/// meanwhile.
///
/// For work that takes longer than one closure should: an audit, an export. Hold it no longer than
/// that; a store may have to keep what others have replaced (the write-ahead log of SQLite grows).
public protocol StoreView: Sendable {
  /// Runs `body` on the state. Every call sees the same one.
  func read<Answer: Sendable>(
    _ body: @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer

  /// What is wrong with the keeping itself, whatever the rows say: indexes that do not lead to their
  /// rows, parts that were added to the layout. A sentence for each; empty where all is sound.
  func damage() async throws -> [String]
}

extension StoreView {
  /// A store without indexes has none that could be wrong.
  public func damage() async throws -> [String] { [] }
}
