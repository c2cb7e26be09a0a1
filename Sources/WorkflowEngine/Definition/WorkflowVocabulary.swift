import Statechart
import StatechartXML
import XML

extension ElementVocabulary {
  /// `urn:docket:workflow:1`: the elements, and what may stand in each.
  static let workflow = ElementVocabulary(
    namespace: SCXML.workflowNamespace, code: "workflow",
    shapes: [
      "workflow": ElementShape(
        required: ["version"], optional: ["faults"],
        children: ["title", "role", "evidence", "ledger", "file", "withdraw"]),
      "title": ElementShape(required: ["xml:lang"], hasText: true),
      "message": ElementShape(required: ["xml:lang"], hasText: true),
      "role": ElementShape(required: ["id"], optional: ["manages", "reads"], children: ["title"]),
      "evidence": ElementShape(
        required: ["id"], optional: ["max-bytes", "kinds"], children: ["title"]),
      "ledger": ElementShape(
        required: ["id", "workflow"], optional: ["closed", "continues"], children: ["title"]),
      "file": ElementShape(required: ["src"]),
      "withdraw": ElementShape(required: ["role"]),

      "stage": ElementShape(children: ["title"]),
      "deadline": ElementShape(
        optional: ["after", "working-days", "at", "expr", "soft", "near", "escalate"]),
      "reminder": ElementShape(required: ["before"]),

      "allow": ElementShape(required: ["role"], optional: ["distinct-from"]),
      "require": ElementShape(
        optional: [
          "evidence", "min", "since", "ledger", "open", "units", "in", "share", "test",
        ], children: ["message"], hasText: true),
      "seen": ElementShape(),
      "authority": ElementShape(),
      "reason": ElementShape(),
    ])
}

/// Where in SCXML elements of `urn:docket:workflow:1` may stand.
enum WorkflowPlace {
  case document, state, transition

  /// Nil for elements in which nothing of ours can stand.
  init?(_ element: XMLElement) {
    switch element.name.local {
    case "scxml": self = .document
    case "state", "parallel", "final": self = .state
    case "transition": self = .transition
    default: return nil
    }
  }

  var children: [String] {
    switch self {
    case .document: ["workflow"]
    case .state: ["stage", "deadline", "reminder"]
    case .transition: ["allow", "require", "seen", "authority", "reason"]
    }
  }

  /// The children that may stand there only once. Of reminders, permissions and requirements there
  /// can be several.
  var single: Set<String> { ["workflow", "stage", "deadline", "seen", "authority", "reason"] }

  /// Where an element of this name belongs, in words; `prefix` is that of our namespace.
  static func home(of name: String, _ prefix: String) -> String {
    switch name {
    case "workflow": "<scxml>"
    case "stage", "deadline", "reminder": "a state"
    case "allow", "require", "seen", "authority", "reason": "a transition"
    case "message": "<\(prefix)require>"
    case "title": "<\(prefix)workflow>, <\(prefix)stage> and what <\(prefix)workflow> declares"
    default: "<\(prefix)workflow>"
    }
  }
}

/// The events that only the engine sends. What it sends is never refused.
public enum EngineEvents {
  /// The first tokens of their names.
  public static let prefixes = ["done", "error", "deadline", "reminder", "units"]

  /// Sent to the instances of the units above when an instance enters a stage or ends.
  public static let unitsChanged = "units.changed"

  /// What the messages are called that start and end invoked sessions; no workflow gets them.
  static let invoke = "docket.invoke"
  static let cancelInvoke = "docket.cancel-invoke"

  /// Whether an event of this name, or one that a descriptor of this text matches, is the engine's.
  public static func contains(_ name: some StringProtocol) -> Bool {
    let first = name.utf8.prefix { $0 != UInt8(ascii: ".") }
    return prefixes.contains { first.elementsEqual($0.utf8) }
  }
}
