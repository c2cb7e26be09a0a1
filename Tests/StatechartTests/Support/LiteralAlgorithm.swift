import Statechart

/// Appendix D written down word for word, but for two places that say so, with lists and closures
/// instead of tables: what the interpreter must agree with. It knows the content that `DocumentGenerator` makes.
final class LiteralAlgorithm {
  final class Node {
    let state: State
    unowned let parent: Node?
    let order: Int
    private(set) var children: [Node] = []
    var id: String { state.id?.text ?? "" }

    init(_ state: State, _ parent: Node?, _ all: inout [Node]) {
      self.state = state
      self.parent = parent
      order = all.count
      all.append(self)
      for child in state.children { children.append(Node(child, self, &all)) }
    }
  }

  struct Arrow {
    let source: Node
    let transition: Transition
  }

  private let document: Document
  private var nodes: [Node] = []
  private var root: Node
  private(set) var configuration: [Node] = []
  private var historyValue: [String: [Node]] = [:]
  private var internalQueue: [String] = []
  private var running = true
  private var x = 0.0
  private(set) var log: [String] = []
  private var microsteps = 0
  private let limit: Int

  /// Whether the limit of microsteps was reached, after which nothing is comparable.
  private(set) var stopped = false

  init(_ document: Document, limit: Int) {
    self.document = document
    self.limit = limit
    root = Node(document.root, nil, &nodes)
  }

  var active: [String] {
    configuration.filter { isAtomic($0) }.sorted { $0.order < $1.order }.map(\.id)
  }

  func start() {
    microsteps = 1
    enterStates([Arrow(source: root, transition: initialTransition(root))])
    settle()
  }

  func send(_ event: String) {
    guard running else { return }
    microsteps = 0
    let enabled = selectTransitions { self.matches($0, event) }
    if !enabled.isEmpty { microstep(enabled) }
    settle()
  }

  private func settle() {
    while running && !stopped {
      var enabled = selectTransitions { $0.events.isEmpty }
      if enabled.isEmpty {
        if internalQueue.isEmpty { return }
        let event = internalQueue.removeFirst()
        enabled = selectTransitions { self.matches($0, event) }
      }
      if !enabled.isEmpty {
        if microsteps == limit { stopped = true } else { microstep(enabled) }
      }
    }
    if !running {
      for s in configuration.sorted(by: { $0.order > $1.order }) {
        s.state.onexit.forEach(execute)
        configuration.removeAll { $0 === s }
      }
    }
  }

  private func matches(_ t: Transition, _ event: String) -> Bool {
    let tokens = event.split(separator: ".")
    return t.events.contains { descriptor in
      descriptor.text == "*" || tokens.starts(with: descriptor.text.split(separator: "."))
    }
  }

  // MARK: Selecting

  private func selectTransitions(_ isCandidate: (Transition) -> Bool) -> [Arrow] {
    var enabled: [Arrow] = []
    for state in configuration.filter({ isAtomic($0) }).sorted(by: { $0.order < $1.order }) {
      search: for s in [state] + properAncestors(state, nil) {
        for t in s.state.transitions where isCandidate(t) && holds(t) {
          if !enabled.contains(where: { $0.transition.location == t.location }) {
            enabled.append(Arrow(source: s, transition: t))
          }
          break search
        }
      }
    }
    return removeConflicting(enabled)
  }

  private func removeConflicting(_ enabled: [Arrow]) -> [Arrow] {
    var filtered: [Arrow] = []
    for t1 in enabled {
      var preempted = false
      var toRemove: [Arrow] = []
      for t2 in filtered {
        let exit2 = computeExitSet([t2])
        guard computeExitSet([t1]).contains(where: { s in exit2.contains { $0 === s } }) else {
          continue
        }
        if isDescendant(t1.source, t2.source) {
          toRemove.append(t2)
        } else {
          preempted = true
          break
        }
      }
      if !preempted {
        filtered.removeAll { t in
          toRemove.contains { $0.transition.location == t.transition.location }
        }
        filtered.append(t1)
      }
    }
    return filtered
  }

  // MARK: Exiting and entering

  private func microstep(_ enabled: [Arrow]) {
    microsteps += 1
    let toExit = computeExitSet(enabled).sorted { $0.order > $1.order }
    for s in toExit {
      for h in s.children where h.state.kind.isHistory {
        historyValue[h.id] = configuration.filter { s0 in
          h.state.kind == .deepHistory
            ? isAtomic(s0) && isDescendant(s0, s) : s0.parent === s
        }
      }
    }
    for s in toExit {
      s.state.onexit.forEach(execute)
      configuration.removeAll { $0 === s }
    }
    for t in enabled { execute(t.transition.content) }
    enterStates(enabled)
  }

  private func computeExitSet(_ arrows: [Arrow]) -> [Node] {
    var result: [Node] = []
    for t in arrows {
      guard let domain = domain(t) else { continue }
      for s in configuration where isDescendant(s, domain) && !result.contains(where: { $0 === s })
      { result.append(s) }
    }
    return result
  }

  private func domain(_ t: Arrow) -> Node? {
    let targets = effectiveTargets(t.transition)
    if targets.isEmpty { return nil }
    if t.transition.kind == .internal, isCompound(t.source),
      targets.allSatisfy({ isDescendant($0, t.source) })
    {
      return t.source
    }
    if t.source === root { return root }
    return properAncestors(t.source, nil).first { anc in
      (isCompound(anc) || anc === root) && targets.allSatisfy { isDescendant($0, anc) }
    }
  }

