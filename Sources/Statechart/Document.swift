/// An SCXML document as a value: what its author wrote, in document order, nothing resolved.
///
/// A document may be invalid; `validate()` says how. `Chart` is its compiled form.
///
/// Source: W3C SCXML 1.0, section 3.
public struct Document: Sendable {
  /// When the data of a state is given its value (section 5.3.3).
  public enum Binding: Sendable { case early, late }

  /// The `name` attribute of `<scxml>`, `_name` at run time.
  public var name: String?
  /// The `datamodel` attribute: `null`, `xpath`, `ecmascript`.
  public var datamodel: String { didSet { validation = nil } }
  public var binding: Binding { didSet { validation = nil } }
  /// The `<scxml>` element; its kind is `.scxml`.
  public var root: State { didSet { validation = nil } }
  /// The `<script>` of `<scxml>`, run when the data have their values (section 5.8).
  public var script: String?
  /// Every expression of the document. Executable content refers to them by index, so that a data
  /// model can compile each once.
  public var expressions: [Expression] {
    // Only the null data model's conditions are looked into.
    didSet { if datamodel == "null" { validation = nil } }
  }

  /// What `validateAndKeep` found, until something is changed that it looked at.
  var validation: Validation?

  public init(
    name: String? = nil, datamodel: String = "null", binding: Binding = .early,
    root: State = State(.scxml), script: String? = nil, expressions: [Expression] = []
  ) {
    self.name = name
    self.datamodel = datamodel
    self.binding = binding
    self.root = root
    self.script = script
    self.expressions = expressions
  }

  /// Adds an expression and answers the number under which content refers to it.
  public mutating func add(_ expression: Expression) -> ExpressionID {
    expressions.append(expression)
    return ExpressionID(expressions.count - 1)
  }

  /// The document for who keeps it longer than a validation is of use.
  var withoutValidation: Document {
    var document = self
    document.validation = nil
    return document
  }
}

/// A text in the language of the data model, and where it stands.
public struct Expression: Hashable, Sendable {
  public enum Use: Hashable, Sendable {
    /// Answers true or false.
    case condition
    /// Answers a value.
    case value
    /// Names a place that can be assigned to.
    case location
  }

  public var source: String
  public var use: Use
  /// The first character of the expression, inside its attribute.
  public var location: SourceLocation

  public init(_ source: String, _ use: Use, at location: SourceLocation) {
    self.source = source
    self.use = use
    self.location = location
  }
}

/// The position of an expression in `Document.expressions`.
public struct ExpressionID: Hashable, Sendable {
  public let index: Int
  public init(_ index: Int) { self.index = index }
}

/// A reference to a state, where it is written.
public struct Reference: Hashable, Sendable {
  public var id: Identifier
  public var location: SourceLocation

  public init(_ id: Identifier, at location: SourceLocation) {
    self.id = id
    self.location = location
  }
}

/// `<scxml>`, `<state>`, `<parallel>`, `<final>` or `<history>`.
public struct State: Sendable {
  public enum Kind: Hashable, Sendable {
    case scxml, state, parallel, final, shallowHistory, deepHistory

    public var isHistory: Bool { self == .shallowHistory || self == .deepHistory }
  }

  public var kind: Kind
  /// As written; a state without an id is given one by `Chart`.
  public var id: Identifier?
  /// The `<` of the element. No two elements share one, so it also serves to attach what other
  /// namespaces say about the state.
  public var location: SourceLocation
  /// Where a compound state begins; nil means its first child in document order.
  public var initial: Initial?
  /// Child states, finals and histories, in document order.
  public var children: [State]
  /// A history has exactly one, its default.
  public var transitions: [Transition]
  /// Each `<onentry>` is a block of its own (section 4.9: an error ends one block, not the next).
  public var onentry: [[ExecutableContent]]
  public var onexit: [[ExecutableContent]]
  public var data: [DataDeclaration]
  public var donedata: Payload?
  public var invokes: [Invoke]

  public init(
    _ kind: Kind, id: Identifier? = nil,
    location: SourceLocation = SourceLocation(line: 1, column: 1), initial: Initial? = nil,
    children: [State] = [], transitions: [Transition] = [],
    onentry: [[ExecutableContent]] = [], onexit: [[ExecutableContent]] = [],
    data: [DataDeclaration] = [], donedata: Payload? = nil, invokes: [Invoke] = []
  ) {
    self.kind = kind
    self.id = id
    self.location = location
    self.initial = initial
    self.children = children
    self.transitions = transitions
    self.onentry = onentry
    self.onexit = onexit
    self.data = data
    self.donedata = donedata
    self.invokes = invokes
  }
}

/// The `initial` attribute or the transition of the `<initial>` element (section 3.6).
public struct Initial: Sendable {
  public var targets: [Reference]
  /// The content of the `<initial>` element's transition; empty for the attribute.
  public var content: [ExecutableContent]
  public var location: SourceLocation

  public init(
    _ targets: [Reference], content: [ExecutableContent] = [], location: SourceLocation
  ) {
    self.targets = targets
    self.content = content
    self.location = location
  }
}

/// Section 3.5.
public struct Transition: Sendable {
  public enum Kind: Sendable { case external, `internal` }

  /// Event descriptors; empty for an eventless transition.
  public var events: [EventDescriptor]
  public var condition: ExpressionID?
  /// Empty for a targetless transition.
  public var targets: [Reference]
  public var kind: Kind
  public var content: [ExecutableContent]
  /// The `<` of the element.
  public var location: SourceLocation

  public init(
    events: [EventDescriptor] = [], condition: ExpressionID? = nil, targets: [Reference] = [],
    kind: Kind = .external, content: [ExecutableContent] = [],
    location: SourceLocation = SourceLocation(line: 1, column: 1)
  ) {
    self.events = events
    self.condition = condition
    self.targets = targets
    self.kind = kind
    self.content = content
    self.location = location
  }
}

/// `<data>`: its value is an expression, inline content or nothing (section 5.3).
public struct DataDeclaration: Sendable {
  public enum Source: Sendable {
    case none
    case expression(ExpressionID)
    /// The text between the tags, as XML source, or what `src` named.
    case content(String)
  }

  public var id: Identifier
  public var source: Source
  public var location: SourceLocation
  /// Why what `src` names could not be had; it is met as `error.execution` when the data are to get
  /// their value, and they stay empty.
  public var fault: String?

  public init(
    _ id: Identifier, _ source: Source, location: SourceLocation, fault: String? = nil
  ) {
    self.id = id
    self.source = source
    self.location = location
    self.fault = fault
  }
}

/// The data that a `<send>` or a `<donedata>` carries (sections 5.5 to 5.7).
public enum Payload: Sendable {
  /// `<param>` and, for a send, the name list, in document order.
  case parameters([Parameter])
  /// `<content expr="…">`.
  case expression(ExpressionID)
  /// `<content>…</content>` as XML source.
  case content(String)
}

/// `<param>` (section 5.7), or one name of a name list.
public struct Parameter: Sendable {
  public var name: String
  /// Its use is `.location` for `location="…"` and for name lists, else `.value`.
  public var value: ExpressionID

  public init(_ name: String, _ value: ExpressionID) {
    self.name = name
    self.value = value
  }
}
