/// The `type` of `<assign>` (XPath Data Model for SCXML, "Assignment").
enum AssignType: String, CaseIterable, Sendable {
  case replaceChildren = "replacechildren"
  case firstChild = "firstchild"
  case lastChild = "lastchild"
  case previousSibling = "previoussibling"
  case nextSibling = "nextsibling"
  case replace
  case delete
  case addAttribute = "addattribute"

  static let names = allCases.map(\.rawValue)
}
