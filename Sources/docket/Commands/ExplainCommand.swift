import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "what can happen next",
    discussion: """
      Says where an instance stands, which events it takes, what is missing for you and who could \
      supply it. Logs nothing.

      Example: docket explain G-1 --as p110
      """)

  @OptionGroup var subject: UnitArgument

  @Option(
    help: ArgumentHelp("The programme; needed where the unit is in several.", valueName: "name"))
  var programme: String?

  @Option(help: ArgumentHelp("The instance itself, such as an item.", valueName: "id"))
  var instance: String?

  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let choice = try InstanceChoice(
      unit: subject.unit, programme: programme, instance: instance)
    let session = try await Session(store, actor, for: .reading)
    try await session.run {
      let id = try await session.store.read { try $0.instance(choice).id }
      let explanation = try await session.engine.explain(id, as: session.identity.actor)
      switch output.output {
      case .table:
        let dates = Dates(zone: session.zone, format: .table)
        let now = session.engine.clock.now()
        let words = try await session.store.read {
          try ExplanationWords(explanation, dates, now, $0).text
        }
        try Terminal.print(words)
      case .json:
        let requirements = try await session.store.read { reader in
          try reader.batch(explanation.instance.programme, explanation.instance.batch)
            .map { try reader.requirements(of: $0) } ?? []
        }
        try Terminal.print(explanation.json(requirements).indented + "\n")
      case .csv: try output.print(explanation.table)
      }
    }
  }
}

/// An explanation for people.
private struct ExplanationWords {
  let text: String

  init(
    _ explanation: Explanation, _ dates: Dates, _ now: Instant, _ reader: any StoreReader
  ) throws {
    let instance = explanation.instance
    let workflow = explanation.workflow
    let names = Names()
    var lines = [
      "\(try names.unit(instance.unit, reader)): \(instance.id), \(instance.workflow),"
        + " revision \(instance.revision), \(instance.status.rawValue)"
    ]
    if let batch = try reader.batchWords(instance.programme, instance.batch) {
      lines.append(batch)
    }
    // An item is asked for nothing by the meeting that launched its unit.
    if instance.parent == nil {
      lines +=
        try reader.batch(instance.programme, instance.batch)
        .map { try reader.requirements(of: $0) }?.flatMap { $0.lines(in: names.languages) } ?? []
    }
    for state in instance.snapshot.active {
      let entry = instance.entered[state] ?? workflow.innermostEntry(around: state, instance)
      var line = "in \(workflow.title(of: state, languages: names.languages)) (\(state))"
      if let entry {
        line += " since \(dates.words(entry.at))"
        if let due = entry.due, !instance.status.isClosed {
          let standing = dates.standing(due, isSoft: entry.isSoft, at: now).words ?? ""
          line += ", due \(dates.words(due)): \(standing)"
        }
      }
      lines.append(line)
    }
    if workflow.awaitsAcknowledgement(instance) { lines.append("it has not been acknowledged") }
    if !instance.late.isEmpty {
      let titles = instance.late.map { workflow.title(of: $0, languages: names.languages) }
      lines.append("left late: " + titles.joined(separator: ", "))
    }
    for option in explanation.options {
      let moves = option.moves.map { move in
        let targets = move.targets.map { workflow.title(of: $0, languages: names.languages) }
        return workflow.title(of: move.source, languages: names.languages)
          + (targets.isEmpty ? "" : " → " + targets.joined(separator: ", "))
      }
      lines += [
        "",
        "\(option.event): \(moves.joined(separator: "; ")) — \(option.standing)\(option.deputised)",
      ]
      for missing in option.missing {
        lines += try AnswerReport.lines(of: missing, names, reader).map { "  " + $0 }
      }
    }
    if let successor = instance.successor {
      lines += ["", "\(instance.unit) has left the tree; \(successor) took over what was open"]
    }
    if explanation.options.isEmpty, instance.status == .running {
      lines += ["", "it takes no event now"]
    }
    text = lines.map { $0.visible + "\n" }.joined()
  }
}

extension Workflow {
  /// When the nearest state around an active one was entered for which that is known.
  fileprivate func innermostEntry(around id: Identifier, _ instance: Instance) -> Instance.Entry? {
    var next = chart.index(of: id)
    while let state = next {
      if let entry = instance.entered[chart.id(state)] { return entry }
      next = chart.parent(state)
    }
    return nil
  }
}

extension Explanation.Option {
  /// By which role and for whom, where the actor stands in for somebody.
  var deputised: String {
    guard let role, let onBehalfOf else { return "" }
    return " (as \(role) for \(onBehalfOf))"
  }

  /// In one word or two.
  var standing: String {
    if missing.isEmpty { return "ready" }
    if !isForActor { return "not yours" }
    return isReady ? "ready, with what follows" : "something is missing"
  }
}

extension Explanation {
  func json(_ requirements: [CarriedRequirement]) -> JSON {
    let options: [JSON] = options.map { option in
      [
        "event": .string(option.event.text),
        "role": option.role.map { .string($0.text) } ?? .null,
        "onBehalfOf": option.onBehalfOf.map { .string($0.text) } ?? .null,
        "ready": .bool(option.isReady),
        "yours": .bool(option.isForActor),
        "moves": .array(
          option.moves.map { move in
            ["source": .string(move.source.text), "targets": JSON(move.targets.map(\.text))]
          }),
        "missing": .array(option.missing.map(\.completeJSON)),
      ]
    }
    return [
      "instance": .string(instance.id.text), "unit": .string(instance.unit.text),
      "programme": .string(instance.programme.text),
      "workflow": .string(instance.workflow.name.text),
      "version": .string(instance.workflow.version), "revision": JSON(instance.revision),
      "status": .string(instance.status.rawValue),
      "configuration": JSON(instance.snapshot.active.map(\.text)), "options": .array(options),
      "requirements": .array(
        requirements.map { carried in
          var members = carried.requirement.json.object ?? [:]
          members["decision"] = .string(carried.decision.description)
          return .object(members)
        }),
    ]
  }

  /// One row an event.
  var table: Table {
    var table = Table([
      .init("Instance", key: "instance"), .init("Unit", key: "unit"), .init("Event", key: "event"),
      .init("From", key: "source"), .init("To", key: "targets"), .init("Ready", key: "ready"),
      .init("Missing", key: "missing"),
    ])
    for option in options {
      table.append([
        Cell(instance.id.text), Cell(instance.unit.text), Cell(option.event.text),
        Cell(.list(option.moves.map(\.source.text))),
        Cell(.list(option.moves.flatMap { $0.targets.map(\.text) })),
        Cell(.boolean(option.isReady)), Cell(.list(option.missing.map(\.code))),
      ])
    }
    return table
  }
}
