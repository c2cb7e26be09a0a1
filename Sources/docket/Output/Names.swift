import Statechart
import WorkflowEngine

/// What people, units and states are called, in the user's languages.
struct Names: Sendable {
  var languages = Languages.preferred
  private var workflows: [WorkflowReference: Workflow] = [:]

  /// `G-1 运载技术研究院`
  func unit(_ code: UnitCode, _ reader: any StoreReader) throws -> String {
    guard let name = try unitName(code, reader) else { return code.text }
    return "\(code) \(name)"
  }

  func unitName(_ code: UnitCode, _ reader: any StoreReader) throws -> String? {
    try reader.unit(code)?.names.text(in: languages)
  }

  /// `李明华 (p010)`, or the id alone where the name is not known.
  func person(_ id: PersonID, _ reader: any StoreReader) throws -> String {
    guard let name = try reader.person(id)?.names.text(in: languages), name != id.text else {
      return id.text
    }
    return "\(name) (\(id))"
  }

  /// The workflow as it was registered, compiled once.
  mutating func workflow(_ reference: WorkflowReference, _ reader: any StoreReader) throws
    -> Workflow
  {
    if let known = workflows[reference] { return known }
    let workflow = try reader.compiled(reference)
    workflows[reference] = workflow
    return workflow
  }

  /// The stages an instance is in, innermost only, in document order.
  mutating func stages(of instance: Instance, _ reader: any StoreReader) throws -> [Stage] {
    let workflow = try workflow(instance.workflow, reader)
    let active = workflow.stages.filter { instance.snapshot.stages.contains($0.id) }
    return active.filter { stage in
      !active.contains { workflow.chart.isDescendant($0.state, of: stage.state) }
    }
  }

  /// `Study`, or several joined by commas; the state's id where a stage has no title.
  func titles(_ stages: [Stage]) -> String {
    stages.map { $0.titles.text(in: languages) ?? $0.id.text }.joined(separator: ", ")
  }
}
