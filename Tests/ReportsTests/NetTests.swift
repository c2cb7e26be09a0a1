import Reports
import Statechart
import Testing

@Suite struct NetTests {
  /// a → b → c (final), and back from b.
  private static let chart: Chart? = {
    var s = DocumentSketch()
    let states = [
      s.state("a", to: [s.on("go", "b")]),
      s.state("b", to: [s.on("end", "c"), s.on("back", "a")]),
      s.state("c", .final),
    ]
    return try? Chart(Document(name: "net", root: State(.scxml, children: states)))
  }()

  /// Two regions at once, which one event moves together, and another moves one of them.
  private static let regions: Chart? = {
    var s = DocumentSketch()
    let states = [
      s.state(
        "p", .parallel,
        containing: [
          s.state("l", containing: [s.state("l1", to: [s.on("go", "l2")]), s.state("l2")]),
          s.state(
            "r", containing: [s.state("r1", to: [s.on("go turn", "r2")]), s.state("r2")]),
        ])
    ]
    return try? Chart(Document(name: "regions", root: State(.scxml, children: states)))
  }()

  @Test func `every step of a workflow is in its graph`() throws {
    let graph = try StateGraph(try #require(Self.chart))

    #expect(graph.configurations == [["a"], ["b"], ["c"]])
    #expect(graph.initial == [0] && graph.final == [2])
    #expect(graph.steps.map(\.activity) == ["a/go", "b/end", "b/back"])
  }

  @Test func `regions that move together are one activity`() throws {
    let graph = try StateGraph(try #require(Self.regions))

    #expect(Set(graph.steps.map(\.activity)) == ["l1+r1/go", "r1/turn", "l1/go"])
    #expect(Set(graph.configurations) == [["l1", "r1"], ["l2", "r2"], ["l1", "r2"]])
  }

  @Test func `a net names its places and its activities`() throws {
    let text = PNML(try StateGraph(try #require(Self.chart)), name: "<&>", loops: ["timer"]).text

    #expect(text.contains("<text>&lt;&amp;&gt;</text>"))
    #expect(text.contains("<transition id=\"t1\"><name><text>a/go</text></name></transition>"))
    #expect(text.contains("<arc id=\"i1\" source=\"p0\" target=\"t1\"/>"))
    #expect(text.contains("activity=\"$invisible$\""))
    #expect(text.split(separator: "<text>timer</text>").count == 3)
  }

  @Test func `a workflow with too many configurations is refused`() throws {
    #expect(throws: StateGraph.TooLarge.self) {
      try StateGraph(try #require(Self.chart), limit: 2)
    }
  }
}
