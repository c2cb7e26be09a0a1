import Statechart
import XML

/// Section 6 of the standard, and what events carry (sections 5.5 to 5.7).
extension DocumentBuilder {
  /// Section 6.2.
  mutating func readSend(_ element: XMLElement) -> ExecutableContent? {
    let children = inspect(element, as: "send")
    for (a, b) in [
      ("event", "eventexpr"), ("target", "targetexpr"), ("type", "typeexpr"), ("id", "idlocation"),
      ("delay", "delayexpr"),
    ] {
      exclude(a, b, in: element, as: "send")
    }
    var send = ExecutableContent.Send()
    send.event = string("event", "eventexpr", of: element)
    send.target = string("target", "targetexpr", of: element)
    send.type = string("type", "typeexpr", of: element)
    send.delay = string("delay", "delayexpr", of: element)
    send.id = identifier(of: element)
    send.idLocation = expression("idlocation", of: element, .location)
    send.payload = readSendPayload(children, of: element)
    checkSend(element, children)
    return .send(send)
  }

  private mutating func checkSend(_ element: XMLElement, _ children: [Child]) {
    if let event = attribute("event", of: element) { checkEventName(event) }
    if attribute("event", of: element) == nil, attribute("eventexpr", of: element) == nil {
      let carriesContent = children.contains { $0.name == "content" }
      if !carriesContent {
        deferrable(
          "send.event.missing", at: element.position,
          "<send> has no event: give it \"event\", \"eventexpr\" or <content>")
      }
    }
    if let delay = attribute("delay", of: element) { checkDelay(delay, in: element) }
    // Other processors have addresses of their own.
    let type = attribute("type", of: element)?.value ?? SCXML.eventProcessor
    if let target = attribute("target", of: element), attribute("typeexpr", of: element) == nil,
      type == SCXML.eventProcessor || type == "scxml"
    {
      sendTargets.append(target)
    }
    if let type = attribute("type", of: element) { checkType(type) }
  }

  private mutating func checkDelay(_ delay: XMLAttribute, in element: XMLElement) {
    if CSSTime.milliseconds(delay.value) == nil {
      deferrable(
        "send.delay.invalid", at: delay.position,
        "\"\(delay.value)\" is no delay: write seconds or milliseconds, such as \"1.5s\" or"
          + " \"500ms\"")
    } else if attribute("target", of: element)?.value == "#_internal" {
      deferrable(
        "send.delay.internal", at: delay.position,
        "an event for the internal queue cannot be delayed")
    }
  }

  /// Section 6.2.4 and appendix C.1: what SCXML's own event I/O processor can reach.
  ///
  /// - Parameter invokes: The ids of `<invoke>` in the document.
  mutating func checkSendTargets(invokes: Set<Identifier>) {
    for target in sendTargets {
      switch SessionAddress(target.value) {
      case .own, .internal, .parent, .session: continue
      case .invocation(let id) where invokes.contains(Identifier(id)): continue
      case .invocation(let id):
        let meant = nearestName(to: id, among: ["parent", "internal"] + invokes.map(\.text))
        deferrable(
          "send.target.unknown", at: target.position,
          "\"\(target.value)\" is the address of an <invoke> with the id \"\(id)\", which there is not"
            + (meant.map { "; did you mean \"#_\($0)\"?" } ?? ""))
      case .unknown(""):
        deferrable(
          "attribute.empty", at: target.position,
          "the attribute \"target\" of <send> is empty; leave it out or fill it in")
      case .unknown(let text):
        deferrable(
          "send.target.unknown", at: target.position,
          "\"\(text)\" is no address: leave out \"target\" to send to the instance itself, or write"
            + " \"#_internal\", \"#_parent\" or \"#_\" and the id of an <invoke>")
      }
    }
  }

  private mutating func checkType(_ type: XMLAttribute) {
    let known = [SCXML.eventProcessor, "scxml", IOProcessor.basicHTTP]
    guard !known.contains(IOProcessor.type(named: type.value)) else { return }
    deferrable(
      "unsupported.send.type", at: type.position,
      "the event I/O processor \"\(type.value)\" is not supported; leave out \"type\" for SCXML's own"
    )
  }

