import Statechart
import XML

/// What expressions may name: variables, the functions `In` and those of the house, prefixes.
extension XPathSession: XPathEnvironment {
  func variable(_ name: String) -> XPathValue? {
    guard let opened = try? open() else { return nil }
    return opened.node(of: Identifier(name)).map { .nodes([$0]) }
  }

  func variable(number: Int) -> XMLTree.Node? { (try? open())?.nodes[number] }

  func namespace(for prefix: String) -> String? { plan.namespaces[prefix] }

  func call(_ name: XMLName, _ arguments: [XPathValue], at context: XMLTree.Node)
    throws(XPathError) -> XPathValue?
  {
    switch (name.namespace, name.local) {
    case (nil, "In"):
      guard arguments.count == 1 else {
        throw XPathError(code: "xpath.function.arity", message: "In() takes 1 argument")
      }
      let state = plan.states[Identifier(arguments[0].asString)]
      return .boolean(state.map(configuration.contains) ?? false)
    case (SCXML.workflowNamespace?, let function):
      do {
        return try answer(FactQuery(function: function, arguments: arguments.map(argument)))
      } catch {
        throw XPathError(code: "xpath.fact", message: error.message)
      }
    default:
      return nil
    }
  }

  private func argument(_ value: XPathValue) -> Value {
    switch value {
    case .boolean(let flag): .boolean(flag)
    case .number(let number): .number(number)
    case .string, .nodes: .string(value.asString)
    }
  }

  private func answer(_ query: FactQuery) throws(ExecutionError) -> XPathValue {
    if let known = answers[query] { return known }
    let value = try environment.facts.fact(query.function, query.arguments)
    let tree = try open().tree
    let result: XPathValue
    switch value {
    case .none: result = .nodes([])
    case .boolean(let flag): result = .boolean(flag)
    case .number(let number): result = .number(number)
    case .string(let text): result = .string(text)
    case .list, .record, .xml:
      // In no place of the document: paths can start here, assignments cannot reach it.
      noteMaking()
      let holder = try changing { () throws(XMLTreeError) in
        let holder = try tree.createElement("facts")
        try tree.append(value, to: holder)
        return holder
      }
      result = .nodes(holder.children)
    }
    answers[query] = result
    return result
  }
}

/// One question to the facts.
struct FactQuery: Hashable {
  let function: String
  let arguments: [Value]
}
