import AuditLog
import Statechart

/// Whether something may rest on a decision.
public enum AuthorityStanding: Hashable, Sendable {
  /// The store keeps no minutes at all; only the form of a citation can be looked at.
  case unchecked
  /// There are no such minutes, or they have no such decision.
  case unknown(nearest: [String])
  /// The minutes are not approved yet.
  case draft
  case valid
  case superseded(by: Authority)

  /// In a word, for entries.
  var word: String {
    switch self {
    case .unchecked: "unchecked"
    case .unknown: "unknown"
    case .draft: "draft"
    case .valid: "valid"
    case .superseded(let other): "superseded by \(other)"
    }
  }
}

extension StoreReader {
  /// Whether something may rest on the decision now.
  public func standing(of authority: Authority) throws -> AuthorityStanding {
    guard let minutes = try minutes(authority.minutes) else {
      let known = try minutes()
      guard !known.isEmpty else { return .unchecked }
      let near = nearest(authority.minutes.text, among: known.map(\.id))
      return .unknown(nearest: near.map { "\($0)#\(authority.decision)" })
    }
    guard let decision = try decision(authority) else {
      let ids = try decisions(of: minutes.id).map(\.decision.id)
      let near = nearest(authority.decision.text, among: ids)
      return .unknown(nearest: near.map { "\(minutes.id)#\($0)" })
    }
    guard minutes.status != .draft else { return .draft }
    return decision.supersededBy.map { .superseded(by: $0) } ?? .valid
  }

  /// What is wrong with citing a decision, if anything is. Nil where none is cited.
  func fault(ofCiting text: String?) throws -> Missing? {
    guard let authority = text.flatMap({ Authority($0) }) else { return nil }
    return try standing(of: authority).fault(of: authority)
  }
}

extension AuthorityStanding {
  func fault(of authority: Authority) -> Missing? {
    switch self {
    case .unchecked, .valid: nil
    case .unknown(let nearest):
      Missing(
        "authority.unknown",
        "the store knows no decision \(authority)"
          + (nearest.first.map { "; did you mean \"\($0)\"?" } ?? ""))
    case .draft:
      Missing("authority.draft", "the minutes \(authority.minutes) are not approved yet")
    case .superseded(let other):
      Missing("authority.superseded", "\(authority) was superseded by \(other)")
    }
  }
}

extension FactReader {
  /// What is wrong with the decision that is cited. Its standing is a fact of the entry, unless the
  /// store keeps no minutes.
  func fault(ofCiting text: String?) throws -> Missing? {
    guard let authority = text.flatMap({ Authority($0) }) else { return nil }
    let standing = try reader.standing(of: authority)
    guard standing != .unchecked else { return nil }
    try note("authority(\(authority))", standing.word)
    return standing.fault(of: authority)
  }
}