  private func effectiveTargets(_ t: Transition) -> [Node] {
    t.targets.flatMap { reference -> [Node] in
      let s = node(reference)
      guard s.state.kind.isHistory else { return [s] }
      return historyValue[s.id] ?? effectiveTargets(s.state.transitions[0])
    }
  }

  private var innermost: Node?
  private var toEnter: [Node] = []
  private var forDefaultEntry: [Node] = []
  private var defaultHistoryContent: [String: [ExecutableContent]] = [:]

  private func enterStates(_ arrows: [Arrow]) {
    (toEnter, forDefaultEntry, defaultHistoryContent) = ([], [], [:])
    for t in arrows {
      guard let ancestor = domain(t) else { continue }
      innermost = ancestor
      for target in t.transition.targets { addDescendants(node(target)) }
      for s in effectiveTargets(t.transition) { addAncestors(s, ancestor) }
    }
    for s in toEnter.sorted(by: { $0.order < $1.order }) {
      configuration.append(s)
      s.state.onentry.forEach(execute)
      if forDefaultEntry.contains(where: { $0 === s }), let initial = s.state.initial {
        execute(initial.content)
      }
      if let content = defaultHistoryContent[s.id] { execute(content) }
      if s.state.kind == .final { enteredFinal(s) }
    }
  }

  private func enteredFinal(_ s: Node) {
    guard let parent = s.parent, parent !== root else {
      running = false
      return
    }
    internalQueue.append("done.state.\(parent.id)")
    // Section 3.4, beyond the letter of the appendix: a parallel in a parallel.
    var grandparent = parent.parent
    while let p = grandparent, p.state.kind == .parallel, isInFinalState(p) {
      internalQueue.append("done.state.\(p.id)")
      grandparent = p.parent
    }
  }

  private func addDescendants(_ state: Node) {
    if state.state.kind.isHistory, let parent = state.parent {
      // Not to the letter: what lies around the transition's domain was not left.
      let limit = innermost.map { isDescendant($0, parent) } == true ? innermost : parent
      if let remembered = historyValue[state.id] {
        for s in remembered { addDescendants(s) }
        for s in remembered { addAncestors(s, limit) }
      } else {
        let t = state.state.transitions[0]
        defaultHistoryContent[parent.id] = t.content
        for s in t.targets { addDescendants(node(s)) }
        for s in t.targets { addAncestors(node(s), limit) }
      }
      return
    }
    add(state)
    if isCompound(state) {
      if !forDefaultEntry.contains(where: { $0 === state }) { forDefaultEntry.append(state) }
      let targets = initialTransition(state).targets.map(node)
      for s in targets { addDescendants(s) }
      for s in targets { addAncestors(s, state) }
    } else if state.state.kind == .parallel {
      addRegions(state)
    }
  }

  private func addAncestors(_ state: Node, _ ancestor: Node?) {
    for anc in properAncestors(state, ancestor) {
      add(anc)
      if anc.state.kind == .parallel { addRegions(anc) }
    }
  }

  private func addRegions(_ parallel: Node) {
    for child in childStates(parallel) where !toEnter.contains(where: { isDescendant($0, child) }) {
      addDescendants(child)
    }
  }

  private func add(_ state: Node) {
    if !toEnter.contains(where: { $0 === state }) { toEnter.append(state) }
  }

  // MARK: The tree

  private func node(_ reference: Reference) -> Node {
    nodes.first { $0.state.id == reference.id } ?? root
  }

  private func initialTransition(_ s: Node) -> Transition {
    let first = childStates(s)[0].state
    let targets = s.state.initial?.targets ?? first.id.map { [Reference($0, at: first.location)] }
    return Transition(targets: targets ?? [])
  }

  private func childStates(_ s: Node) -> [Node] { s.children.filter { !$0.state.kind.isHistory } }
  private func isCompound(_ s: Node) -> Bool { s.state.kind == .state && !childStates(s).isEmpty }

  private func isAtomic(_ s: Node) -> Bool {
    s.state.kind == .final || (!s.state.kind.isHistory && childStates(s).isEmpty)
  }

  private func isDescendant(_ s: Node, _ ancestor: Node) -> Bool {
    properAncestors(s, nil).contains { $0 === ancestor }
  }

  private func properAncestors(_ s: Node, _ limit: Node?) -> [Node] {
    var result: [Node] = []
    var next = s.parent
    while let ancestor = next, ancestor !== limit {
      result.append(ancestor)
      next = ancestor.parent
    }
    return result
  }

  private func isInFinalState(_ s: Node) -> Bool {
    if isCompound(s) {
      return s.children.contains { child in
        child.state.kind == .final && configuration.contains { $0 === child }
      }
    }
    return s.state.kind == .parallel && childStates(s).allSatisfy { isInFinalState($0) }
  }

  // MARK: Content

  private func holds(_ t: Transition) -> Bool {
    guard let condition = t.condition else { return true }
    let source = document.expressions[condition.index].source
    if source.hasPrefix("In(") {
      return configuration.contains { $0.id == source.dropFirst(3).dropLast() }
    }
    return x < Double(source.split(separator: " ").last ?? "") ?? 0
  }

  private func execute(_ content: [ExecutableContent]) {
    for element in content {
      switch element {
      case .raise(let event): internalQueue.append(event)
      case .assign: x += 1
      case .log(_, let expression?):
        let source = document.expressions[expression.index].source
        log.append(source == "x" ? "\(Int(x))" : String(source.dropFirst().dropLast()))
      default: break
      }
    }
  }
}
