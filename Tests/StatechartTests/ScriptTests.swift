import Statechart
import Testing

@Suite("5.8 Script, and 5.3 data from elsewhere") struct ScriptTests {
  @Test func `the document's own script runs once the data have their values`() throws {
    var document = document {
      data("x", "0")
      state("a") { onentry(.log("x")) }
    }
    document.script = "x = 2"

    let session = try Session(document)

    #expect(session.log == "2")
  }

  @Test func `a script in content runs in its place`() throws {
    let session = try Session(
      document {
        data("x", "0")
        state("a") { onentry(.assign("x", "1"), .script("x = 2"), .log("x")) }
      })

    #expect(session.log == "2")
  }

  @Test func `4.9: a script that fails is error.execution and ends its block`() throws {
    let session = try Session(
      document {
        state("a") {
          onentry(.script("nonsense"), .log("'after'"))
          on("error.execution", .log("_event"))
        }
      })

    #expect(session.log == "error.execution")
  }

  @Test func `B.1: the null data model has no scripts`() throws {
    let chart = try Chart(document(datamodel: "null") { state("a") { onentry(.script("x = 2")) } })

    let step = try Interpreter(chart, datamodel: NullDatamodel(chart))
      .start(in: Session.environment)

    #expect(step.errors.map(\.event) == ["error.execution"])
  }

  @Test func `5.3.2: data that could not be loaded stay empty, with error.execution`() throws {
    var document = document {
      data("x")
      state("a") { on("error.execution", .log("_event")) }
    }
    document.root.data[0].fault = "no such file"

    let session = try Session(document)

    #expect(session.steps[0].errors.map(\.message) == ["no such file"])
    #expect(session.log == "error.execution")
  }
}
