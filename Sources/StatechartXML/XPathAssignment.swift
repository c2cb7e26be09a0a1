import Statechart
import XML

/// Changing data: `<assign>` in its eight types, and `<foreach>`.
extension XPathSession {
  func assign(_ assign: ExecutableContent.Assign, in configuration: StateSet)
    throws(ExecutionError)
  {
    setConfiguration(configuration)
    if assign.type == nil, case .expression(let expression) = assign.source,
      let target = try ownElement(assign.location)
    {
      let value = try evaluate(expression)
      if try !storeText(value, in: target) {
        try store(XPathContent(value), .replaceChildren, attribute: nil, at: [target])
      }
      return
    }
    guard let type = AssignType(rawValue: assign.type ?? AssignType.replaceChildren.rawValue) else {
      throw ExecutionError("there is no assignment of type \"\(assign.type ?? "")\"")
    }
    let targets = try locate(assign.location)
    let tree = try open().tree
    let content: XPathContent
    switch (type, assign.source) {
    case (.delete, _): content = .text("")
    case (_, .expression(let expression)): content = XPathContent(try evaluate(expression))
    case (_, .content(let source)): content = XPathContent(parsing: source, in: tree)
    }
    try store(content, type, attribute: assign.attribute, at: targets)
  }

  func assign(_ text: String, to location: ExpressionID, in configuration: StateSet)
    throws(ExecutionError)
  {
    setConfiguration(configuration)
    try store(.text(text), .replaceChildren, attribute: nil, at: locate(location))
  }

  func assign(_ value: Value, to location: ExpressionID, in configuration: StateSet)
    throws(ExecutionError)
  {
    setConfiguration(configuration)
    let targets = try locate(location)
    let tree = try open().tree
    let holder = try changing { () throws(XMLTreeError) in
      let holder = try tree.createElement("value")
      try tree.append(value, to: holder)
      return holder
    }
    try store(.nodes(holder.children), .replaceChildren, attribute: nil, at: targets)
  }

  /// The nodes that a location names; all can be written to.
  private func locate(_ location: ExpressionID) throws(ExecutionError) -> [XMLTree.Node] {
    guard case .nodes(let nodes) = try evaluate(location), !nodes.isEmpty else {
      throw ExecutionError("\"\(source(of: location))\" names no place in the data")
    }
    for node in nodes where try !isWritable(node) {
      throw ExecutionError(
        "\"\(source(of: location))\" names a place that cannot be assigned to")
    }
    return nodes
  }

  /// Whether a node belongs to a variable of the document's own; system variables are read-only.
  private func isWritable(_ node: XMLTree.Node) throws(ExecutionError) -> Bool {
    let opened = try open()
    var place = node
    while let parent = place.parent {
      if parent == opened.tree.root { return opened.data.values.contains(place) }
      place = parent
    }
    return false
  }

  /// Puts a single value into an element, the way most assignments go, without making nodes.
  ///
  /// - Returns: False where it has to be done by `store`.
  private func storeText(_ value: XPathValue, in target: XMLTree.Node) throws(ExecutionError)
    -> Bool
  {
    if case .nodes = value { return false }
    let text = value.asString
    // A loop may hold the text that would be written over.
    guard target.kind == .element, try open().items.isEmpty, admit(text: text) else { return false }
    noteWriting(textOnly: true)
    try changing { () throws(XMLTreeError) in try target.tree.setText(text, inside: target) }
    return true
  }

  /// Changes all targets, or none where one of them cannot take the content.
  private func store(
    _ content: XPathContent, _ type: AssignType, attribute: String?, at targets: [XMLTree.Node]
  ) throws(ExecutionError) {
    let opened = try open()
    let tree = opened.tree
    let text = content.attributeValue
    for target in targets {
      try check(type, at: target, attribute: attribute, value: text, in: opened)
    }
    let originals = content.copies(in: tree)
    let height = originals.map(\.height).max() ?? 0
    guard targets.allSatisfy({ $0.depth + 1 + height <= XMLLimits.standard.depth }) else {
      throw ExecutionError("the data would be nested too deeply")
    }
    try admit(originals, times: targets.count)
    noteWriting()
    for (index, target) in targets.enumerated() {
      let nodes =
        index == targets.count - 1 ? originals : originals.map { tree.copy($0) }
      try changing { () throws(XMLTreeError) in
        if target.kind == .attribute {
          try tree.assign(type, text ?? "", toAttribute: target)
        } else if type == .addAttribute {
          try tree.setAttribute(attribute ?? "", to: text ?? "", of: target)
        } else {
          try tree.assign(type, nodes, to: target)
        }
      }
    }
  }

