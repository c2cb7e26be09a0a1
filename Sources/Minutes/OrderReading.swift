import Statechart
import WorkflowEngine
import XML

/// What a decision tells the engine to do.
extension MinutesBuilder {
  mutating func readOrders(of element: XMLElement, decision: Identifier)
    -> [(order: Order, place: XMLPosition)]
  {
    element.elements.compactMap { child in
      let order: Order? =
        switch child.name.local {
        case "launch": readLaunch(child).map { .launch($0) }
        case "send": readSend(child).map { .send($0) }
        case "appoint": readAppointment(child).map { .appoint($0) }
        case "deadline": readDeadline(child).map { .deadline($0) }
        case "supersede": readSuperseded(child, by: decision).map { .supersede($0) }
        default: nil
        }
      return order.map { ($0, child.position) }
    }
  }

  private mutating func readLaunch(_ element: XMLElement) -> LaunchOrder? {
    let predicate = self.predicate(of: element)
    let stated = readWindow(of: element, isSoft: flag("soft", of: element) ?? false)
    guard let workflow = identifier("workflow", of: element),
      let programme = self.programme(of: element), let number = number("batch", of: element)
    else { return nil }
    let key = LaunchKey(programme: programme, batch: number)
    let place = element.attribute("batch")?.position ?? element.position
    if let first = launches[key] {
      findings.error(
        "minutes.launch.repeated", at: place,
        "batch \(number) of \(programme) is launched in line \(first.line) already")
    } else {
      launches[key] = place
    }
    guard let predicate else { return nil }
    return LaunchOrder(
      workflow: workflow, version: text("version", of: element), programme: programme,
      batch: number, window: window(of: element, stated: stated, key: key), predicate: predicate)
  }

  /// What the order says, completed by what the document says about the programme's batch.
  private mutating func window(of element: XMLElement, stated: DateWindow, key: LaunchKey)
    -> DateWindow
  {
    guard let described = programmes.first(where: { $0.id == key.programme }) else {
      return stated
    }
    guard let batch = described.batches.first(where: { $0.number == key.batch }) else {
      if !described.batches.isEmpty {
        findings.warn(
          "minutes.launch.batch", at: element.attribute("batch")?.position ?? element.position,
          "<programme id=\"\(key.programme)\"> of these minutes describes no batch \(key.batch)")
      }
      return stated
    }
    for (name, own, other) in [
      ("start", stated.start, batch.window.start), ("end", stated.end, batch.window.end),
    ] {
      guard let own, let other, own != other else { continue }
      findings.warn(
        "minutes.launch.window", at: element.attribute(name)?.position ?? element.position,
        "batch \(key.batch) of \(key.programme) is launched with the \(name) \(own), but these"
          + " minutes describe it with \(other)")
    }
    return DateWindow(
      start: stated.start ?? batch.window.start, end: stated.end ?? batch.window.end,
      hasSoftEnd: flag("soft", of: element) ?? batch.window.hasSoftEnd)
  }

  private mutating func readSend(_ element: XMLElement) -> SendOrder? {
    let recipients = self.recipients(of: element)
    if recipients == .everyUnit {
      findings.error(
        "minutes.recipients", at: element.position,
        "an event is sent to a \"unit\" or to units \"where\" a predicate holds; \"true()\" is every"
          + " unit of the programme")
    }
    guard let event = text("event", of: element), let programme = programme(of: element) else {
      return nil
    }
    if EngineEvents.contains(event) {
      findings.error(
        "minutes.send.engine", at: element.attribute("event")?.position ?? element.position,
        "\"\(event)\" is an event that only the engine sends")
    }
    guard let recipients else { return nil }
    return SendOrder(
      event: event, programme: programme, recipients: recipients,
      reason: text("reason", of: element))
  }

