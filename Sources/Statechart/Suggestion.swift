/// "Did you mean": the known name that a misspelt one was probably meant to be.
public enum Suggestion {
  /// The candidate that takes the fewest edits to become `text`, the first of several.
  ///
  /// An edit inserts, deletes or replaces a letter, or swaps two neighbours; capitals count as
  /// small letters. A third of the letters may be wrong, and at least one.
  ///
  /// - Returns: Nil if no candidate is near, or if `text` has more than 64 letters.
  /// - Complexity: O(*n* · *l*²) for *n* candidates of about the same length *l*.
  public static func nearest(to text: String, among candidates: some Sequence<String>) -> String? {
    let wanted = letters(of: text)
    guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
    var limit = max(1, wanted.count / 3)
    var nearest: String?
    for candidate in candidates {
      // A letter has at most four bytes.
      guard candidate.utf8.count <= 4 * (wanted.count + limit) else { continue }
      let distance = edits(from: wanted, to: letters(of: candidate), atMost: limit)
      guard let distance, candidate != text else { continue }
      nearest = candidate
      if distance == 0 { break }
      limit = distance - 1
    }
    return nearest
  }

  /// The end of a sentence that complains of `text`: `; did you mean "…"?`, or nothing.
  public static func question(for text: String, among candidates: some Sequence<String>) -> String {
    nearest(to: text, among: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
  }

  private static func letters(of text: String) -> [Unicode.Scalar] {
    Array(text.lowercased().unicodeScalars)
  }

  /// The optimal string alignment distance, if it is not more than `limit`.
  private static func edits(
    from a: [Unicode.Scalar], to b: [Unicode.Scalar], atMost limit: Int
  ) -> Int? {
    guard abs(a.count - b.count) <= limit else { return nil }
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        var best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, beforeLast[j - 2] + 1)
        }
        row.append(best)
      }
      if row.allSatisfy({ $0 > limit }) { return nil }
      (beforeLast, last) = (last, row)
    }
    return last[b.count] <= limit ? last[b.count] : nil
  }
}
