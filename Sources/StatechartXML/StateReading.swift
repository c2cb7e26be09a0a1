import Statechart
import XML

/// Section 3 of the standard: the state machine's own elements.
extension DocumentBuilder {
  mutating func readRoot(_ root: XMLElement) {
    guard root.name.local == "scxml" else {
      hasRoot = false
      error(
        "root.unexpected", at: root.position,
        "the root element is <\(root.name.local)>, but an SCXML document begins with <scxml>")
      return
    }
    if root.name.namespace != SCXML.namespace {
      error(
        "root.namespace", at: root.position,
        (root.name.namespace.map { "<scxml> is in the namespace \"\($0)\"" }
          ?? "<scxml> is in no namespace") + "; write xmlns=\"\(SCXML.namespace)\"")
    }
    let children = inspect(root, as: "scxml")
    readRootAttributes(root)
    document.root = readState(children, of: root, as: "scxml", .scxml)
  }

  private mutating func readRootAttributes(_ root: XMLElement) {
    if let version = attribute("version", of: root), version.value != "1.0" {
      error(
        "version.unsupported", at: version.position,
        "the version of SCXML is \"1.0\", not \"\(version.value)\"")
    }
    document.name = attribute("name", of: root)?.value
    document.binding =
      choice("binding", of: root, from: ["early", "late"]) == "late" ? .late : .early
    let attribute = attribute("datamodel", of: root)
    let datamodel = attribute?.value ?? options.standardDatamodel
    let position = attribute?.position ?? root.position
    document.datamodel = datamodel
    switch datamodel {
    case "null", "xpath": break
    case let name where options.provider(of: name) != nil:
      if let reason = options.provider(of: name)?.unavailability() {
        error("unsupported.datamodel", at: position, reason)
      }
    case "ecmascript":
      error(
        "unsupported.datamodel", at: position,
        "this program was built without the data model \"ecmascript\"; there are "
          + list(datamodels.map { "\"\($0)\"" }))
    default:
      error(
        "datamodel.unknown", at: position,
        "there is no data model \"\(datamodel)\"" + didYouMean(datamodel, among: datamodels))
    }
  }

  private var datamodels: [String] { ["xpath", "null"] + options.datamodels.map(\.name) }

  /// `<scxml>` and everything of section 3 that can hold states.
  private mutating func readState(
    _ children: [Child], of element: XMLElement, as name: String, _ kind: State.Kind
  ) -> State {
    var state = State(kind, location: SourceLocation(element.position))
    if kind != .scxml {
      state.id = identifier(of: element)
    }
    state.initial = readInitialAttribute(of: element, as: name)
    for child in children {
      read(child, into: &state)
    }
    return state
  }

  private mutating func read(_ child: Child, into state: inout State) {
    let element = child.element
    switch child.name {
    case "state", "parallel", "final", "history":
      let inner = inspect(element, as: child.name)
      let kind = kind(of: element, named: child.name)
      state.children.append(readState(inner, of: element, as: child.name, kind))
    case "transition":
      state.transitions.append(readTransition(element))
    case "initial":
      let initial = readInitial(element)
      if state.initial != nil {
        error(
          "initial.twice", at: element.position,
          "the state has both an attribute \"initial\" and an element <initial>; only one can count"
        )
      } else {
        state.initial = initial
      }
    case "onentry":
      state.onentry.append(readBlock(element, as: "onentry"))
    case "onexit":
      state.onexit.append(readBlock(element, as: "onexit"))
    case "datamodel":
      state.data += readDatamodel(element)
    case "donedata":
      state.donedata = readDonedata(element)
    case "invoke":
      if let invoke = readInvoke(element) { state.invokes.append(invoke) }
    case "script":
      document.script = readScript(element)
    default:
      break
    }
  }

  private mutating func kind(of element: XMLElement, named name: String) -> State.Kind {
    switch name {
    case "parallel": return .parallel
    case "final": return .final
    case "history":
      let depth = choice("type", of: element, from: ["shallow", "deep"])
      return depth == "deep" ? .deepHistory : .shallowHistory
    default: return .state
    }
  }

