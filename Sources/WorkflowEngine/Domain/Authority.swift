public import Statechart

/// The decision that something rests on: `minutes-id#decision-id`.
public struct Authority: Hashable, Sendable, CustomStringConvertible {
  public var minutes: Identifier
  public var decision: Identifier

  public init(minutes: Identifier, decision: Identifier) {
    self.minutes = minutes
    self.decision = decision
  }

  /// Nil where the text does not have the form.
  public init?(_ text: String) {
    let parts = text.split(separator: "#", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts.contains(where: \.isEmpty),
      !text.unicodeScalars.contains(where: \.properties.isWhitespace)
    else { return nil }
    minutes = Identifier(parts[0])
    decision = Identifier(parts[1])
  }

  /// Refuses to judge what does not have the form: other words might be personal, and a leaf keeps
  /// an authority in the clear.
  static func check(_ text: String?) throws(RequestError) {
    guard let text, Authority(text) == nil else { return }
    throw .invalid("\"\(text)\" does not cite a decision; write minutes-id#decision-id")
  }

  public var description: String { "\(minutes)#\(decision)" }
}
