import Statechart

/// Makes a `Document` of the tests' language, giving each element a line of its own.
struct Lowering {
  var document: Document
  private var line = 0

  init(document: Document) { self.document = document }

  private mutating func nextLine() -> SourceLocation {
    line += 1
    return SourceLocation(line: line, column: 1)
  }

  private var here: SourceLocation { SourceLocation(line: line, column: 1) }

  mutating func state(_ source: StateSource) -> State {
    var state = State(source.kind, id: source.id.map { Identifier($0) }, location: nextLine())
    for part in source.parts {
      switch part {
      case .state(let child): state.children.append(self.state(child))
      case .transition(let event, let condition, let targets, let kind, let content):
        state.transitions.append(transition(event, condition, targets, kind, content))
      case .initial(let targets, let content):
        let location = content.isEmpty ? here : nextLine()
        state.initial = Initial(
          references(targets), content: block(content), location: location)
      case .onentry(let content): state.onentry.append(block(content))
      case .onexit(let content): state.onexit.append(block(content))
      case .data(let id, let expression):
        let location = nextLine()
        let source = expression.map { DataDeclaration.Source.expression(add($0, .value)) }
        state.data.append(
          DataDeclaration(Identifier(id), source ?? .none, location: location))
      case .donedata(let source): state.donedata = payload(source)
      case .invoke(let source): state.invokes.append(invoke(source))
      }
    }
    return state
  }

  private mutating func invoke(_ source: InvokeSource) -> Invoke {
    let location = nextLine()
    let document: Invoke.Source =
      switch source.document {
      case .content(let text): .content(text)
      case .contentexpr(let expression): .expression(add(expression, .value))
      case .src(let reference): .reference(.literal(reference))
      case .srcexpr(let expression): .reference(.expression(add(expression, .value)))
      }
    let names = source.namelist.map { Parameter($0, add($0, .location)) }
    return Invoke(
      document, id: source.id.map { Identifier($0) },
      idLocation: source.idlocation.map { add($0, .location) }, type: string(source.type),
      parameters: names + parameters(source.parameters), autoforward: source.autoforward,
      finalize: source.finalize.map { block($0) }, location: location)
  }

  private mutating func parameters(_ parameters: [(String, String)]) -> [Parameter] {
    var result: [Parameter] = []
    for (name, expression) in parameters {
      result.append(Parameter(name, add(expression, .value)))
    }
    return result
  }

  private mutating func transition(
    _ event: String, _ condition: String?, _ targets: String, _ kind: Transition.Kind,
    _ content: [Act]
  ) -> Transition {
    let location = nextLine()
    return Transition(
      events: event.split(separator: " ").map { EventDescriptor($0) },
      condition: condition.map { add($0, .condition) },
      targets: references(targets), kind: kind, content: block(content), location: location)
  }

  private func references(_ ids: String) -> [Reference] {
    ids.split(separator: " ").map { Reference(Identifier($0), at: here) }
  }

  private mutating func block(_ content: [Act]) -> [ExecutableContent] {
    var block: [ExecutableContent] = []
    for act in content { block.append(lower(act)) }
    return block
  }

  private mutating func add(_ source: String, _ use: Expression.Use) -> ExpressionID {
    document.add(Expression(source, use, at: here))
  }

  private mutating func lower(_ act: Act) -> ExecutableContent {
    switch act {
    case .raise(let event): return .raise(event: event)
    case .log(let expression): return .log(label: nil, expression: add(expression, .value))
    case .assign(let location, let expression):
      return .assign(
        ExecutableContent.Assign(
          location: add(location, .location), source: .expression(add(expression, .value))))
    case .when(let condition, let then, let otherwise):
      return .if([
        .init(condition: add(condition, .condition), content: block(then)),
        .init(condition: nil, content: block(otherwise)),
      ])
    case .foreach(let array, let item, let index, let content):
      return .foreach(
        ExecutableContent.Foreach(
          array: add(array, .value), item: item, index: index, content: block(content)))
    case .script(let script): return .script(script)
    case .cancel(let id): return .cancel(.literal(id))
    case .send(
      let event, let id, let idLocation, let eventexpr, let target, let type, let delay,
      let delayexpr, let data):
      return .send(
        ExecutableContent.Send(
          event: string(event, eventexpr), target: string(target), type: string(type),
          id: id.map { Identifier($0) }, idLocation: idLocation.map { add($0, .location) },
          delay: string(delay, delayexpr), payload: data.map { payload($0) }))
    }
  }

  private mutating func string(_ literal: String?, _ expression: String? = nil) -> StringSource? {
    if let expression { return .expression(add(expression, .value)) }
    return literal.map { .literal($0) }
  }

  private mutating func payload(_ source: PayloadSource) -> Payload {
    switch source {
    case .expression(let expression): return .expression(add(expression, .value))
    case .parameters(let parameters):
      return .parameters(self.parameters(parameters))
    }
  }
}
