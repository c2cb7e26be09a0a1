/// The name among `candidates` that `name` is most likely a misspelling of.
///
/// A candidate counts if at most a third of the longer name has to change (letters replaced, added,
/// left out, or two neighbours swapped), and at least one edit is always forgiven for names of three
/// letters or more. Case is no difference. Of two equally near the earlier in order of code points wins.
///
/// - Complexity: O(candidates × length²); names of more than 64 characters are not compared.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
  var best: (distance: Int, name: String)?
  for candidate in candidates where candidate != name {
    let letters = Array(candidate.lowercased().unicodeScalars)
    guard !letters.isEmpty, letters.count <= 64 else { continue }
    let longer = max(letters.count, wanted.count)
    let allowed = longer < 3 ? 0 : max(1, longer / 3)
    guard abs(letters.count - wanted.count) <= allowed else { continue }
    let distance = editDistance(wanted, letters)
    guard distance <= allowed else { continue }
    if let found = best, (found.distance, found.name) <= (distance, candidate) { continue }
    best = (distance, candidate)
  }
  return best?.name
}

/// The end of a sentence that complains of `name`: `; did you mean "x"?`, or nothing where no
/// candidate is near.
public func didYouMean(_ name: String, among candidates: some Sequence<String>) -> String {
  nearestName(to: name, among: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
}

/// Optimal string alignment: replacements, insertions, deletions and swaps of neighbours.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for i in 1...left.count {
    var row = [i]
    for j in 1...right.count {
      let substitution = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
      var cost = min(last[j] + 1, row[j - 1] + 1, substitution)
      if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
        cost = min(cost, beforeLast[j - 2] + 1)
      }
      row.append(cost)
    }
    beforeLast = last
    last = row
  }
  return last[right.count]
}
