import Statechart
import XML

/// Section 4 of the standard: executable content; section 5: data.
extension DocumentBuilder {
  /// A block. What cannot be read is reported and left out.
  mutating func readContent(_ children: [Child]) -> [ExecutableContent] {
    children.compactMap { readContent($0) }
  }

  private mutating func readContent(_ child: Child) -> ExecutableContent? {
    let element = child.element
    switch child.name {
    case "raise": return readRaise(element)
    case "if": return readIf(element)
    case "foreach": return readForeach(element)
    case "log":
      _ = inspect(element, as: "log")
      return .log(
        label: attribute("label", of: element)?.value,
        expression: expression("expr", of: element, .value))
    case "assign": return readAssign(element)
    case "send": return readSend(element)
    case "cancel": return readCancel(element)
    case "script": return readScript(element).map { .script($0) }
    default: return nil
    }
  }

  /// Section 4.2.
  private mutating func readRaise(_ element: XMLElement) -> ExecutableContent? {
    _ = inspect(element, as: "raise")
    guard let event = attribute("event", of: element) else { return nil }
    checkEventName(event)
    return .raise(event: event.value)
  }

  /// An event's name is one word of tokens that are separated by dots (section 3.12.1).
  mutating func checkEventName(_ attribute: XMLAttribute) {
    let name = attribute.value
    guard !name.isEventName else { return }
    error(
      "event.name.invalid", at: attribute.position,
      "\"\(name)\" cannot be the name of an event: it is words joined by dots, such as"
        + " \"plan.approved\"")
  }

  /// Section 4.3 to 4.5: the branches are separated by empty elements.
  private mutating func readIf(_ element: XMLElement) -> ExecutableContent? {
    let children = inspect(element, as: "if")
    var branches = [
      ExecutableContent.Branch(condition: expression("cond", of: element, .condition), content: [])
    ]
    var hasElse = false
    for child in children {
      switch child.name {
      case "elseif", "else":
        _ = inspect(child.element, as: child.name)
        if hasElse {
          error(
            "if.else.order", at: child.element.position,
            "<\(child.name)> comes after <else>, which must be the last branch of <if>")
        }
        hasElse = hasElse || child.name == "else"
        branches.append(
          ExecutableContent.Branch(
            condition: child.name == "else"
              ? nil : expression("cond", of: child.element, .condition), content: []))
      default:
        if let content = readContent(child) {
          branches[branches.count - 1].content.append(content)
        }
      }
    }
    return .if(branches)
  }

  /// Section 4.6.
  private mutating func readForeach(_ element: XMLElement) -> ExecutableContent? {
    let children = inspect(element, as: "foreach")
    for name in ["item", "index"] {
      guard let attribute = attribute(name, of: element) else { continue }
      if XMLName.isLocalName(attribute.value) {
        loopVariables.insert(Identifier(attribute.value))
      } else {
        let bare = String(attribute.value.drop { $0 == "$" })
        deferrable(
          "foreach.variable.invalid", at: attribute.position,
          "\"\(attribute.value)\" cannot be the name of a variable"
            + (XMLName.isLocalName(bare) ? "; write \"\(bare)\"" : ""))
        loopVariables.insert(Identifier(bare))
      }
    }
    let content = readContent(children)
    guard let array = expression("array", of: element, .value),
      let item = attribute("item", of: element)?.value
    else { return nil }
    return .foreach(
      ExecutableContent.Foreach(
        array: array, item: item, index: attribute("index", of: element)?.value, content: content))
  }

  /// Section 5.4, and the note on XPath for `type` and `attr`.
  private mutating func readAssign(_ element: XMLElement) -> ExecutableContent? {
    _ = inspect(element, as: "assign")
    let type = choice("type", of: element, from: AssignType.names)
    let attribute = attribute("attr", of: element)
    if type == AssignType.addAttribute.rawValue {
      if attribute == nil {
        error(
          "assign.attribute", at: element.position,
          "<assign type=\"addattribute\"> lacks the attribute \"attr\", the name of the new one")
      }
    } else if let attribute {
      error(
        "assign.attribute", at: attribute.position,
        "\"attr\" counts only in <assign type=\"addattribute\">")
    }
    let location = expression("location", of: element, .location)
    let source = readValue(of: element, as: "assign")
    guard let location else { return nil }
    let value: ExecutableContent.Assign.Source
    switch source {
    case .expression(let expression): value = .expression(expression)
    case .content(let content): value = .content(content)
    case .none:
      if type != AssignType.delete.rawValue {
        error(
          "assign.value.missing", at: element.position,
          "<assign> has no value: give it \"expr\" or content")
      }
      value = .content("")
    }
    return .assign(
      ExecutableContent.Assign(
        location: location, source: value, type: type, attribute: attribute?.value))
  }

  /// The value of `<data>`, `<assign>` or `<content>`: `expr`, or what stands between the tags.
  mutating func readValue(of element: XMLElement, as name: String) -> DataDeclaration.Source {
    let hasContent = element.children.contains { node in
      switch node {
      case .element: true
      case .text(let text, _): !text.isBlank
      case .comment, .processingInstruction: false
      }
    }
    for child in element.elements { checkNamespace(ofContent: child) }
    guard let attribute = attribute("expr", of: element) else {
      return hasContent ? .content(element.contentSource()) : .none
    }
    if hasContent {
      error(
        "value.twice", at: attribute.position,
        "<\(name)> has both \"expr\" and content; only one of them can count")
    }
    return .expression(expression(attribute, .value))
  }

  /// XPath finds `$x/plan` only where `<plan>` is in no namespace, and what is written inside SCXML
  /// without `xmlns=""` is in SCXML's.
  private mutating func checkNamespace(ofContent element: XMLElement) {
    guard document.datamodel == "xpath", element.name.namespace == SCXML.namespace,
      ElementRule.all[element.name.local] == nil
    else { return }
    warn(
      "content.namespace", at: element.position,
      "<\(element.name.local)> is in the namespace of SCXML, where a path such as"
        + " $x/\(element.name.local) does not find it; write xmlns=\"\" in it")
  }

  /// Section 5.2 and 5.3.
  mutating func readDatamodel(_ element: XMLElement) -> [DataDeclaration] {
    inspect(element, as: "datamodel").compactMap { readData($0.element) }
  }

  private mutating func readData(_ element: XMLElement) -> DataDeclaration? {
    _ = inspect(element, as: "data")
    var source = DataDeclaration.Source.none
    var fault: String?
    if let src = attribute("src", of: element) {
      switch readDataSource(src, of: element) {
      case .content(let content): source = .content(content)
      case .fault(let message): fault = message
      }
    } else {
      source = readValue(of: element, as: "data")
    }
    guard let id = identifier(of: element) else { return nil }
    if id.text.hasPrefix("_") {
      error(
        "data.id.reserved", at: attribute("id", of: element)?.position ?? element.position,
        "\"\(id)\" cannot be the id of <data>: names that begin with \"_\" are the platform's")
    }
    declaredData.insert(id)
    return DataDeclaration(
      id, source, location: SourceLocation(element.position), fault: fault)
  }
}