  private func check(
    _ type: AssignType, at target: XMLTree.Node, attribute: String?, value: String?,
    in opened: Opened
  ) throws(ExecutionError) {
    let isVariable = opened.data.values.contains(target)
    switch target.kind {
    case .attribute:
      guard [.replaceChildren, .replace, .delete].contains(type) else {
        throw ExecutionError("an attribute cannot be assigned to with type \"\(type.rawValue)\"")
      }
      guard value != nil else { throw ExecutionError("an attribute cannot hold XML") }
      let owner = target.parent
      if let owner, opened.data.values.contains(owner), target.name.local == "id" {
        throw ExecutionError("the id of a <data> element cannot be changed")
      }
    case .element:
      switch type {
      case .previousSibling, .nextSibling, .replace, .delete:
        guard !isVariable else {
          throw ExecutionError("a <data> element cannot be removed, replaced or given siblings")
        }
      case .addAttribute:
        guard let attribute, XMLName.isLocalName(attribute), let value else {
          throw ExecutionError("an attribute needs a name, and a value without XML inside")
        }
        guard !isVariable || attribute != "id" else {
          throw ExecutionError("the id of a <data> element cannot be changed to \"\(value)\"")
        }
      case .replaceChildren, .firstChild, .lastChild: break
      }
    default:
      guard [.previousSibling, .nextSibling, .replace, .delete].contains(type) else {
        throw ExecutionError("a text cannot be assigned to with type \"\(type.rawValue)\"")
      }
    }
  }
}

extension XMLTree {
  fileprivate func assign(_ type: AssignType, _ value: String, toAttribute target: Node)
    throws(XMLTreeError)
  {
    if type == .delete { try remove(target) } else { try setText(value, of: target) }
  }

  fileprivate func assign(_ type: AssignType, _ nodes: [Node], to target: Node)
    throws(XMLTreeError)
  {
    switch type {
    case .replaceChildren: try replaceChildren(of: target, with: nodes)
    case .firstChild: for node in nodes.reversed() { try prependChild(node, to: target) }
    case .lastChild: for node in nodes { try appendChild(node, to: target) }
    case .previousSibling: for node in nodes { try insert(node, before: target) }
    case .nextSibling: for node in nodes.reversed() { try insert(node, after: target) }
    case .replace: try replace(target, with: nodes)
    case .delete: try remove(target)
    case .addAttribute: break
    }
  }
}

// MARK: - Loops

extension XPathSession {
  /// Section 4.6. The item is the very node of the array while the loop runs, so that assigning to
  /// it changes the array; afterwards its variable keeps a copy of the last item's content.
  func foreach(
    _ foreach: ExecutableContent.Foreach, in configuration: StateSet, body: () -> Bool
  ) throws(ExecutionError) {
    setConfiguration(configuration)
    let item = Identifier(foreach.item)
    for name in [foreach.item, foreach.index].compactMap({ $0 }) {
      guard XMLName.isLocalName(name), !name.hasPrefix("_") else {
        throw ExecutionError("\"\(name)\" cannot be the name of a variable")
      }
    }
    guard case .nodes(let items) = try evaluate(foreach.array) else {
      throw ExecutionError("\"\(source(of: foreach.array))\" is no node set to go through")
    }
    let tree = try open().tree
    let variable = try dataElement(item)
    let counter: XMLTree.Node? =
      if let index = foreach.index { try dataElement(Identifier(index)) } else { nil }
    noteWriting()
    var last: XMLTree.Node?
    for (position, node) in items.enumerated() {
      bindItem(item, to: node)
      last = node
      if let counter {
        try changing { () throws(XMLTreeError) in
          try tree.setText(String(position + 1), of: counter)
        }
      }
      guard body() else { break }
    }
    bindItem(item, to: nil)
    if let last, last != variable {
      let nodes =
        last.kind == .element
        ? last.children.map { tree.copy($0) } : XPathContent.text(last.text).copies(in: tree)
      try admit(nodes)
      try changing { () throws(XMLTreeError) in
        try tree.replaceChildren(of: variable, with: nodes)
      }
    }
  }
}
