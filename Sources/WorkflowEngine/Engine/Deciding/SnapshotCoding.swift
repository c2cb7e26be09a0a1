import AuditLog
import Statechart

// A snapshot in the interpreter's terms and in the document's, and back.

extension Workflow {
  /// What the store keeps of a snapshot: ids instead of positions, so that it can be read without
  /// the document.
  func stored(_ snapshot: Snapshot) -> StoredSnapshot {
    func ids(_ states: StateSet) -> [Identifier] { states.map { chart.id($0) } }
    var result: JSON?
    if case .ended(let value) = snapshot.status { result = value.readableJSON ?? .null }
    var stored = StoredSnapshot(
      active: snapshot.configuration.filter { chart.isAtomic($0) }.map { chart.id($0) },
      stages: stages.filter { snapshot.configuration.contains($0.state) }.map(\.id),
      history: Dictionary(
        uniqueKeysWithValues: snapshot.history.map { (chart.id($0.key), ids($0.value)) }),
      visited: ids(snapshot.visited), data: String(decoding: snapshot.data, as: UTF8.self),
      idsMade: snapshot.idsMade, result: result)
    stored.invocations = snapshot.invocations.map {
      StoredSnapshot.Invocation(id: $0.id, state: chart.id($0.state), position: $0.position)
    }
    return stored
  }

  /// The interpreter's snapshot.
  ///
  /// - Throws: `StoreError.corrupt` where it names a state that the document does not have.
  func snapshot(_ stored: StoredSnapshot) throws(StoreError) -> Snapshot {
    func index(_ id: Identifier) throws(StoreError) -> StateIndex {
      guard let index = chart.index(of: id) else {
        throw .corrupt("the snapshot names the state \"\(id)\", which \(reference) does not have")
      }
      return index
    }
    var active: [StateIndex] = []
    for id in stored.active { active.append(try index(id)) }
    let configuration = chart.configuration(ofAtomic: active)
    var history: [StateIndex: StateSet] = [:]
    for (id, remembered) in stored.history {
      var states = StateSet()
      for state in remembered { states.insert(try index(state)) }
      history[try index(id)] = states
    }
    var visited = StateSet()
    for id in stored.visited { visited.insert(try index(id)) }
    var invocations: [ActiveInvocation] = []
    for invocation in stored.invocations {
      invocations.append(
        ActiveInvocation(
          id: invocation.id, state: try index(invocation.state), position: invocation.position))
    }
    return Snapshot(
      configuration: configuration, history: history, visited: visited,
      data: Array(stored.data.utf8), idsMade: stored.idsMade, invocations: invocations,
      status: stored.result.map { .ended(Value(json: $0)) } ?? .running)
  }

  /// The ids of the active states, without the root.
  func activeIDs(_ configuration: StateSet) -> [Identifier] {
    configuration.filter { $0.int != 0 }.map { chart.id($0) }
  }
}