  private mutating func readAppointment(_ element: XMLElement) -> Assignment? {
    let (from, until) = (day("from", of: element), day("until", of: element))
    if let from, let until, until < from {
      findings.error(
        "minutes.appoint.period", at: element.attribute("until")?.position ?? element.position,
        "the appointment ends on \(until), before it begins")
    }
    guard let role = identifier("role", of: element),
      let person = identifier("person", of: element),
      let unit = identifier("unit", of: element)
    else { return nil }
    let represented = identifier("onBehalfOf", of: element)
    if represented == person {
      findings.error(
        "minutes.appoint.self", at: element.attribute("onBehalfOf")?.position ?? element.position,
        "\"\(person)\" cannot stand in for themselves")
    }
    return Assignment(
      role: role, person: person, unit: unit, from: from, until: until, onBehalfOf: represented)
  }

  private mutating func readDeadline(_ element: XMLElement) -> DeadlineOrder? {
    let recipients = self.recipients(of: element)
    let day = self.day("at", of: element)
    var duration: CalendarDuration?
    if let attribute = element.attribute("after") {
      duration = CalendarDuration(attribute.value.spacesNormalised)
      if duration == nil {
        findings.error(
          "minutes.deadline.after", at: attribute.position,
          "\"\(attribute.value.prefix(40))\" is no duration; 30 days are P30D")
      }
    }
    if (element.attribute("at") == nil) == (element.attribute("after") == nil) {
      findings.error(
        "minutes.deadline.due", at: element.position,
        "a deadline is either \"at\" a day or a duration \"after\" its state was entered")
    }
    guard let programme = programme(of: element), let state = identifier("state", of: element),
      let due = day.map({ DeadlineOrder.Due.at($0) }) ?? duration.map({ .after($0) }),
      let reason = text("reason", of: element), let recipients
    else { return nil }
    return DeadlineOrder(
      programme: programme, state: state, due: due, recipients: recipients, reason: reason)
  }

  private mutating func readSuperseded(_ element: XMLElement, by decision: Identifier)
    -> Authority?
  {
    guard let attribute = element.attribute("decision") else { return nil }
    guard let authority = Authority(attribute.value) else {
      findings.error(
        "minutes.supersede.form", at: attribute.position,
        "\"\(attribute.value.prefix(40))\" does not cite a decision; write minutes-id#decision-id")
      return nil
    }
    guard authority.minutes == id else { return authority }
    if authority.decision == decision {
      findings.error(
        "minutes.supersede.self", at: attribute.position, "a decision cannot supersede itself")
    } else if !decisionIDs.contains(authority.decision) {
      findings.error(
        "minutes.supersede.unknown", at: attribute.position,
        "these minutes have no decision \"\(authority.decision)\""
          + didYouMean(authority.decision.text, among: decisionIDs.map(\.text)))
    }
    return authority
  }

  // MARK: Parts of orders

  /// The programme that an order is for. Minutes that describe programmes hardly mean another one.
  private mutating func programme(of element: XMLElement) -> ProgrammeName? {
    guard let name = identifier("programme", of: element) else { return nil }
    let described = programmes.map(\.id)
    if !described.isEmpty, !described.contains(name) {
      findings.warn(
        "minutes.programme.unknown",
        at: element.attribute("programme")?.position ?? element.position,
        "these minutes describe no programme \"\(name)\""
          + didYouMean(name.text, among: described.map(\.text)))
    }
    return name
  }

  /// Nil where the predicate cannot be used.
  private mutating func recipients(of element: XMLElement) -> Recipients? {
    let unit = identifier("unit", of: element)
    guard let attribute = element.attribute("where") else {
      return unit.map { .unit($0) } ?? .everyUnit
    }
    if unit != nil {
      findings.error(
        "minutes.recipients", at: attribute.position,
        "an order is for one \"unit\" or for units \"where\" a predicate holds, not for both")
    }
    return predicate(of: element).map { .selected($0) }
  }

  /// The predicate in `where`; nil where it is missing or cannot be used.
  private mutating func predicate(of element: XMLElement) -> String? {
    guard let attribute = element.attribute("where") else { return nil }
    do {
      _ = try UnitSelector(attribute.value)
      return attribute.value
    } catch {
      findings.error(
        "minutes.where.invalid", at: attribute.position(ofScalar: error.offset), error.message)
      return nil
    }
  }
}
