/// What a picture of a workflow shows: boxes within boxes, arrows between them, and their words.
///
/// It is built once from a document, and `dot`, `mermaid` and `svg` write the same picture in three
/// languages. Equal drawings give equal text on every machine.
public struct Drawing: Hashable, Sendable {
  public var title: String
  /// Every box, parents before their children; the first is the picture itself.
  public var nodes: [Node]
  public var edges: [Edge]

  public struct Node: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
      /// The picture itself.
      case picture
      /// The dot from which the arrow to where a compound state begins comes.
      case start
      case atomic, compound, parallel, final, shallowHistory, deepHistory
    }

    public var kind: Kind
    /// The state's id, as written; nil where it has none.
    public var id: String?
    /// For people; the id where nothing better is known.
    public var title: String
    /// The position of the box around it; the picture is its own parent.
    public var parent: Int
    public var children: [Int] = []
    /// The labels of transitions that leave no state: they are written into the box.
    public var inside: [Label] = []
    /// Whether the state is in the highlighted configuration.
    public var isActive = false

    /// Whether other boxes are drawn in it.
    public var isContainer: Bool { kind == .picture || kind == .compound || kind == .parallel }

    var isHistory: Bool { kind == .shallowHistory || kind == .deepHistory }
  }

  /// An arrow. A transition with several targets is several arrows; only the first has a label.
  public struct Edge: Hashable, Sendable {
    public var source: Int
    public var target: Int
    public var label: Label
  }

  /// The words at an arrow.
  public struct Label: Hashable, Sendable {
    /// The events and the condition; empty for a transition that needs neither.
    public var text: String
    /// What else must be known, a line each: roles, requirements.
    public var notes: [String]

    public static let none = Label(text: "", notes: [])

    public init(text: String, notes: [String]) {
      self.text = text
      self.notes = notes
    }

    public var isEmpty: Bool { text.isEmpty && notes.isEmpty }

    var lines: [String] { (text.isEmpty ? [] : [text]) + notes }
  }

  /// The boxes around a node, the nearest first, the picture last.
  func ancestors(of node: Int) -> [Int] {
    var ancestors: [Int] = []
    var node = node
    while node != 0 {
      node = nodes[node].parent
      ancestors.append(node)
    }
    return ancestors
  }

  /// The box in which an arrow between two nodes is drawn: the smallest around both, which is one of
  /// them if it is around the other.
  func container(of edge: Edge) -> Int {
    if edge.source == edge.target { return nodes[edge.source].parent }
    let around = Set(ancestors(of: edge.target) + [edge.target])
    return ([edge.source] + ancestors(of: edge.source)).first(where: around.contains) ?? 0
  }
}
