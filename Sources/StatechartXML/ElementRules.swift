/// What the standard allows in one element: attributes, child elements, text.
///
/// Source: the attribute and children lists of W3C SCXML 1.0, sections 3 to 6; `type` and `attr` of
/// `<assign>` are from the note "XPath Data Model for SCXML".
final class ElementRule: Sendable {
  enum Content: Sendable {
    /// Only the listed elements, and elements of other namespaces.
    case elements
    /// Anything: it is data, not SCXML.
    case anything
  }

  let required: [String]
  /// The required ones and those that may be left out.
  let attributes: [String]
  let children: [String]
  let content: Content
  /// The children that may stand here only once.
  let single: [String]

  init(
    required: [String] = [], optional: [String] = [], children: [String] = [],
    content: Content = .elements, single: [String] = []
  ) {
    self.required = required
    attributes = required + optional
    self.children = children
    self.content = content
    self.single = single
  }

  static let executable = [
    "raise", "if", "foreach", "log", "assign", "script", "send", "cancel",
  ]

  static let all: [String: ElementRule] = [
    "scxml": ElementRule(
      required: ["version"], optional: ["initial", "name", "datamodel", "binding"],
      children: ["state", "parallel", "final", "datamodel", "script"],
      single: ["datamodel", "script"]),
    "state": ElementRule(
      optional: ["id", "initial"],
      children: [
        "onentry", "onexit", "transition", "initial", "state", "parallel", "final", "history",
        "datamodel", "invoke",
      ],
      single: ["initial", "datamodel"]),
    "parallel": ElementRule(
      optional: ["id"],
      children: [
        "onentry", "onexit", "transition", "state", "parallel", "history", "datamodel", "invoke",
      ],
      single: ["datamodel"]),
    "final": ElementRule(
      optional: ["id"], children: ["onentry", "onexit", "donedata"], single: ["donedata"]),
    "history": ElementRule(
      optional: ["id", "type"], children: ["transition"], single: ["transition"]),
    "initial": ElementRule(children: ["transition"], single: ["transition"]),
    "transition": ElementRule(
      optional: ["event", "cond", "target", "type"], children: executable),
    "onentry": ElementRule(children: executable),
    "onexit": ElementRule(children: executable),

    "raise": ElementRule(required: ["event"]),
    "if": ElementRule(required: ["cond"], children: executable + ["elseif", "else"]),
    "elseif": ElementRule(required: ["cond"]),
    "else": ElementRule(),
    "foreach": ElementRule(
      required: ["array", "item"], optional: ["index"], children: executable),
    "log": ElementRule(optional: ["label", "expr"]),

    "datamodel": ElementRule(children: ["data"]),
    "data": ElementRule(required: ["id"], optional: ["src", "expr"], content: .anything),
    "assign": ElementRule(
      required: ["location"], optional: ["expr", "type", "attr"], content: .anything),
    "donedata": ElementRule(children: ["content", "param"], single: ["content"]),
    "content": ElementRule(optional: ["expr"], content: .anything),
    "param": ElementRule(required: ["name"], optional: ["expr", "location"]),
    "script": ElementRule(optional: ["src"], content: .anything),

    "send": ElementRule(
      optional: [
        "event", "eventexpr", "target", "targetexpr", "type", "typeexpr", "id", "idlocation",
        "delay", "delayexpr", "namelist",
      ],
      children: ["content", "param"], single: ["content"]),
    "cancel": ElementRule(optional: ["sendid", "sendidexpr"]),
    "invoke": ElementRule(
      optional: [
        "type", "typeexpr", "src", "srcexpr", "id", "idlocation", "namelist", "autoforward",
      ],
      children: ["param", "finalize", "content"], single: ["finalize", "content"]),
    "finalize": ElementRule(children: executable),
  ]
}
