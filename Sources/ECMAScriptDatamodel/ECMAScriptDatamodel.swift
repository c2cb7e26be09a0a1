public import Statechart

/// The data model `ecmascript`: the instance's data are global variables of a program in ECMAScript.
///
/// Source: W3C SCXML 1.0, section B.2. Where this model says more than the standard:
///
/// - Data are trees (numbers, strings, booleans, null, undefined, big integers, dates, plain
///   objects, arrays, XML) and are kept as JSON between events. What two variables share they share
///   until the macrostep ends. Of a function the text is kept, so that it finds global variables
///   but nothing else that was around it. `<data>` and `<assign>` refuse what cannot be kept, such
///   as a Map or what contains itself, with `error.execution`.
/// - A `<script>` that is stopped, or leaves what cannot be kept in declared data, fails and has no
///   effect at all. One that fails otherwise keeps what it did before (section 4.9).
/// - Variables that scripts make are kept too. Functions that they declare are not: those of the
///   document's own `<script>` are declared anew for each macrostep.
/// - The same macrostep gives the same result everywhere: the clock is the fact `now`, time is UTC,
///   `Math.random` follows from the session's id, and what depends on the machine (`Intl`, weak
///   references, shared memory) is not there.
/// - `docket.evidence('session')` asks the environment's facts; `docket.daysBetween(a, b)` asks for
///   `days-between`. An answer in XML becomes an array with the attributes of each element.
public struct ECMAScriptDatamodel: Datamodel {
  let plan: ECMAScriptPlan

  /// - Parameters:
  ///   - document: The document whose expressions are to be evaluated. One that does not compile
  ///     raises `error.execution` when it is evaluated.
  ///   - engine: Made once and shared by all documents.
  public init(_ document: Document, engine: ECMAScriptEngine) {
    plan = ECMAScriptPlan(document, engine: engine)
  }

  /// - Throws: `CorruptData` where `data` are not this data model's, or where no process of the
  ///   engine can be started.
  public func open(_ data: [UInt8]?, in environment: Environment) throws(CorruptData)
    -> any DatamodelSession
  {
    try ECMAScriptSession(plan, data: data ?? [], environment: environment)
  }
}

/// What all sessions of one document share.
final class ECMAScriptPlan: Sendable {
  let engine: ECMAScriptEngine
  let name: String
  let sources: [String]
  let script: String?
  let states: [Identifier: StateIndex]

  init(_ document: Document, engine: ECMAScriptEngine) {
    self.engine = engine
    name = document.name ?? ""
    sources = document.expressions.map(\.source)
    script = document.script
    var states: [Identifier: StateIndex] = [:]
    var next = 0
    Self.number(document.root, &next, &states)
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
