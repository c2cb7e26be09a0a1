public import Statechart

extension Drawing {
  /// The picture of a document. A document with mistakes can be drawn too: an arrow to a state that
  /// does not exist is left out.
  ///
  /// - Parameters:
  ///   - title: What stands above the picture; nil means the document's name.
  ///   - stateTitle: A state's title for people; nil means its id.
  ///   - notes: What is written under a transition's events, a line each, such as who may take it
  ///     and what must be there.
  ///   - configuration: The states to highlight, as those where an instance is.
  public init(
    of document: Document, title: String? = nil,
    stateTitle: @escaping (State) -> String? = { _ in nil },
    notes: @escaping (Transition) -> [String] = { _ in [] },
    highlighting configuration: Set<Identifier> = []
  ) {
    var builder = DrawingBuilder(
      document: document, stateTitle: stateTitle, notes: notes, configuration: configuration)
    builder.add(document.root, to: 0)
    builder.connect()
    self.init(
      title: title ?? document.name ?? "", nodes: builder.nodes, edges: builder.edges)
  }
}

/// First all boxes, then all arrows, because an arrow may point forward.
private struct DrawingBuilder {
  let document: Document
  let stateTitle: (State) -> String?
  let notes: (Transition) -> [String]
  let configuration: Set<Identifier>

  var nodes: [Drawing.Node] = []
  var edges: [Drawing.Edge] = []
  private var states: [(node: Int, state: State)] = []
  private var nodeOfID: [Identifier: Int] = [:]

  init(
    document: Document, stateTitle: @escaping (State) -> String?,
    notes: @escaping (Transition) -> [String], configuration: Set<Identifier>
  ) {
    self.document = document
    self.stateTitle = stateTitle
    self.notes = notes
    self.configuration = configuration
  }

  mutating func add(_ state: State, to parent: Int) {
    let node = nodes.count
    nodes.append(
      Drawing.Node(
        kind: Self.kind(of: state), id: state.id?.text,
        title: stateTitle(state) ?? state.id?.text ?? "", parent: parent))
    if let id = state.id {
      nodes[node].isActive = configuration.contains(id)
      if nodeOfID[id] == nil { nodeOfID[id] = node }
    }
    states.append((node, state))
    if node != 0 { nodes[parent].children.append(node) }
    if nodes[node].kind == .compound || nodes[node].kind == .picture && !state.children.isEmpty {
      nodes[node].children.append(nodes.count)
      nodes.append(Drawing.Node(kind: .start, title: "", parent: node))
    }
    for child in state.children { add(child, to: node) }
    if nodes[node].children.contains(where: { nodes[$0].isActive }) { nodes[node].isActive = true }
  }

  mutating func connect() {
    for (node, state) in states {
      if let start = nodes[node].children.first, nodes[start].kind == .start {
        let first = nodes[node].children.dropFirst().first { !nodes[$0].isHistory }
        let targets = state.initial.map { $0.targets.compactMap { nodeOfID[$0.id] } }
        connect(start, to: targets ?? [first].compactMap { $0 }, .none)
      }
      for transition in state.transitions {
        let label = label(of: transition)
        if transition.targets.isEmpty {
          nodes[node].inside.append(label)
        } else {
          connect(node, to: transition.targets.compactMap { nodeOfID[$0.id] }, label)
        }
      }
    }
  }

  private mutating func connect(_ source: Int, to targets: [Int], _ label: Drawing.Label) {
    for (position, target) in targets.enumerated() where target != 0 && source != 0 {
      edges.append(
        Drawing.Edge(source: source, target: target, label: position == 0 ? label : .none))
    }
  }

  private func label(of transition: Transition) -> Drawing.Label {
    var parts: [String] = []
    if !transition.events.isEmpty {
      parts.append(transition.events.map(\.text).joined(separator: ", "))
    }
    if let condition = transition.condition, document.expressions.indices ~= condition.index {
      parts.append("[" + document.expressions[condition.index].source + "]")
    }
    return Drawing.Label(text: parts.joined(separator: " "), notes: notes(transition))
  }

  private static func kind(of state: State) -> Drawing.Node.Kind {
    switch state.kind {
    case .scxml: .picture
    case .state: state.children.isEmpty ? .atomic : .compound
    case .parallel: state.children.isEmpty ? .atomic : .parallel
    case .final: .final
    case .shallowHistory: .shallowHistory
    case .deepHistory: .deepHistory
    }
  }
}
