import Reports
import Statechart

/// States in few words, for documents of tests. Every element gets a line of its own.
struct DocumentSketch {
  private var line = 1

  mutating func state(
    _ id: String?, _ kind: State.Kind = .state, initial: [String] = [], to: [Transition] = [],
    containing children: [State] = []
  ) -> State {
    line += 1
    let here = SourceLocation(line: line, column: 1)
    return State(
      kind, id: id.map { Identifier($0) }, location: here,
      initial: initial.isEmpty
        ? nil : Initial(initial.map { Reference(Identifier($0), at: here) }, location: here),
      children: children, transitions: to)
  }

  mutating func on(_ events: String, _ targets: String..., condition: ExpressionID? = nil)
    -> Transition
  {
    line += 1
    let here = SourceLocation(line: line, column: 1)
    return Transition(
      events: events.split(separator: " ").map { EventDescriptor($0) }, condition: condition,
      targets: targets.map { Reference(Identifier($0), at: here) }, location: here)
  }
}

/// Documents that tests draw.
enum ExampleDocuments {
  static let titles = [
    "deploy": "动员部署", "notified": "已通知", "acknowledged": "已签收", "study": "理论学习",
    "investigate": "调查研究", "rectify": "整改整治", "summarize": "总结提升", "done": "完成",
    "cancelled": "已撤销", "campaign": "五项工作同步推进", "closed": "销号",
  ]

  static func title(of state: State) -> String? { state.id.flatMap { titles[$0.text] } }

  /// Linear, with a compound state, ways back and ways out of it.
  static let drive: Document = {
    var s = DocumentSketch()
    let deploy = s.state(
      "deploy",
      containing: [
        s.state("notified", to: [s.on("acknowledge", "acknowledged")]),
        s.state("acknowledged", to: [s.on("complete", "study")]),
      ])
    let stages = [
      deploy,
      s.state("study", to: [s.on("complete", "investigate"), s.on("note")]),
      s.state("investigate", to: [s.on("complete", "rectify"), s.on("return", "study")]),
      s.state(
        "rectify",
        to: [
          s.on("complete", "summarize"), s.on("return", "investigate"),
          s.on("extend", "rectify"),
        ]),
      s.state("summarize", to: [s.on("approve", "done"), s.on("return", "acknowledged")]),
      s.state("done", .final), s.state("cancelled", .final),
    ]
    var deployWithExit = stages
    deployWithExit[0].transitions = [s.on("cancel", "cancelled")]
    deployWithExit[1].transitions.append(s.on("cancel", "cancelled"))
    return Document(
      name: "rectification-drive", root: State(.scxml, children: deployWithExit))
  }()

  /// Parallel regions, a history and a gate.
  static let campaign: Document = {
    var s = DocumentSketch()
    func region(_ name: String) -> State {
      s.state(
        name,
        containing: [
          s.state("\(name)-open", to: [s.on("begin.\(name)", "\(name)-work")]),
          s.state(
            "\(name)-work",
            to: [s.on("finish.\(name)", "\(name)-done"), s.on("reset.\(name)", "\(name)-open")]),
          s.state("\(name)-done", .final),
        ])
    }
    let parallel = s.state(
      "campaign", .parallel,
      to: [s.on("done.state.campaign", "summarize"), s.on("suspend", "paused")],
      containing: ["study", "survey", "review", "rectify"].map(region) + [
        s.state("memory", .deepHistory, to: [s.on("", "study-open")])
      ])
    return Document(
      name: "integrated-campaign",
      root: State(
        .scxml,
        children: [
          parallel, s.state("paused", to: [s.on("resume", "memory")]),
          s.state(
            "summarize",
            to: [s.on("approve", "done"), s.on("return", "survey-work", "rectify-work")]),
          s.state("done", .final),
        ]))
  }()

  /// Names made to break out of each of the three languages.
  static let hostile: Document = {
    var s = DocumentSketch()
    return Document(
      name: "a\"]; evil [label=\"x\\",
      root: State(
        .scxml,
        children: [
          s.state(
            "a\" --> [*]", to: [s.on("</text><script>alert(1)</script>", "b\n--\n}")]),
          s.state("b\n--\n}", to: [s.on("x;%%{init:{}}%%:direction LR", "a\" --> [*]")]),
          s.state("\u{1B}[31m]]>&amp;\u{0}\u{202E}", .final),
        ]))
  }()
}
