import Statechart

/// Whether the names that a workflow uses are those that it declares.
extension WorkflowBuilder {
  mutating func checkReferences() {
    // Without declarations at all, one error says so.
    guard isWorkflow else { return }
    for kind in [NameKind.role, .evidence, .ledger] {
      let declared = declared[kind] ?? [:]
      let used = used[kind] ?? []
      for use in used where declared[use.id] == nil {
        findings.error(
          "workflow.\(kind.rawValue).undeclared", at: use.location,
          "\(kind.words) \"\(use.id)\" is not declared in <d:workflow>"
            + findings.didYouMean(use.id.text, among: declared.keys.lazy.map(\.text)))
      }
      guard !computed.contains(kind) else { continue }
      let usedIDs = Set(used.map(\.id))
      for (id, location) in declared where !usedIDs.contains(id) {
        findings.warn(
          "workflow.\(kind.rawValue).unused", at: location,
          "\(kind.words) \"\(id)\" is declared, but never used")
      }
    }
  }
}
