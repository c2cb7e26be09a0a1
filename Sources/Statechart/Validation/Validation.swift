extension Document {
  /// Everything that is wrong or doubtful in the document, sorted by place.
  ///
  /// What the document does as a whole (states that cannot be reached, or left, and loops) is only
  /// looked at once nothing else is wrong: a misspelt target would make it all untrue.
  ///
  /// - Parameter suggest: Given a name that nothing has and the names there are, the one that was
  ///   probably meant. It is asked at most twenty times.
  /// - Complexity: Linear in the size of the document, but for suggestions.
  public func validate(
    suggesting suggest: @escaping (_ name: String, _ known: [String]) -> String? = { _, _ in nil }
  ) -> [Diagnostic] {
    Validation(of: self, suggesting: suggest).diagnostics
  }

  /// The same, kept in the document: who makes a `Chart` of it need not look again. A change of the
  /// document makes it forget.
  public mutating func validateAndKeep(
    suggesting suggest: @escaping (_ name: String, _ known: [String]) -> String?
  ) -> [Diagnostic] {
    let validation = Validation(of: self, suggesting: suggest)
    self.validation = validation
    return validation.diagnostics
  }
}

/// What came of looking at a document.
final class Validation: Sendable {
  let outline: Outline
  let diagnostics: [Diagnostic]

  init(of document: Document, suggesting suggest: @escaping Findings.Suggest = { _, _ in nil }) {
    outline = Outline(document)
    diagnostics = outline.validate(suggesting: suggest)
  }
}

extension Outline {
  fileprivate func validate(suggesting suggest: @escaping Findings.Suggest) -> [Diagnostic] {
    var findings = Findings(suggest: suggest)
    checkStates(&findings)
    checkTargets(&findings)
    checkHistories(&findings)
    checkEventDescriptors(&findings)
    checkShadowing(&findings)
    checkData(&findings)
    if !findings.hasErrors {
      checkReachability(&findings)
      checkEventlessLoops(&findings)
    }
    return findings.diagnostics.sorted { ($0.location, $0.code) < ($1.location, $1.code) }
  }

  /// The state as a sentence names it.
  func name(_ index: StateIndex) -> String {
    let state = state(index)
    if let id = state.id { return "\(state.kind.word) \"\(id)\"" }
    return index == .root ? "<scxml>" : "the \(state.kind.word) at \(state.location)"
  }
}

/// What a validation has found so far.
struct Findings {
  typealias Suggest = (_ name: String, _ known: [String]) -> String?

  private let suggest: Suggest
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var hasErrors = false
  /// How many more names may be looked for: a large document full of misspelt names would take long.
  private var suggestionsLeft = 20

  init(suggest: @escaping Suggest) { self.suggest = suggest }

  mutating func error(_ code: String, at location: SourceLocation, _ message: String) {
    hasErrors = true
    diagnostics.append(Diagnostic(.error, code, at: location, message))
  }

  mutating func warning(_ code: String, at location: SourceLocation, _ message: String) {
    diagnostics.append(Diagnostic(.warning, code, at: location, message))
  }

  /// `; did you mean "…"?`, or nothing.
  mutating func question(for id: Identifier, among outline: Outline) -> String {
    guard suggestionsLeft > 0 else { return "" }
    suggestionsLeft -= 1
    let known = outline.elements.compactMap { $0.id?.text }
    return suggest(id.text, known).map { "; did you mean \"\($0)\"?" } ?? ""
  }
}

extension State.Kind {
  /// The kind in a sentence.
  var word: String {
    switch self {
    case .scxml: "<scxml>"
    case .state: "state"
    case .parallel: "parallel"
    case .final: "final"
    case .shallowHistory, .deepHistory: "history"
    }
  }
}
