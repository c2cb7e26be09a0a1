import ArgumentParser
import AuditLog
import BasicHTTP
import Reports
import Statechart
import StatechartXML
import WorkflowEngine

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "rehearse a file",
    discussion: """
      Runs any SCXML document in memory, on a virtual clock, with the sessions that it invokes and \
      the files beside it. With a script, exit 0 if every \
      configuration is the expected one, else 3 and the first difference. Without one, runs until \
      the session ends or nothing can happen. Roles and requirements are not judged.

      Example: docket simulate rectification-item.scxml --script straight.json
      """)

  @Argument(help: ArgumentHelp("The document; - is standard input.", valueName: "chart"))
  var chart: String

  @Option(help: ArgumentHelp("Events and configurations, as JSON.", valueName: "file"))
  var script: String?

  @Option(
    help: ArgumentHelp(
      "The data model of a document that names none: null, xpath or ecmascript.",
      valueName: "name"))
  var datamodel = "null"

  @Flag(help: "Carry events by HTTP, too; only this program itself can be reached.")
  var http = false

  @Option(
    help: ArgumentHelp(
      "Let events go by HTTP to this host, too; can be repeated.", valueName: "host"))
  var httpHost: [String] = []

  @OptionGroup var output: OutputOptions

  func run() throws {
    let file = try InputFile(chart)
    let script = try script.map { try SimulationScript(try InputFile($0)) }
    let processors: [any EventProcessor] =
      http || !httpHost.isEmpty ? [try BasicHTTPProcessor(allowedHosts: Set(httpHost))] : []
    var simulation: Simulation
    do {
      simulation = try Simulation(
        SCXMLReader.read(file.bytes, options: options(in: file.folder)), processors: processors
      )
    } catch {
      throw InvalidFiles(file.name, error.diagnostics)
    }
    try simulation.start()
    var difference: String?
    if let script {
      difference = try Self.play(script, on: &simulation)
    } else if try !simulation.runUntilQuiet() || simulation.isEndless {
      Terminal.complain("note: the session goes on for ever; it was stopped")
    }
    try show(simulation, difference)
    if difference != nil { throw Exit.refused }
  }

  private func options(in folder: String?) -> SCXMLOptions {
    var options = WorkflowReader.standardOptions
    // What the standard lets a session meet as `error.execution` shall be met here.
    options.deferrable = .executed
    options.standardDatamodel = datamodel
    options.resources = folder.map { ResourceFolder($0) }
    return options
  }

  /// - Returns: The first difference, in a sentence.
  private static func play(_ script: SimulationScript, on simulation: inout Simulation) throws
    -> String?
  {
    if let difference = difference(script.initial, simulation, "at the start") { return difference }
    for (index, step) in script.steps.enumerated() {
      if step.after > 0 { try simulation.advance(by: step.after) }
      if let event = step.event { try simulation.send(event) }
      let place = "after event \(index + 1)" + (step.event.map { " (\($0.name))" } ?? "")
      if let difference = difference(step.configuration, simulation, place) { return difference }
    }
    return nil
  }

  private static func difference(
    _ expected: Set<Identifier>?, _ simulation: Simulation, _ place: String
  ) -> String? {
    let found = Set(simulation.configuration.map { Identifier($0) })
    guard let expected, expected != found else { return nil }
    func listed(_ states: Set<Identifier>) -> String {
      "[" + states.sorted().map(\.text).joined(separator: ", ") + "]"
    }
    return "\(place): expected \(listed(expected)), found \(listed(found))"
  }

  private func show(_ simulation: Simulation, _ difference: String?) throws {
    var object: JSONObject = [
      "configuration": JSON(simulation.configuration), "log": JSON(simulation.log),
      "ended": .bool(simulation.ended),
    ]
    if let difference { object["difference"] = .string(difference) }
    if !simulation.errors.isEmpty {
      object["errors"] = JSON(simulation.errors.map { "\($0.event): \($0.message)" })
    }
    var lines = simulation.log
    lines += simulation.errors.map { "\($0.event): \($0.message)" }
    lines.append(
      "configuration: \(simulation.configuration.joined(separator: ", "))"
        + (simulation.ended ? " (ended)" : ""))
    try output.print(object, words: lines.map { $0.visible + "\n" }.joined())
    if let difference { Terminal.complain(difference) }
  }
}