  private mutating func readSendPayload(_ children: [Child], of element: XMLElement) -> Payload? {
    let names = attribute("namelist", of: element)
    let content = children.first { $0.name == "content" }
    if let content, names != nil || children.contains(where: { $0.name == "param" }) {
      error(
        "send.payload.twice", at: content.element.position,
        "<send> carries either <content>, or \"namelist\" and <param>, not both")
    }
    if let content { return readContentElement(content.element) }
    let parameters = (names.map { readNamelist($0) } ?? []) + readParameters(children)
    return parameters.isEmpty ? nil : .parameters(parameters)
  }

  /// Section 6.2.1: names of data, each a location; under XPath `$x`, and `x` is taken for it.
  mutating func readNamelist(_ attribute: XMLAttribute) -> [Parameter] {
    attribute.parts.compactMap { part in
      let isPlain = XMLName.isLocalName(part.text)
      let name = isPlain ? part.text : String(part.text.dropFirst())
      guard isPlain || (part.text.hasPrefix("$") && XMLName.isLocalName(name)) else {
        deferrable(
          Diagnostic(
            .error, "namelist.invalid",
            at: SourceLocation(attribute.position(ofScalar: part.start)),
            "\(part.text) does not name data; write \"$\" and the id of a <data>"))
        // Kept, so that executing it fails as the standard asks.
        let location = SourceLocation(attribute.position(ofScalar: part.start))
        return Parameter(
          part.text, document.add(Expression(part.text, .location, at: location)))
      }
      let source = isPlain && document.datamodel == "xpath" ? "$" + name : part.text
      // The "$" that we add is not in the text: positions are those of the name before it.
      let start = isPlain && document.datamodel == "xpath" ? part.start - 1 : part.start
      return Parameter(name, expression(attribute, source, from: start, .location))
    }
  }

  mutating func readParameters(_ children: [Child]) -> [Parameter] {
    children.filter { $0.name == "param" }.compactMap { child in
      let element = child.element
      _ = inspect(element, as: "param")
      exclude("expr", "location", in: element, as: "param")
      let value =
        expression("expr", of: element, .value) ?? expression("location", of: element, .location)
      guard let value else {
        error(
          "param.value.missing", at: element.position,
          "<param> has no value: give it \"expr\" or \"location\"")
        return nil
      }
      return attribute("name", of: element).map { Parameter($0.value, value) }
    }
  }

  private mutating func readContentElement(_ element: XMLElement) -> Payload {
    _ = inspect(element, as: "content")
    switch readValue(of: element, as: "content") {
    case .expression(let expression): return .expression(expression)
    case .content(let source): return .content(source)
    case .none: return .content("")
    }
  }

  /// Section 5.5.
  mutating func readDonedata(_ element: XMLElement) -> Payload? {
    let children = inspect(element, as: "donedata")
    let parameters = readParameters(children)
    guard let content = children.first(where: { $0.name == "content" }) else {
      return parameters.isEmpty ? nil : .parameters(parameters)
    }
    if !parameters.isEmpty {
      error(
        "donedata.twice", at: content.element.position,
        "<donedata> carries either <content> or <param>, not both")
    }
    return readContentElement(content.element)
  }

  /// Section 6.3.
  mutating func readCancel(_ element: XMLElement) -> ExecutableContent? {
    _ = inspect(element, as: "cancel")
    exclude("sendid", "sendidexpr", in: element, as: "cancel")
    guard let id = string("sendid", "sendidexpr", of: element) else {
      error(
        "cancel.id.missing", at: element.position,
        "<cancel> does not say what to cancel: give it \"sendid\" or \"sendidexpr\"")
      return nil
    }
    return .cancel(id)
  }

  mutating func string(_ literal: String, _ computed: String, of element: XMLElement)
    -> StringSource?
  {
    let expression = expression(computed, of: element, .value)
    if let attribute = attribute(literal, of: element) { return .literal(attribute.value) }
    return expression.map { .expression($0) }
  }
}
