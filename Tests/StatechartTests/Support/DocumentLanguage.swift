import Statechart

/// Documents as tests write them: `document { state("a") { on("go", to: "b") } }`.
///
/// Elements get line numbers in the order in which they are written; `<scxml>` has line 1.
func document(
  initial: String? = nil, binding: Document.Binding = .early, datamodel: String = "test",
  @Parts _ parts: () -> [Part]
) -> Document {
  var lowering = Lowering(
    document: Document(name: "test", datamodel: datamodel, binding: binding))
  lowering.document.root = lowering.state(
    StateSource(kind: .scxml, id: nil, parts: (initial.map { [start(at: $0)] } ?? []) + parts()))
  return lowering.document
}

func state(_ id: String? = nil, initial: String? = nil, @Parts _ parts: () -> [Part] = { [] })
  -> Part
{
  let begin = initial.map { [start(at: $0)] } ?? []
  return .state(StateSource(kind: .state, id: id, parts: begin + parts()))
}

func parallel(_ id: String? = nil, @Parts _ parts: () -> [Part] = { [] }) -> Part {
  .state(StateSource(kind: .parallel, id: id, parts: parts()))
}

func final(_ id: String? = nil, @Parts _ parts: () -> [Part] = { [] }) -> Part {
  .state(StateSource(kind: .final, id: id, parts: parts()))
}

/// A history and its default; `to` may name several states.
func history(_ id: String, deep: Bool = false, to: String, _ content: Act...) -> Part {
  let parts = [Part.transition("", nil, to, .external, content)]
  return .state(StateSource(kind: deep ? .deepHistory : .shallowHistory, id: id, parts: parts))
}

/// The `initial` attribute, or with content the `<initial>` element.
func start(at targets: String, _ content: Act...) -> Part { .initial(targets, content) }

/// A transition; `event` is a list of descriptors, empty for an eventless transition.
func on(
  _ event: String, if condition: String? = nil, to targets: String = "",
  _ kind: Transition.Kind = .external, _ content: Act...
) -> Part {
  .transition(event, condition, targets, kind, content)
}

func onentry(_ content: Act...) -> Part { .onentry(content) }
func onexit(_ content: Act...) -> Part { .onexit(content) }
func data(_ id: String, _ expression: String? = nil) -> Part { .data(id, expression) }
func donedata(_ parameters: (String, String)...) -> Part { .donedata(.parameters(parameters)) }
func donedata(content expression: String) -> Part { .donedata(.expression(expression)) }

func invoke(
  _ document: InvokeSource.Document = .content("<scxml/>"), id: String? = nil,
  idlocation: String? = nil, type: String? = nil, parameters: [(String, String)] = [],
  namelist: [String] = [], autoforward: Bool = false, finalize: [Act]? = nil
) -> Part {
  .invoke(
    InvokeSource(
      document: document, id: id, idlocation: idlocation, type: type, parameters: parameters,
      autoforward: autoforward, namelist: namelist, finalize: finalize))
}

/// Executable content.
indirect enum Act: Sendable {
  case raise(String)
  case log(String)
  case assign(String, String)
  case when(String, then: [Act], otherwise: [Act] = [])
  case foreach(String, item: String, index: String? = nil, [Act])
  case send(
    String? = nil, id: String? = nil, idlocation: String? = nil, eventexpr: String? = nil,
    target: String? = nil, type: String? = nil, delay: String? = nil, delayexpr: String? = nil,
    data: PayloadSource? = nil)
  case cancel(String)
  case script(String)
}

enum PayloadSource: Sendable {
  case parameters([(String, String)])
  case expression(String)
}

enum Part: Sendable {
  case state(StateSource)
  case transition(String, String?, String, Transition.Kind, [Act])
  case initial(String, [Act])
  case onentry([Act])
  case onexit([Act])
  case data(String, String?)
  case donedata(PayloadSource)
  case invoke(InvokeSource)
}

struct InvokeSource: Sendable {
  enum Document: Sendable {
    case content(String)
    case contentexpr(String)
    case src(String)
    case srcexpr(String)
  }

  var document: Document
  var id: String?
  var idlocation: String?
  var type: String?
  var parameters: [(String, String)]
  var autoforward: Bool
  /// The name list: names of variables.
  var namelist: [String]
  var finalize: [Act]?
}

struct StateSource: Sendable {
  var kind: State.Kind
  var id: String?
  var parts: [Part]
}

@resultBuilder enum Parts {
  static func buildBlock(_ parts: [Part]...) -> [Part] { parts.flatMap { $0 } }
  static func buildExpression(_ part: Part) -> [Part] { [part] }
  static func buildOptional(_ parts: [Part]?) -> [Part] { parts ?? [] }
  static func buildEither(first: [Part]) -> [Part] { first }
  static func buildEither(second: [Part]) -> [Part] { second }
  static func buildArray(_ parts: [[Part]]) -> [Part] { parts.flatMap { $0 } }
}

/// A transition without a target.
func on(_ event: String, if condition: String? = nil, _ first: Act, _ more: Act...) -> Part {
  .transition(event, condition, "", .external, [first] + more)
}