  /// Section 3.5.
  private mutating func readTransition(_ element: XMLElement) -> Transition {
    let children = inspect(element, as: "transition")
    var transition = Transition(location: SourceLocation(element.position))
    let events = attribute("event", of: element)
    let condition = attribute("cond", of: element)
    let targets = attribute("target", of: element)
    if events == nil, condition == nil, targets == nil {
      error(
        "transition.empty", at: element.position,
        "<transition> needs at least one of \"event\", \"cond\" and \"target\"")
      transition.events = [misread(element)]
    }
    if let events {
      transition.events = readDescriptors(events)
      if transition.events.isEmpty {
        refuseEmpty(events, of: "transition")
        transition.events = [misread(element)]
      }
    }
    transition.condition = condition.map { expression($0, .condition) }
    if let targets {
      transition.targets = references(targets, of: "transition")
    }
    let kind = choice("type", of: element, from: ["external", "internal"])
    transition.kind = kind == "internal" ? .internal : .external
    transition.content = readContent(children)
    return transition
  }

  /// Section 3.12.1: words joined by dots, with nothing, `.` or `.*` behind; or `*`.
  private mutating func readDescriptors(_ attribute: XMLAttribute) -> [EventDescriptor] {
    attribute.mapParts { part in
      // The standard's own schema has ".*" for "*".
      let descriptor = EventDescriptor(part.text == ".*" ? "*" : part.text)
      if let prefix = descriptor.prefix, !prefix.isEventName {
        diagnostics.append(
          Diagnostic(
            .error, "event.descriptor.invalid",
            at: SourceLocation(attribute.position(ofScalar: part.start)),
            "\"\(part.text)\" matches no event: write words joined by dots, such as \"plan.approved\","
              + " then perhaps \".*\", or \"*\" alone"))
      }
      return descriptor
    }
  }

  /// An event that nobody sends, for a transition whose event is missing: taking it for eventless
  /// would make more faults of one.
  private func misread(_ element: XMLElement) -> EventDescriptor {
    EventDescriptor("misread.\(element.position.line).\(element.position.column)")
  }

  /// The ids of an attribute, each where it stands; an empty list is an error.
  private mutating func references(_ attribute: XMLAttribute, of name: String) -> [Reference] {
    let references = attribute.mapParts {
      Reference(
        Identifier($0.text), at: SourceLocation(attribute.position(ofScalar: $0.start)))
    }
    if references.isEmpty { refuseEmpty(attribute, of: name) }
    return references
  }

  private mutating func refuseEmpty(_ attribute: XMLAttribute, of name: String) {
    error(
      "attribute.empty", at: attribute.position,
      "the attribute \"\(attribute.name.local)\" of <\(name)> is empty; leave it out or fill it in")
  }

  private mutating func readInitialAttribute(of element: XMLElement, as name: String) -> Initial? {
    guard name == "scxml" || name == "state", let attribute = attribute("initial", of: element)
    else {
      return nil
    }
    let targets = references(attribute, of: name)
    return targets.isEmpty
      ? nil : Initial(targets, location: SourceLocation(attribute.position))
  }

  /// Section 3.6: exactly one transition, without event or condition, with targets.
  private mutating func readInitial(_ element: XMLElement) -> Initial? {
    let children = inspect(element, as: "initial")
    guard let transition = children.first?.element else {
      error(
        "initial.transition.missing", at: element.position,
        "<initial> lacks the <transition> that says where to begin")
      return nil
    }
    for forbidden in ["event", "cond"] {
      guard let attribute = attribute(forbidden, of: transition) else { continue }
      error(
        "initial.transition.condition", at: attribute.position,
        "the transition of <initial> is always taken and cannot have \"\(forbidden)\"")
    }
    let content = readContent(inspect(transition, as: "transition"))
    guard let target = attribute("target", of: transition) else {
      error(
        "initial.transition.target", at: transition.position,
        "the transition of <initial> lacks the attribute \"target\"")
      return nil
    }
    let targets = references(target, of: "transition")
    guard !targets.isEmpty else { return nil }
    return Initial(targets, content: content, location: SourceLocation(transition.position))
  }

  private mutating func readBlock(_ element: XMLElement, as name: String) -> [ExecutableContent] {
    let children = inspect(element, as: name)
    return readContent(children)
  }
}
