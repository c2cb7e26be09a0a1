import Statechart
import XML

/// What stands in a transition: `d:allow`, `d:require`, `d:seen`, `d:authority`, `d:reason`.
extension WorkflowBuilder {
  mutating func readJudgement(
    _ children: [XMLElement], of transition: XMLElement, inside parent: XMLElement?
  ) {
    guard let first = children.first else { return }
    checkEvents(of: transition, inside: parent, first)
    var judgement = Judgement()
    for child in children {
      explaining(child) { $0.read(child, into: &judgement) }
    }
    judgements[SourceLocation(transition.position)] = judgement
  }

  /// How many faults of one list are reported.
  static let faultsInList = 20

  /// Only what people send can be judged: what the engine sends or takes by itself is never refused.
  private mutating func checkEvents(
    of transition: XMLElement, inside parent: XMLElement?, _ judging: XMLElement
  ) {
    let tag = vocabulary.tag(judging)
    let host = parent?.name.local ?? ""
    guard let attribute = transition.attribute("event"), host != "initial", host != "history" else {
      findings.error(
        "workflow.judgement.eventless", at: SourceLocation(judging.position),
        host == "initial" || host == "history"
          ? "\(tag) cannot judge the transition of <\(host)>: nobody sends an event for it"
          : "\(tag) cannot judge a transition without an event: nobody sends it, and it is never"
            + " refused")
      return
    }
    // A place costs as much as the attribute is long: the first faults are enough.
    let faulty = attribute.value.words.filter {
      EventDescriptor($0.text).prefix == nil || EngineEvents.contains($0.text)
    }
    for word in faulty.prefix(Self.faultsInList) {
      let place = SourceLocation(attribute.position(ofScalar: word.start))
      if EventDescriptor(word.text).prefix == nil {
        findings.error(
          "workflow.judgement.every-event", at: place,
          "\"\(word.text)\" takes the engine's events, too, which are never refused; name the events"
            + " that \(tag) shall judge")
      } else {
        findings.error(
          "workflow.judgement.engine-event", at: place,
          "\"\(word.text)\" is sent by the engine and never refused; \(tag) cannot judge it")
      }
    }
  }

  private mutating func read(_ element: XMLElement, into judgement: inout Judgement) {
    let children = vocabulary.inspect(element, &findings)
    switch element.name.local {
    case "allow":
      guard let role = element.attribute("role") else { return }
      use(.role, role)
      let distinctFrom = element.attribute("distinct-from")
      if let distinctFrom { checkEvent(distinctFrom) }
      judgement.allows.append(
        Allow(
          role: name(in: role), distinctFrom: distinctFrom.map { name(in: $0) },
          location: SourceLocation(element.position)))
    case "require":
      guard let rule = readRule(of: element) else { return }
      judgement.requirements.append(
        Requirement(
          rule: rule, message: readMessage(children, of: element),
          location: SourceLocation(element.position)))
    case "authority": judgement.needsAuthority = true
    case "seen": judgement.needsSeen = true
    default: judgement.needsReason = true
    }
  }

  /// Somebody must be able to send the event that four eyes look at.
  private mutating func checkEvent(_ attribute: XMLAttribute) {
    let event = name(in: attribute).text
    let isPeoples = !EngineEvents.contains(event)
    guard !isPeoples || !names.take(event) else { return }
    let candidates = names.eventPrefixes.lazy.map(\.text).filter { !EngineEvents.contains($0) }
    findings.error(
      "workflow.event.unknown", at: SourceLocation(attribute.position(ofScalar: 0)),
      isPeoples
        ? "no transition takes the event \"\(event)\""
          + findings.didYouMean(event, among: candidates)
        : "\"\(event)\" is sent by the engine, not by a person")
  }
}

// MARK: - Requirements

