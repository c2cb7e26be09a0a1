public import Statechart
import XML

/// The data model `xpath`: an XML document of `<data>` elements, read and changed with XPath 1.0.
///
/// Source: W3C note "XPath Data Model for SCXML", 11 August 2015. Functions of the namespace
/// `urn:docket:workflow:1` are answered by the environment's facts.
public struct XPathDatamodel: Datamodel {
  let plan: XPathPlan

  /// - Parameters:
  ///   - document: The document whose expressions are to be evaluated, with any that others added.
  ///     One that does not compile raises `error.execution` when it is evaluated.
  ///   - namespaces: The prefixes that expressions may use; `d` is bound in any case.
  /// - Complexity: Linear in the expressions.
  public init(_ document: Document, namespaces: [String: String] = [:]) {
    self.init(document, namespaces: namespaces, compiled: XPathExpressions())
  }

  /// - Parameter compiled: Those of the document as it was read.
  init(_ document: Document, namespaces: [String: String], compiled: XPathExpressions) {
    plan = XPathPlan(document, namespaces: namespaces, compiled: compiled)
  }

  /// - Complexity: O(1); the stored data are parsed when an expression first needs them.
  public func open(_ data: [UInt8]?, in environment: Environment) throws(CorruptData)
    -> any DatamodelSession
  {
    if let data, !data.isEmpty, !XPathStorage.isFramed(data) {
      throw CorruptData("the stored data are no <datamodel> of the XPath data model")
    }
    return XPathSession(plan, data: data, environment: environment)
  }
}

/// What all sessions of one document share.
final class XPathPlan: Sendable {
  let name: String?
  let expressions: XPathExpressions
  let uses: [Expression.Use]
  /// The expressions whose values events carry, with elements and all. A node set from any other,
  /// such as `eventexpr` or the `expr` of `<log>`, is wanted as a string.
  let carried: Set<ExpressionID>
  let namespaces: [String: String]
  /// The positions of the states, where an expression asks for one.
  let states: [Identifier: StateIndex]
  let spares = SpareData()

  init(_ document: Document, namespaces: [String: String], compiled: XPathExpressions) {
    name = document.name
    uses = document.expressions.map(\.use)
    var carried = CarriedExpressions()
    carried.collect(from: document.root)
    self.carried = carried.ids
    expressions = XPathExpressions(document, compiled: compiled)
    self.namespaces = namespaces.merging(["d": SCXML.workflowNamespace]) { own, _ in own }
    var states: [Identifier: StateIndex] = [:]
    if expressions.asksForStates {
      var next = 0
      Self.number(document.root, &next, &states)
    }
    self.states = states
  }

  /// Gives the states their positions in document order, as `Chart` does.
  private static func number(
    _ state: State, _ next: inout Int, _ states: inout [Identifier: StateIndex]
  ) {
    if let id = state.id { states[id] = StateIndex(next) }
    next += 1
    for child in state.children { number(child, &next, &states) }
  }
}

/// The expressions in the payloads of a document's events.
private struct CarriedExpressions {
  private(set) var ids: Set<ExpressionID> = []

  mutating func collect(from state: State) {
    collect(from: state.donedata)
    for invoke in state.invokes {
      ids.formUnion(invoke.parameters.map(\.value))
      if case .expression(let expression) = invoke.source { ids.insert(expression) }
      collect(from: invoke.finalize ?? [])
    }
    collect(from: state.initial?.content ?? [])
    for block in state.onentry { collect(from: block) }
    for block in state.onexit { collect(from: block) }
    for transition in state.transitions { collect(from: transition.content) }
    for child in state.children { collect(from: child) }
  }

  private mutating func collect(from block: [ExecutableContent]) {
    for content in block {
      switch content {
      case .send(let send): collect(from: send.payload)
      case .if(let branches):
        for branch in branches { collect(from: branch.content) }
      case .foreach(let foreach): collect(from: foreach.content)
      case .raise, .log, .assign, .cancel, .script: break
      }
    }
  }

  private mutating func collect(from payload: Payload?) {
    switch payload {
    case .parameters(let parameters): ids.formUnion(parameters.map(\.value))
    case .expression(let expression): ids.insert(expression)
    case .content, nil: break
    }
  }
}
