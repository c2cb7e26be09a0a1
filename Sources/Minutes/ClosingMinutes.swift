public import AuditLog
import Statechart
public import WorkflowEngine
public import XML

/// Closing minutes: figures that everybody can count again.
///
/// A draft is minutes whose figures have queries and no values. Sealing asks the queries in one state
/// of the log and writes value, position and root beside each; verifying asks again.
public enum ClosingMinutes {
  /// Writes into every figure of a draft what its query gives.
  ///
  /// Figures that have a value already are asked anew: all figures of the result come from one
  /// position. Everything else of the document stays as it is, comments included.
  ///
  /// - Parameters:
  ///   - draft: Minutes, `urn:docket:minutes:1`.
  ///   - reader: The state of the store that the figures shall be of.
  /// - Returns: The minutes as XML in UTF-8.
  /// - Throws: `InvalidDocument` for a draft that is wrong; `StoreError`.
  public static func seal(
    _ draft: [UInt8], in reader: any StoreReader, limits: XMLLimits = .standard
  ) throws -> [UInt8] {
    let document = try MinutesReader.read(draft, limits: limits)
    let position = LogPosition(try reader.tree())
    var answers: [FigureQuery: FigureValue] = [:]
    for figure in document.figures where answers[figure.query] == nil {
      answers[figure.query] = try figure.query.value(in: reader)
    }
    let tree = try XMLTree(parsing: draft, limits: limits)
    try write(answers, at: position, into: tree.root, of: tree)
    // Outside of the root a document has comments but no lines; each gets one of its own.
    let parts =
      ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
      + tree.documentNode.children.map { tree.serialize($0) }
    return Array((parts.joined(separator: "\n") + "\n").utf8)
  }

  private static func write(
    _ answers: [FigureQuery: FigureValue], at position: LogPosition, into node: XMLTree.Node,
    of tree: XMLTree
  ) throws {
    if node.kind == .element,
      node.name == XMLName("figure", namespace: MinutesReader.namespace),
      let text = node.value(of: "query"), let value = answers[try FigureQuery(text)]
    {
      try tree.setAttribute("value", to: value.description, of: node)
      try tree.setAttribute("position", to: String(position.size), of: node)
      try tree.setAttribute("root", to: position.root.hex, of: node)
    }
    for child in node.children { try write(answers, at: position, into: child, of: tree) }
  }
}

// MARK: Verifying

/// What became of one figure when it was counted again.
public struct FigureVerdict: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    case confirmed
    /// The query gives another value at that position.
    case different(FigureValue)
    /// The log had another root when it was that long: the figure is of another log, or the log
    /// was changed.
    case otherLog(Digest)
    /// The log was never that long.
    case beyondLog
    /// A draft: there is nothing to compare with.
    case unsealed
  }

  public var figure: MinutesDocument.Figure
  public var outcome: Outcome

  public var isConfirmed: Bool { outcome == .confirmed }
}

extension FigureVerdict: CustomStringConvertible {
  /// One sentence for the person who verifies.
  public var description: String {
    let name = "\(figure.id), \(figure.query)"
    let value = figure.sealed.map { "\($0.value) at entry \($0.position.size)" } ?? ""
    switch outcome {
    case .confirmed: return "\(name): \(value) is confirmed"
    case .different(let found): return "\(name): \(value) is wrong; the log gives \(found)"
    case .otherLog(let root):
      return "\(name): \(value) is of another log; the root there is \(root.hex)"
    case .beyondLog: return "\(name): \(value) is beyond the end of the log"
    case .unsealed: return "\(name): has no value yet"
    }
  }
}

extension ClosingMinutes {
  /// The positions that the figures are of, by size: for each, `verify` needs a reader.
  public static func positions(of document: MinutesDocument) -> [LogPosition] {
    Set(document.figures.compactMap(\.sealed?.position))
      .sorted { ($0.size, $0.root.hex) < ($1.size, $1.root.hex) }
  }

  /// Counts every figure again.
  ///
  /// - Parameter reader: Gives the store as it was when the log had so many entries, usually by
  ///   replaying it; nil where the log never had as many. It is asked once for each size.
  /// - Returns: A verdict for each figure, in document order.
  public static func verify(
    _ document: MinutesDocument, reader: (_ size: Int) throws -> (any StoreReader)?
  ) throws -> [FigureVerdict] {
    var outcomes: [Identifier: FigureVerdict.Outcome] = [:]
    for size in Set(positions(of: document).map(\.size)).sorted() {
      let state = try reader(size)
      for figure in document.figures {
        guard let sealed = figure.sealed, sealed.position.size == size else { continue }
        outcomes[figure.id] =
          try state.map { try outcome(of: figure, sealed, in: $0) }
          ?? .beyondLog
      }
    }
    return document.figures.map {
      FigureVerdict(figure: $0, outcome: outcomes[$0.id] ?? .unsealed)
    }
  }

  /// Counts every figure again in the store as it was at the figure's place of the log.
  ///
  /// - Parameters:
  ///   - scratch: Makes an empty store. Each earlier place is rebuilt in one, decision by decision.
  ///   - progress: Called with how many entries are done, of how many, while that happens.
  /// - Returns: A verdict for each figure, in document order.
  public static func verify(
    _ document: MinutesDocument, on store: any Store, scratch: () throws -> any Store,
    progress: @Sendable (Int, Int) -> Void = { _, _ in }
  ) async throws -> [FigureVerdict] {
    var outcomes: [Identifier: FigureVerdict.Outcome] = [:]
    let present = try await store.read { try $0.tree().size }
    for size in Set(positions(of: document).map(\.size)).sorted() {
      var state = store
      if size < present {
        state = try scratch()
        try await store.rebuild(size, in: state, progress: progress)
      }
      let verdicts = try await state.read { reader in
        try verify(document) { try reader.tree().size == $0 ? reader : nil }
      }
      for verdict in verdicts where verdict.figure.sealed?.position.size == size {
        outcomes[verdict.figure.id] = verdict.outcome
      }
    }
    return document.figures.map {
      FigureVerdict(figure: $0, outcome: outcomes[$0.id] ?? .unsealed)
    }
  }

  private static func outcome(
    of figure: MinutesDocument.Figure, _ sealed: MinutesDocument.SealedValue,
    in reader: any StoreReader
  ) throws -> FigureVerdict.Outcome {
    let found = LogPosition(try reader.tree())
    guard found.size == sealed.position.size else { return .beyondLog }
    guard found.root == sealed.position.root else { return .otherLog(found.root) }
    let value = try figure.query.value(in: reader)
    return value == sealed.value ? .confirmed : .different(value)
  }
}
