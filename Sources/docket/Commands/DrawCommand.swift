import ArgumentParser
import AuditLog
import Foundation
import Reports
import SQLiteStore
import Statechart
import StatechartXML
import WorkflowEngine
import XML

struct DrawCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "picture of a workflow",
    discussion: """
      Draws a file, or a registered workflow by its name. With --unit, the picture shows where the \
      unit stands. --format pnml writes a Petri net on which exported logs can be replayed.

      Example: docket draw rectification-drive --unit G-1 --language zh -o 整改.svg
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case svg, dot, mermaid
    /// A Petri net for process mining.
    case pnml
  }

  @Argument(
    help: ArgumentHelp("A file, or the name of a registered workflow.", valueName: "workflow"))
  var workflow: String?

  @Option(help: "How to draw it.")
  var format: Format = .svg

  @Option(
    help: ArgumentHelp("The language of titles, such as zh; else the locale's.", valueName: "tag"))
  var language: String?

  @Option(help: ArgumentHelp("Show where this unit stands.", valueName: "code"))
  var unit: String?

  @Option(help: ArgumentHelp("The unit's programme.", valueName: "name"))
  var programme: String?

  @Option(
    name: [.customShort("o"), .customLong("to")],
    help: ArgumentHelp("Where to write it; else standard output.", valueName: "file"))
  var target: String?

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let source = try await source()
    let languages = language.map { [$0] } ?? Languages.preferred
    let picture: String
    if format == .pnml {
      picture = try Self.net(of: source)
    } else {
      let drawing = try Self.drawing(of: source, languages)
      picture =
        switch format {
        case .dot: drawing.dot
        case .mermaid: drawing.mermaid
        default: drawing.svg
        }
    }
    guard let target else { return try Terminal.print(picture) }
    let file = try NewFile(target)
    try file.write(Array(picture.utf8))
    try file.finish()
  }

  /// A document, what to call it in diagnostics, what it can name, and the states to highlight.
  private struct Source {
    var text: [UInt8]
    var name: String
    var resources: (any ResourceLoader)?
    var active: Set<Identifier> = []
  }

  private func source() async throws -> Source {
    if unit == nil, let workflow,
      workflow == "-" || FileManager.default.fileExists(atPath: workflow)
    {
      let file = try InputFile(workflow)
      return Source(
        text: file.bytes, name: file.name, resources: file.folder.map { ResourceFolder($0) })
    }
    let opened = try store.openForReading()
    let found = try await opened.read { [unit, programme, workflow] reader in
      if let unit {
        let choice = InstanceChoice.unit(Identifier(unit), programme.map { Identifier($0) })
        let instance = try reader.instance(choice)
        let reference = instance.workflow
        let record = try reader.workflow(reference.name, version: reference.version)
        return Source(
          text: record?.text ?? [], name: "\(reference)",
          resources: try record?.resources(in: reader), active: Set(instance.entered.keys))
      }
      guard let workflow else { throw UsageError("say what to draw: a file or a workflow") }
      guard let record = try reader.workflow(Identifier(workflow), version: nil) else {
        let names = try reader.workflows().map(\.reference.name.text)
        throw RequestError.unknown(
          .workflow, workflow,
          nearest: nearestName(to: workflow, among: names).map { [$0] } ?? [])
      }
      return Source(
        text: record.text, name: "\(record.reference)", resources: try record.resources(in: reader))
    }
    try await opened.close()
    return found
  }

  private static func net(of source: Source) throws -> String {
    var options = WorkflowReader.standardOptions
    options.resources = source.resources
    let reading = WorkflowReader.check(source.text, options: options)
    guard let workflow = reading.workflow else {
      throw InvalidFiles(source.name, reading.diagnostics)
    }
    var loops: [String] = []
    if !workflow.evidenceKinds.isEmpty { loops.append(EntryKind.evidenceAdded.rawValue) }
    if !workflow.deadlines.isEmpty || !workflow.reminders.isEmpty {
      loops.append(EntryKind.timer.rawValue)
    }
    if workflow.listensToUnits { loops.append(EntryKind.delivered.rawValue) }
    do {
      return PNML(
        try StateGraph(workflow.chart), name: "\(workflow.reference)", loops: loops
      ).text
    } catch let error as StateGraph.TooLarge {
      throw UsageError(
        "\(source.name) has more than \(error.limit) configurations; no net is written")
    }
  }

  private static func drawing(of source: Source, _ languages: [String]) throws -> Drawing {
    var options = WorkflowReader.standardOptions
    options.resources = source.resources
    // Nothing is executed here.
    options.deferrable = .executed
    let document: Document
    do {
      document = try SCXMLReader.read(source.text, options: options).document
    } catch {
      throw InvalidFiles(source.name, error.diagnostics)
    }
    // What the workflow says beside the document: titles, and who may do what.
    let workflow = WorkflowReader.check(source.text, options: options).workflow
    return Drawing(
      of: document, title: workflow?.titles.text(in: languages),
      stateTitle: { state in
        guard let workflow, let id = state.id else { return nil }
        return workflow.title(of: id, languages: languages)
      },
      notes: { workflow?.notes(on: $0, languages) ?? [] }, highlighting: source.active)
  }
}

extension Workflow {
  /// Who may take a transition and what must be there, a line each.
  fileprivate func notes(on transition: Transition, _ languages: [String]) -> [String] {
    let index = (0..<chart.transitionCount).map { TransitionIndex($0) }
      .first { chart.location($0) == transition.location }
    guard let judgement = index.flatMap({ judgements[$0] }) else { return [] }
    let roles = judgement.allows.map { role($0.role)?.titles.text(in: languages) ?? $0.role.text }
    var notes = roles.isEmpty ? [] : [roles.joined(separator: ", ")]
    notes += judgement.requirements.map { requirement in
      switch requirement.rule {
      case .evidence(let kind, let min, _):
        let title = evidenceKind(kind)?.titles.text(in: languages) ?? kind.text
        return min == 1 ? "✓ \(title)" : "✓ \(title) × \(min)"
      case .ledger(let id, let open):
        return "✓ \(ledger(id)?.titles.text(in: languages) ?? id.text) ≤ \(open)"
      case .units(let scope, let states, _):
        let titles = states.map { title(of: $0, languages: languages) }
        return "✓ \(scope.rawValue): \(titles.joined(separator: ", "))"
      case .test: return "✓ \(requirement.message.text(in: languages) ?? "…")"
      }
    }
    if judgement.needsAuthority { notes.append("✓ authority") }
    if judgement.needsReason { notes.append("✓ reason") }
    return notes
  }
}
