extension Document {
  /// Everything that is wrong or doubtful in the document, sorted by place.
  ///
  /// What the document does as a whole (states that cannot be reached, or left, and loops) is only
  /// looked at once nothing else is wrong: a misspelt target would make it all untrue.
  ///
  /// - Complexity: Linear in the size of the document, but for suggestions, of which there are at
  ///   most twenty.
  public func validate() -> [Diagnostic] { Outline(self).validate() }
}

extension Outline {
  func validate() -> [Diagnostic] {
    var findings = Findings()
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
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var hasErrors = false
  /// How many more names may be looked for: a large document full of misspelt names would take long.
  private var suggestionsLeft = 20

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
    return Suggestion.question(
      for: id.text, among: outline.nodes.lazy.compactMap { $0.state.id?.text })
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