extension WorkflowBuilder {
  private mutating func readRule(of element: XMLElement) -> Requirement.Rule? {
    let kinds = ["evidence", "ledger", "units", "test"]
    guard let kind = theOne(of: kinds, in: element, "says what must be there") else { return nil }
    let companions = [
      "evidence": ["min", "since"], "ledger": ["open"], "units": ["in", "share"],
    ]
    for attribute in element.attributes where !kinds.contains(attribute.written) {
      guard let owner = companions.first(where: { $0.value.contains(attribute.written) })?.key,
        owner != kind.written
      else { continue }
      findings.error(
        "workflow.attribute.conflict", at: SourceLocation(attribute.position),
        "\"\(attribute.written)\" goes with \"\(owner)\", not with \"\(kind.written)\"")
    }
    switch kind.written {
    case "evidence":
      use(.evidence, kind)
      let min = vocabulary.number("min", of: element, &findings, in: 1...1_000_000) ?? 1
      let since = vocabulary.value("since", of: element, &findings, is: "\"entry\"") {
        $0 == "entry" ? true : nil
      }
      return .evidence(kind: name(in: kind), min: min, sinceEntry: since ?? false)
    case "ledger":
      use(.ledger, kind)
      let open = vocabulary.number("open", of: element, &findings, in: 0...1_000_000) ?? 0
      return .ledger(name(in: kind), open: open)
    case "units":
      return readUnits(of: element)
    default:
      return .test(expression(kind, .condition))
    }
  }

  private mutating func readUnits(of element: XMLElement) -> Requirement.Rule? {
    let scope = vocabulary.value(
      "units", of: element, &findings, is: "\"children\" or \"descendants\""
    ) { Requirement.Scope(rawValue: $0) }
    let share = vocabulary.value(
      "share", of: element, &findings, is: "a number above 0 and up to 1, such as \"0.95\""
    ) { text -> Double? in
      guard text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (48...57).contains($0) }),
        let share = Double(text), share > 0, share <= 1
      else { return nil }
      return share
    }
    guard let attribute = element.attribute("in") else {
      findings.error(
        "workflow.attribute.missing", at: SourceLocation(element.position),
        "\(vocabulary.tag(element)) with \"units\" lacks the attribute \"in\": the states that the"
          + " units must be in")
      return nil
    }
    let states = attribute.value.words
    if states.isEmpty {
      findings.error(
        "workflow.attribute.value", at: SourceLocation(attribute.position), "\"in\" names no state")
    }
    let unknown = states.filter { !names.states.contains(Identifier($0.text)) }
    for word in unknown.prefix(Self.faultsInList) {
      findings.error(
        "workflow.require.state.unknown",
        at: SourceLocation(attribute.position(ofScalar: word.start)),
        "\"\(word.text)\" is not a state"
          + findings.didYouMean(word.text, among: names.states.lazy.map(\.text)))
    }
    return scope.map {
      .units($0, states: states.map { Identifier($0.text) }, share: share ?? 1)
    }
  }

  /// The text of a requirement, or its texts by language.
  private mutating func readMessage(_ children: [XMLElement], of element: XMLElement)
    -> LocalizedText
  {
    let plain = element.children.compactMap { node -> String? in
      if case .text(let text, _) = node { text } else { nil }
    }.joined(separator: " ").spacesNormalised
    let message = vocabulary.texts(children, &findings)
    if !plain.isEmpty, let first = children.first {
      findings.error(
        "workflow.message.conflict", at: SourceLocation(first.position),
        "\(vocabulary.tag(element)) has its message as text and in \(vocabulary.tag(first)); only"
          + " one of them can count")
    }
    if plain.isEmpty, element.elements.isEmpty, element.attribute("test") != nil {
      findings.warn(
        "workflow.message.missing", at: SourceLocation(element.position),
        "\(vocabulary.tag(element)) has no message; who is refused will not learn what is missing")
    }
    return plain.isEmpty ? message : LocalizedText(plain)
  }
}
