import Statechart
import XML

/// The elements behind `_event`, `_sessionid`, `_name`, `_ioprocessors` and `_x`.
///
/// They stand before the data, so that these keep their places whatever was declared when.
///
/// Source: SCXML 1.0, section 5.10; the note "XPath Data Model for SCXML", "System variables".
enum SystemVariables {
  static let event: Identifier = "_event"
  /// In the order in which they stand in the data.
  static let all: [Identifier] = [event, "_sessionid", "_name", "_x", "_ioprocessors"]

  /// The element of any but `_event`, which is not bound before the first event.
  static func element(
    of id: Identifier, in tree: XMLTree, _ environment: Environment, name: String?
  ) throws(XMLTreeError) -> XMLTree.Node {
    let element = try variable(id, in: tree)
    switch id {
    case "_sessionid": try tree.append(text: environment.sessionID, to: element)
    case "_name": try tree.append(text: name ?? "", to: element)
    case "_ioprocessors":
      let own = IOProcessor(
        type: SCXML.eventProcessor, location: "#_scxml_" + environment.sessionID)
      for processor in [own] + environment.processors {
        let node = try tree.appendElement("processor", to: element)
        try tree.setAttribute("name", to: processor.type, of: node)
        try tree.append(
          text: processor.location, to: tree.appendElement("location", to: node))
      }
    default: break
    }
    return element
  }

  /// The element of `_event`: all fields of section 5.10.1, those without a value empty.
  static func element(of event: Event, in tree: XMLTree) throws(XMLTreeError) -> XMLTree.Node {
    let element = try variable(Self.event, in: tree)
    let fields: [(String, String?)] = [
      ("name", event.name), ("type", event.kind.rawValue), ("sendid", event.sendID),
      ("origin", event.origin), ("origintype", event.originType), ("invokeid", event.invokeID),
    ]
    for (name, text) in fields {
      try tree.append(text: text ?? "", to: tree.appendElement(name, to: element))
    }
    try tree.append(event.data, to: tree.appendElement("data", to: element))
    if let raw = event.raw {
      try tree.append(text: raw, to: tree.appendElement("raw", to: element))
    }
    return element
  }

  private static func variable(_ id: Identifier, in tree: XMLTree) throws(XMLTreeError)
    -> XMLTree.Node
  {
    let element = try tree.createElement("data")
    try tree.setAttribute("id", to: id.text, of: element)
    try tree.prependChild(element, to: tree.root)
    return element
  }
}
