import FoundationEssentials
import Statechart
import StatechartXML
import Testing

/// The workflows of the repository, each with the scripts that play it.
@Suite struct WorkflowsTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("workflows")

  static func files(in folder: URL, ending: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted()
  }

  static let workflows = files(in: folder, ending: ".scxml")
  static let scripts = files(in: folder.appendingPathComponent("scripts"), ending: ".json")

  private func read(_ name: String) throws -> SCXMLReading {
    SCXMLReader.check([UInt8](try Data(contentsOf: Self.folder.appendingPathComponent(name))))
  }

  @Test func `there are workflows, each with a script`() {
    #expect(!Self.workflows.isEmpty)
    for workflow in Self.workflows {
      #expect(Self.scripts.contains { $0.hasPrefix(workflow.dropLast("scxml".count)) })
    }
  }

  @Test(arguments: workflows)
  func `a workflow has neither errors nor warnings`(_ name: String) throws {
    let reading = try read(name)

    #expect(reading.diagnostics.map(\.line) == [])
  }

  @Test(arguments: scripts)
  func `a script reaches every configuration that it names`(_ name: String) throws {
    let file = Self.folder.appendingPathComponent("scripts/\(name)")
    let script = try JSONDecoder().decode(Script.self, from: Data(contentsOf: file))
    let workflow = String(name.prefix { $0 != "." }) + ".scxml"
    var simulation = try Simulation(#require(read(workflow).document))

    try simulation.start()
    #expect(Set(simulation.configuration) == Set(script.initialConfiguration))
    for (number, step) in script.events.enumerated() {
      try simulation.advance(by: step.after ?? 0)
      try simulation.send(Event(step.event.name))
      #expect(
        Set(simulation.configuration) == Set(step.nextConfiguration),
        "event \(number + 1), \(step.event.name)")
    }
  }

  @Test(arguments: workflows)
  func `a workflow that breaks off is refused with a place inside it`(_ name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent(name)))
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).count
    let end = bytes.lastIndex(of: UInt8(ascii: "<")) ?? 0

    for length in stride(from: 0, through: end, by: max(1, end / 150)) {
      let reading = SCXMLReader.check(Array(bytes.prefix(length)))

      #expect(reading.document == nil)
      #expect(reading.diagnostics.allSatisfy { (1...lines).contains($0.location.line) })
    }
  }

  @Test(arguments: workflows)
  func `a workflow with a word left out is refused or read, never worse`(_ name: String) throws {
    let text = String(
      decoding: try Data(contentsOf: Self.folder.appendingPathComponent(name)), as: UTF8.self)
    let words = text.split(separator: "\"", omittingEmptySubsequences: false)

    for left in stride(from: 1, to: words.count, by: max(1, words.count / 100)) {
      let changed = words.enumerated().map { $0 == left ? "" : String($1) }
      let reading = SCXMLReader.check(Array(changed.joined(separator: "\"").utf8))

      let hasError = reading.diagnostics.contains { $0.severity == .error }
      #expect((reading.document == nil) == hasError)
    }
  }

  struct Script: Decodable {
    struct Step: Decodable {
      struct Event: Decodable { let name: String }

      let event: Event
      let after: Int64?
      let nextConfiguration: [String]
    }

    let initialConfiguration: [String]
    let events: [Step]
  }
}
