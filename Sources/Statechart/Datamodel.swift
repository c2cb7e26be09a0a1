/// A data model prepared for one document: its expressions are compiled, its values are not here.
public protocol Datamodel: Sendable {
  /// Opens the stored data of one instance for the length of a macrostep.
  ///
  /// - Parameters:
  ///   - data: What `DatamodelSession.close()` gave, or nil for an instance that begins.
  ///   - environment: Who the instance is, and the facts it may read.
  /// - Throws: `CorruptData` where `data` was not made by this data model.
  func open(_ data: [UInt8]?, in environment: Environment) throws(CorruptData)
    -> any DatamodelSession
}

/// The values of one instance while a macrostep runs. Used by one thread and then closed.
///
/// Every failure is an `ExecutionError`, which the interpreter turns into an `error.execution`
/// event (section 5.9.3); it never stops a macrostep.
public protocol DatamodelSession: AnyObject {
  /// Makes `event` the value of `_event` (section 5.10).
  func bind(_ event: Event)
  /// Makes the data element known and gives it its value; without a source it is declared empty.
  func initialize(_ declaration: DataDeclaration, in configuration: StateSet)
    throws(ExecutionError)
  /// Makes the data element known and gives it the value that the invoking session passed (section
  /// 6.4.4). Unless a data model says otherwise, it takes none.
  func initialize(_ id: Identifier, to value: Value) throws(ExecutionError)
  /// Makes the data element known without a value: late binding before its state is entered.
  func declare(_ id: Identifier)
  func condition(_ expression: ExpressionID, in configuration: StateSet) throws(ExecutionError)
    -> Bool
  /// The value of an expression whose use is `.value` or `.location`.
  func value(_ expression: ExpressionID, in configuration: StateSet) throws(ExecutionError)
    -> Value
  /// Literal XML content of `<content>`, as this data model reads it.
  func value(content: String) -> Value
  func assign(_ assign: ExecutableContent.Assign, in configuration: StateSet)
    throws(ExecutionError)
  /// Stores a string that the platform made, such as the id of a send.
  func assign(_ text: String, to location: ExpressionID, in configuration: StateSet)
    throws(ExecutionError)
  /// Stores a value that came with an event. Unless a data model says otherwise, it stores the text.
  func assign(_ value: Value, to location: ExpressionID, in configuration: StateSet)
    throws(ExecutionError)
  /// Runs `body` once for each item, with `item` and `index` bound; ends early when `body` answers
  /// false, which means that its content failed (section 4.6).
  func foreach(
    _ foreach: ExecutableContent.Foreach, in configuration: StateSet, body: () -> Bool
  ) throws(ExecutionError)
  /// Runs a `<script>` (section 5.8). Unless a data model says otherwise, it has no scripts.
  func run(script: String) throws(ExecutionError)
  /// The data in a form that `open` takes back: equal data give equal bytes.
  func close() -> [UInt8]
}

extension DatamodelSession {
  public func initialize(_ id: Identifier, to value: Value) throws(ExecutionError) {
    throw ExecutionError("the data model takes no value for \"\(id)\" from an invoking session")
  }

  public func assign(_ value: Value, to location: ExpressionID, in configuration: StateSet)
    throws(ExecutionError)
  {
    try assign(value.text, to: location, in: configuration)
  }

  public func run(script: String) throws(ExecutionError) {
    throw ExecutionError("the data model has no scripts")
  }
}

/// The one way for expressions to read what is not in the snapshot.
///
/// The one who answers also records: a replay is given the recorded answers and must come out
/// equal. Two equal calls in one macrostep get equal answers.
public protocol FactSource {
  /// - Parameters:
  ///   - function: The local name of an extension function, such as `evidence`.
  ///   - arguments: What the expression passed; node sets arrive as strings.
  /// - Throws: `ExecutionError` where the function is not known or its arguments do not fit.
  func fact(_ function: String, _ arguments: [Value]) throws(ExecutionError) -> Value
}

/// No function is known.
public struct NoFacts: FactSource, Sendable {
  public init() {}

  public func fact(_ function: String, _ arguments: [Value]) throws(ExecutionError) -> Value {
    throw ExecutionError("there is no function \"\(function)\" here")
  }
}

/// Executable content or an expression that failed; becomes `error.execution`.
public struct ExecutionError: Error, Hashable, Sendable {
  public var message: String

  public init(_ message: String) { self.message = message }
}

/// Stored data that no data model of this kind wrote.
public struct CorruptData: Error, Hashable, Sendable {
  public var reason: String

  public init(_ reason: String) { self.reason = reason }
}
