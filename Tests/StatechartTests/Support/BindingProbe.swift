import Statechart
import Synchronization

/// A data model without data that remembers which events were bound.
struct BindingProbe: Datamodel {
  let session = ProbeSession()

  func open(_ data: [UInt8]?, in environment: Environment) throws(CorruptData)
    -> any DatamodelSession
  { session }
}

final class ProbeSession: DatamodelSession, Sendable {
  private let events = Mutex<[Event]>([])

  var bound: [Event] { events.withLock { $0 } }

  func bind(_ event: Event) { events.withLock { $0.append(event) } }
  func initialize(_ declaration: DataDeclaration, in configuration: StateSet) {}
  func declare(_ id: Identifier) {}
  func condition(_ expression: ExpressionID, in configuration: StateSet) -> Bool { true }
  func value(_ expression: ExpressionID, in configuration: StateSet) -> Value { .none }
  func value(content: String) -> Value { .string(content) }
  func assign(_ assign: ExecutableContent.Assign, in configuration: StateSet) {}
  func assign(_ text: String, to location: ExpressionID, in configuration: StateSet) {}
  func foreach(
    _ foreach: ExecutableContent.Foreach, in configuration: StateSet, body: () -> Bool
  ) {}
  func close() -> [UInt8] { [] }
}
