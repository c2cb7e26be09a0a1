/// What was asked and still holds, by what it is about. There is a bound, so that memory does not follow
/// the size of an organisation or of a programme.
///
/// Inlined elsewhere, as decisions ask all the time.
public struct KeptAnswers<Key: Hashable, Answer> {
  @usableFromInline var answers: [Key: Answer] = [:]

  @inlinable public init() {}

  /// How many are kept at most.
  @inlinable public static var limit: Int { 4_096 }

  @inlinable public subscript(_ key: Key) -> Answer? { answers[key] }

  /// Keeps an answer, in place of all others where they have become too many.
  @inlinable public mutating func keep(_ answer: Answer, for key: Key) {
    if answers.count >= Self.limit { answers = [:] }
    answers[key] = answer
  }
}
