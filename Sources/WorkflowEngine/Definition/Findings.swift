import Statechart
import XML

/// What is found wrong on the way through a file, while reading goes on.
struct Findings {
  private(set) var diagnostics: [Diagnostic] = []
  /// How many names were compared with all others so far.
  private var comparisons = 0

  mutating func error(_ code: String, at location: SourceLocation, _ message: String) {
    diagnostics.append(Diagnostic(.error, code, at: location, message))
  }

  mutating func warn(_ code: String, at location: SourceLocation, _ message: String) {
    diagnostics.append(Diagnostic(.warning, code, at: location, message))
  }

  mutating func append(_ more: [Diagnostic]) { diagnostics += more }

  /// `; did you mean "x"?`, or nothing where no candidate is near.
  ///
  /// A file in which nothing fits gets its first suggestions only: each costs a comparison with every
  /// candidate.
  mutating func didYouMean(_ name: String, among candidates: some Sequence<String>) -> String {
    comparisons += 1
    guard comparisons <= 50 else { return "" }
    return XML.didYouMean(name, among: candidates)
  }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// By place, then by code; the same said twice is said once.
  var sorted: [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return InvalidDocument(diagnostics).diagnostics.filter { seen.insert($0).inserted }
  }
}

extension SourceLocation {
  init(_ position: XMLPosition) {
    self.init(line: position.line, column: position.column)
  }
}

extension Diagnostic {
  init(_ found: XMLDiagnostic) {
    self.init(.error, found.code, at: SourceLocation(found.position), found.message)
  }
}

/// `a, b and c`.
func list(_ words: [String], _ conjunction: String = "and") -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}

extension String {
  /// Without white space at its ends, and with one space for each run of it within.
  var spacesNormalised: String {
    unicodeScalars.split { $0.properties.isWhitespace }.map { String($0) }.joined(separator: " ")
  }

  /// Without white space at its ends.
  var trimmed: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}
