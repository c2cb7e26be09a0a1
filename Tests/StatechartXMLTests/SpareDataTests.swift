import Statechart
import StatechartXML
import Testing

/// Macrosteps take up data that an earlier one has parsed; nobody may notice.
@Suite struct SpareDataTests {
  /// Every way in which data are read and changed, one for each event.
  private static let text = scxml(
    """
    <datamodel>
      <data id="n" expr="0"/><data id="t"/>
      <data id="list"><item kind="a" xmlns="">1</item></data>
    </datamodel>
    <state id="s">
      <transition event="add" cond="$n &lt; 4"><assign location="$n" expr="$n + 1"/></transition>
      <transition event="add" cond="$n >= 4"><assign location="$n" expr="0"/></transition>
      <transition event="text"><assign location="$t" expr="concat($t, '&lt;整&amp;', $n)"/></transition>
      <transition event="clear"><assign location="$t" expr="''"/></transition>
      <transition event="nodes"><assign location="$list" type="lastchild"><item xmlns="">2</item>
        </assign></transition>
      <transition event="copy"><assign location="$t" expr="$list/item"/></transition>
      <transition event="drop" cond="count($list/item) > 1">
        <assign location="$list/item[last()]" type="delete"/></transition>
      <transition event="event" cond="string($_event/name) = 'event'">
        <assign location="$n" expr="count($_event/name)"/></transition>
      <transition event="loop">
        <foreach array="$list/item" item="i"><assign location="$i" expr="$n"/></foreach>
      </transition>
      <transition event="fail"><assign location="$nothing/here" expr="1"/></transition>
      <transition event="read" cond="string-length(string($t)) > 3 or $n = 2" target="s"/>
    </state>
    """)
  private static let events = [
    "add", "text", "clear", "nodes", "copy", "drop", "event", "loop", "fail", "read",
  ]

  private func interpreter() throws -> Interpreter {
    let document = try read(Self.text, .executed)
    let chart = try Chart(document.document)
    return Interpreter(chart, datamodel: document.datamodel(for: chart))
  }

  @Test(arguments: 1...20)
  func `a macrostep is the same whatever the interpreter did before`(_ seed: UInt64) throws {
    var state = seed
    let environment = Environment(sessionID: "i1")
    let used = try interpreter()
    var snapshot = try used.start(in: environment).snapshot

    for _ in 0..<60 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let event = Event(Self.events[Int(state >> 33) % Self.events.count])

      let step = try used.macrostep(event, from: snapshot, in: environment)

      let fresh = try interpreter().macrostep(event, from: snapshot, in: environment)
      #expect(step == fresh)
      // Now and then from another state, as instances of one workflow take turns.
      if state >> 20 & 3 != 0 { snapshot = step.snapshot }
    }
  }

  @Test func `instances that take steps at once do not meet in their data`() async throws {
    let environment = Environment(sessionID: "i1")
    let interpreter = try interpreter()
    let start = try interpreter.start(in: environment).snapshot
    let alone = try interpreter.macrostep(Event("add"), from: start, in: environment).snapshot

    let found = try await withThrowingTaskGroup { group in
      for _ in 0..<64 {
        group.addTask {
          let environment = Environment(sessionID: "i1")
          var snapshot = start
          for event in ["add", "text", "clear"] {
            snapshot = try interpreter.macrostep(Event(event), from: snapshot, in: environment)
              .snapshot
          }
          return try interpreter.macrostep(Event("add"), from: start, in: environment).snapshot
        }
      }
      return try await group.reduce(into: [Snapshot]()) { $0.append($1) }
    }

    #expect(found.allSatisfy { $0 == alone })
  }
}
