import Minutes
import Statechart
import Testing
import WorkflowEngine

@Suite struct FigureQueryTests {
  @Test(arguments: [
    "count(units)", "count(units programme=p batch=2)", "count(instances started)",
    "count(instances running programme=p)", "count(instances suspended)",
    "count(instances ended programme=p batch=1)", "count(instances cancelled)",
    "count(instances exempted)", "count(instances overdue programme=p)",
    "count(instances stage=done programme=p)", "count(instances entered=已签收)",
    "count(items raised)", "count(items closed programme=p)", "count(items open)",
    "count(evidence)", "count(evidence kind=report programme=p)", "count(events)",
    "count(events event=return programme=p batch=2)", "count(events authority=m-1#d-2)",
    "count(refusals event=submit)", "share(on time)", "share(on time programme=p batch=2)",
  ])
  func `a query is written as it was read`(_ text: String) throws {
    #expect(try FigureQuery(text).description == text)
  }

  @Test func `spaces and the order of filters make no difference`() throws {
    let loose = try FigureQuery(" count ( instances  batch=2 stage=done programme=p )")

    #expect(loose.description == "count(instances stage=done programme=p batch=2)")
  }

  @Test(arguments: [
    ("", 0), ("sum(units)", 0), ("count units", 6), ("count(units", 11), ("count(people)", 6),
    ("count(instances)", 0), ("count(instances done)", 0),
    ("count(instances ended stage=done)", 0), ("count(items)", 0), ("count(units) now", 16),
    ("count(units batch=2)", 12), ("count(units programme=p batch=0)", 24),
    ("count(units programme=)", 12), ("count(units programme=p programme=q)", 24),
    ("count(evidence event=x)", 15), ("count(events authority=m-1)", 13), ("share(units)", 6),
    ("share(on)", 6),
  ])
  func `what is no query is refused with its place`(_ text: String, _ offset: Int) {
    #expect {
      try FigureQuery(text)
    } throws: { error in
      guard let error = error as? InvalidFigureQuery else { return false }
      return error.offset == offset && !error.message.isEmpty
    }
  }

  @Test func `a share is rounded half up to one decimal`() {
    #expect(FigureValue.share(53, of: 55).words == "96.4%")
    #expect(FigureValue.share(1, of: 8).words == "12.5%")
    #expect(FigureValue.share(1, of: 16).words == "6.3%")
    #expect(FigureValue.share(0, of: 0).words == "–")
    #expect(FigureValue.share(1, of: Int.max).words == "1/\(Int.max)")
  }

  @Test(arguments: ["0", "57", "53/55", "0/0"])
  func `a value is read as it was written`(_ text: String) throws {
    #expect(try #require(FigureValue(text)).description == text)
  }

  @Test(arguments: ["", "-1", "1.5", "56/55", "1/2/3", "1/", "+1", "99999999999999999999"])
  func `what is no value is refused`(_ text: String) {
    #expect(FigureValue(text) == nil)
  }
}
