import AuditLog
import Statechart
import StatechartXML

/// An element that a fact function gives to an expression. It holds nothing that can be erased.
struct FactElement {
  private let name: String
  private let attributes: [(name: String, value: String)]

  init(_ evidence: Evidence) {
    name = "evidence"
    attributes = [
      ("number", "\(evidence.number)"), ("kind", evidence.kind.text),
      ("size", "\(evidence.size)"), ("by", evidence.addedBy.text),
      ("at", evidence.addedAt.description),
    ]
  }

  init(_ unit: Unit, running instance: Instance? = nil) {
    name = "unit"
    var attributes = [
      ("code", unit.code.text), ("level", "\(unit.level)"), ("kind", unit.kind),
    ]
    if let parent = unit.parent { attributes.append(("parent", parent.text)) }
    if let instance { attributes += Self.state(of: instance) }
    self.attributes = attributes
  }

  init(item: Instance) {
    name = "item"
    var attributes = [("id", item.id.text), ("ledger", item.ledger?.text ?? "")]
    if let deadline = item.deadline { attributes.append(("deadline", "\(deadline)")) }
    self.attributes = attributes + Self.state(of: item)
  }

  init(_ batch: Batch) {
    name = "batch"
    var attributes = [("programme", batch.programme.text), ("number", "\(batch.number)")]
    if let start = batch.start { attributes.append(("start", "\(start)")) }
    if let end = batch.end { attributes.append(("end", "\(end)")) }
    if batch.hasSoftEnd { attributes.append(("endMode", "soft")) }
    self.attributes = attributes
  }

  private static func state(of instance: Instance) -> [(String, String)] {
    [
      ("status", instance.status.rawValue),
      ("states", instance.snapshot.active.map(\.text).joined(separator: " ")),
      ("stages", instance.snapshot.stages.map(\.text).joined(separator: " ")),
    ]
  }

  /// Whether `docket check` knows the attributes as those of the function's elements.
  func isKnown(as function: String) -> Bool {
    let known = XPathVocabulary.factAttributes[function] ?? []
    return attributes.allSatisfy { known.contains($0.name) }
  }

  /// XML 1.0, sections 2.4 and 3.3.3.
  var source: String {
    let written = attributes.map { name, value in " \(name)=\"\(Self.escaped(value))\"" }
    return "<\(name)\(written.joined())/>"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      default: result.unicodeScalars.append(scalar.value < 32 ? "\u{FFFD}" : scalar)
      }
    }
    return result
  }
}
