import Statechart
import Testing
import WorkflowEngine

@Suite struct DefinitionQueriesTests {
  @Test func `active states listen to the events of their transitions, innermost first`() throws {
    let workflow = try Definition(
      states: """
        <state id="a">
          <transition event="cancel stop" target="z"/>
          <transition event="go" target="z"/>
          <state id="b"><transition event="go stop.now" target="c"/></state>
          <state id="c"><transition event="never"/></state>
        </state>
        """
    ).read()
    let start = try workflow.interpreter.start(in: Environment(sessionID: "i"))

    let events = workflow.events(from: start.snapshot.configuration)

    #expect(events.map(\.text) == ["go", "stop.now", "cancel", "stop"])
  }

  @Test(arguments: [
    ("units.changed", true), ("units", true), ("*", true), ("units.changed.now", false),
    ("unit", false),
  ])
  func `a workflow listens to units if a transition takes their event`(
    _ descriptor: String, _ listens: Bool
  ) throws {
    let workflow = try Definition(
      states: #"<state id="a"><transition event="\#(descriptor)" target="z"/></state>"#
    ).read()

    #expect(workflow.listensToUnits == listens)
  }

  @Test func `a state belongs to the nearest stage around it`() throws {
    let workflow = try Definition(
      states: """
        <state id="a">
          <d:stage><d:title xml:lang="en">A</d:title></d:stage>
          <state id="b"><transition event="x" target="z"/></state>
        </state>
        """
    ).read()
    let inner = try #require(workflow.chart.index(of: "b"))

    #expect(workflow.stage(around: inner)?.id == "a")
    #expect(workflow.stage(of: inner) == nil)
  }

  @Test func `a state is called by its title in the wanted language, else by its id`() throws {
    let workflow = try Definition(
      rules: """
        <d:stage>
          <d:title xml:lang="en">Study</d:title>
          <d:title xml:lang="zh-Hans">学习</d:title>
        </d:stage>
        """
    ).read()

    #expect(workflow.title(of: "a", languages: ["zh"]) == "学习")
    #expect(workflow.title(of: "a") == "Study")
    #expect(workflow.title(of: "z") == "z")
  }

  @Test(arguments: [
    ("done", true), ("done.state.a", true), ("deadline.study", true), ("units.changed", true),
    ("doneness", false), ("undone.units", false), ("", false),
  ])
  func `events of the engine are told by their first word`(_ name: String, _ isEngines: Bool) {
    #expect(EngineEvents.contains(name) == isEngines)
  }
}
