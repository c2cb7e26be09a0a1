import ArgumentParser
import Statechart
import WorkflowEngine
import XML

/// Which one instance a command is about: by its unit, or by its id.
struct InstanceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The unit whose instance it is.", valueName: "code"))
  var unit: String?

  @Option(
    help: ArgumentHelp("The programme; needed where the unit is in several.", valueName: "name"))
  var programme: String?

  @Option(help: ArgumentHelp("The instance itself, such as an item.", valueName: "id"))
  var instance: String?

  var choice: InstanceChoice {
    get throws { try InstanceChoice(unit: unit, programme: programme, instance: instance) }
  }
}

/// How an instance is asked for.
enum InstanceChoice: Hashable, Sendable {
  case id(InstanceID)
  case unit(UnitCode, ProgrammeName?)

  init(unit: String?, programme: String?, instance: String?) throws {
    switch (unit, instance) {
    case (nil, let instance?):
      guard programme == nil else { throw UsageError("--instance needs no --programme") }
      self = .id(Identifier(instance))
    case (let unit?, nil): self = .unit(Identifier(unit), programme.map { Identifier($0) })
    case (nil, nil): throw UsageError("say which instance: by its unit, or with --instance")
    case (_?, _?): throw UsageError("give a unit or --instance, not both")
    }
  }
}

extension StoreReader {
  /// The one instance that is meant.
  ///
  /// Of a unit it is the one in the only programme that is still open for it, else the only closed
  /// one.
  ///
  /// - Throws: `RequestError.unknown`, or `UsageError` that names the programmes to choose from.
  func instance(_ choice: InstanceChoice) throws -> Instance {
    switch choice {
    case .id(let id):
      if let instance = try instance(id) { return instance }
      let ids = try instances(InstanceQuery(includesItems: true, limit: 10_000)).map(\.id.text)
      throw RequestError.unknown(.instance, id.text, nearest: nearest(id.text, among: ids))
    case .unit(let code, let programme):
      try check(code)
      if let programme { try check(programme: programme) }
      let found = try instances(InstanceQuery(programme: programme, unit: code, limit: 1_000))
        .filter { $0.parent == nil }
      let open = found.filter { !$0.status.isClosed }
      let candidates = open.isEmpty ? found : open
      guard candidates.count <= 1 else {
        throw UsageError(
          "\(code) has an instance in several programmes; choose with --programme: "
            + candidates.map(\.programme.text).joined(separator: ", "))
      }
      guard let instance = candidates.first else {
        throw UsageError(
          "\(code) has no instance" + (programme.map { " in the programme \($0)" } ?? ""))
      }
      return instance
    }
  }

  /// That the unit exists.
  func check(_ code: UnitCode) throws {
    guard try unit(code) == nil else { return }
    let codes = try units().map(\.code.text)
    throw RequestError.unknown(.unit, code.text, nearest: nearest(code.text, among: codes))
  }

  /// That the programme exists.
  func check(programme: ProgrammeName) throws {
    let names = Set(try batches().map(\.programme)).sorted()
    guard !names.contains(programme) else { return }
    throw RequestError.unknown(
      .programme, programme.text, nearest: nearest(programme.text, among: names.map(\.text)))
  }

  private func nearest(_ name: String, among names: [String]) -> [String] {
    nearestName(to: name, among: names).map { [$0] }
      ?? names.filter { !name.isEmpty && $0.hasPrefix(name) }
  }
}
