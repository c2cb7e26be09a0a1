/// `<invoke>`: a service that runs while a state is active (W3C SCXML 1.0, section 6.4).
public struct Invoke: Sendable {
  /// What is to be run.
  public enum Source: Sendable {
    /// `src` or `srcexpr`: where it is to be found.
    case reference(StringSource)
    /// `<content>…</content>` as XML source.
    case content(String)
    /// `<content expr="…">`.
    case expression(ExpressionID)
  }

  /// `id`; nil where the platform makes one.
  public var id: Identifier?
  /// `idlocation`: where the platform's id is stored.
  public var idLocation: ExpressionID?
  /// Nil means another SCXML session.
  public var type: StringSource?
  public var source: Source
  /// The name list, then `<param>`, in document order.
  public var parameters: [Parameter]
  /// Whether the service gets a copy of every external event.
  public var autoforward: Bool
  /// What is done with each event of the service before it is processed (section 6.5); nil where
  /// there is no `<finalize>`, which means something else than an empty one.
  public var finalize: [ExecutableContent]?
  /// The `<` of the element.
  public var location: SourceLocation

  public init(
    _ source: Source, id: Identifier? = nil, idLocation: ExpressionID? = nil,
    type: StringSource? = nil, parameters: [Parameter] = [], autoforward: Bool = false,
    finalize: [ExecutableContent]? = nil,
    location: SourceLocation = SourceLocation(line: 1, column: 1)
  ) {
    self.source = source
    self.id = id
    self.idLocation = idLocation
    self.type = type
    self.parameters = parameters
    self.autoforward = autoforward
    self.finalize = finalize
    self.location = location
  }
}

/// An SCXML session to start for one that invokes it, with every argument evaluated.
public struct Invocation: Hashable, Sendable {
  public enum Source: Hashable, Sendable {
    /// A URI, as the author wrote or computed it.
    case reference(String)
    /// The SCXML document itself, as text.
    case content(String)
  }

  /// The id that the invoking session knows the new one by; `#_` and the id is its address there.
  public var id: String
  public var source: Source
  /// Values for the top-level data of the new session, by name: the `data` of `Interpreter.start`.
  public var data: [Value.Field]

  public init(id: String, source: Source, data: [Value.Field] = []) {
    self.id = id
    self.source = source
    self.data = data
  }
}

/// An invocation that a snapshot remembers: its state was not left since it was started.
///
/// What it invoked may have ended by itself; the one who runs it knows.
public struct ActiveInvocation: Hashable, Sendable {
  public var id: String
  /// The state that the `<invoke>` stands in.
  public var state: StateIndex
  /// Which of the state's `<invoke>` elements it is, counted from 0.
  public var position: Int

  public init(id: String, state: StateIndex, position: Int) {
    self.id = id
    self.state = state
    self.position = position
  }
}
