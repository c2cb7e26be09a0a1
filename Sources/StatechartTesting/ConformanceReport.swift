/// What came of the tests of the W3C's suite, as a table in Markdown.
public struct ConformanceReport: Sendable {
  public enum Result: Hashable, Sendable {
    case passed
    case failed(String)
    /// It fails, and the fault is the test's.
    case faulty(String)
    case notRun(String)
  }

  private struct Row {
    var test: W3CTest
    var result: Result
    /// As instances of a store; nil where it was not played so.
    var durable: Result?
  }

  private var rows: [Row] = []

  public init() {}

  /// - Parameter durable: What came of it as instances of a store, where it was played so.
  public mutating func add(_ test: W3CTest, _ result: Result, durable: Result? = nil) {
    rows.append(Row(test: test, result: result, durable: durable))
  }

  public var hasFailures: Bool {
    rows.contains { row in
      [row.result, row.durable].contains { if case .failed? = $0 { true } else { false } }
    }
  }

  /// A row for each test in the order in which they were added, then one for each data model. Tests
  /// by HTTP are counted apart, and so are those played as instances of a store.
  public var text: String {
    var lines = [
      "| test | section | data model | | in memory | durable |",
      "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += rows.map { row in
      "| \(row.test.id) | \(row.test.section) | \(row.test.datamodel) | \(kind(row.test)) | "
        + "\(words(row.result)) | \(row.durable.map { words($0) } ?? "") |"
    }
    lines += [
      "", "| data model | mandatory | optional | HTTP | durable, mandatory | durable, optional |",
      "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += W3CTest.Datamodel.allCases.map { datamodel in
      let cells =
        ["mandatory", "optional", "HTTP"].map { total(datamodel, $0) { $0.result } }
        + ["mandatory", "optional"].map { total(datamodel, $0) { $0.durable } }
      return "| \(datamodel) | " + cells.joined(separator: " | ") + " |"
    }
    return lines.joined(separator: "\n")
  }

  private func kind(_ test: W3CTest) -> String {
    test.needsHTTP ? "HTTP" : test.isMandatory ? "mandatory" : "optional"
  }

  private func words(_ result: Result) -> String {
    switch result {
    case .passed: "passed"
    case .failed(let reason): "FAILED: \(reason)"
    case .faulty(let reason): "the test is at fault: \(reason)"
    case .notRun(let reason): "not run: \(reason)"
    }
  }

  private func total(
    _ datamodel: W3CTest.Datamodel, _ kind: String, _ result: (Row) -> Result?
  ) -> String {
    let results = rows.filter { $0.test.datamodel == datamodel && self.kind($0.test) == kind }
      .compactMap(result)
    let run = results.filter { if case .notRun = $0 { false } else { true } }
    if results.isEmpty { return "none" }
    if run.isEmpty { return "\(results.count) not run" }
    return "\(run.count { $0 == .passed }) of \(results.count)"
  }
}
