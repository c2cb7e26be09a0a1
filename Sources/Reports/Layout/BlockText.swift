/// Words in lines, measured: what stands in a box or beside an arrow.
struct BlockText {
  enum Role: Hashable { case title, id, label, note }

  struct Line: Hashable {
    var text: String
    var role: Role
  }

  private(set) var lines: [Line] = []

  /// A state's title, and its id where that says more.
  init(titleOf node: Drawing.Node) {
    guard node.kind != .start && !node.isHistory && node.kind != .picture else { return }
    add(node.title, .title, Metrics.title, Metrics.titleWidth, maximum: 3)
    if let id = node.id, id != node.title {
      add(id, .id, Metrics.id, Metrics.titleWidth, maximum: 1)
    }
  }

  /// The transitions of a state that leave no state.
  init(insideOf node: Drawing.Node) {
    for label in node.inside { add(label) }
  }

  init(_ label: Drawing.Label) { add(label) }

  private mutating func add(_ label: Drawing.Label) {
    add(label.text, .label, Metrics.label, Metrics.labelWidth, maximum: 3)
    for note in label.notes { add(note, .note, Metrics.note, Metrics.labelWidth, maximum: 4) }
  }

  private mutating func add(
    _ text: String, _ role: Role, _ measure: TextMeasure, _ width: Double, maximum: Int
  ) {
    let text = text.withoutControls
    if text.isEmpty { return }
    lines += measure.lines(of: text, width: width, maximumLines: maximum)
      .map { Line(text: $0, role: role) }
  }

  var size: Size {
    Size(
      width: lines.reduce(0) { max($0, $1.role.measure.width(of: $1.text)) },
      height: lines.reduce(0) { $0 + $1.role.lineHeight })
  }
}

extension BlockText.Role {
  var measure: TextMeasure {
    switch self {
    case .title: Metrics.title
    case .id: Metrics.id
    case .label: Metrics.label
    case .note: Metrics.note
    }
  }

  var lineHeight: Double {
    switch self {
    case .title: Metrics.titleLine
    case .id: Metrics.idLine
    case .label: Metrics.labelLine
    case .note: Metrics.noteLine
    }
  }
}
