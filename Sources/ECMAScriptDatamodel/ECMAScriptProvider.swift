import Statechart
public import StatechartXML
import Synchronization

extension DatamodelProvider {
  /// The data model `ecmascript` for the readers of documents. Its engine is looked for, and its first
  /// process started, when a document first asks for it.
  ///
  /// - Parameter program: As `ECMAScriptEngine` takes it.
  public static func ecmascript(
    program: String? = nil, limits: ECMAScriptLimits = ECMAScriptLimits()
  ) -> DatamodelProvider {
    let engine = EngineOnDemand(program: program, limits: limits)
    return DatamodelProvider(
      "ecmascript",
      unavailability: { engine.found.unavailability },
      faultInExpression: { try? engine.found.get().fault(in: $0) },
      faultInScript: { try? engine.found.get().fault(inScript: $0) },
      prepare: { chart in
        switch engine.found {
        case .success(let engine): ECMAScriptDatamodel(chart.document, engine: engine)
        case .failure(let error): AbsentDatamodel(reason: error.description)
        }
      })
  }
}

/// An engine that is made when it is first needed.
private final class EngineOnDemand: Sendable {
  typealias Found = Result<ECMAScriptEngine, ECMAScriptUnavailable>

  private let program: String?
  private let limits: ECMAScriptLimits
  private let kept = Mutex<Found?>(nil)

  init(program: String?, limits: ECMAScriptLimits) {
    self.program = program
    self.limits = limits
  }

  var found: Found {
    kept.withLock { kept in
      if let kept { return kept }
      let made = Result { () throws(ECMAScriptUnavailable) in
        try ECMAScriptEngine(program: program, limits: limits)
      }
      kept = made
      return made
    }
  }
}

extension Result where Failure == ECMAScriptUnavailable {
  fileprivate var unavailability: String? {
    if case .failure(let error) = self { error.description } else { nil }
  }
}

/// What a document is given that was read where there was an engine, and runs where there is none.
private struct AbsentDatamodel: Datamodel {
  let reason: String

  func open(_ data: [UInt8]?, in environment: Environment) throws(CorruptData)
    -> any DatamodelSession
  {
    throw CorruptData(reason)
  }
}
