/// Executable content (W3C SCXML 1.0, section 4; `send` and `cancel` section 6).
public indirect enum ExecutableContent: Sendable {
  case raise(event: String)
  /// The branches in order; the condition of `<else>` is nil.
  case `if`([Branch])
  case foreach(Foreach)
  case log(label: String?, expression: ExpressionID?)
  case assign(Assign)
  case send(Send)
  case cancel(StringSource)
  /// `<script>`, in the language of the data model (section 5.8).
  case script(String)

  /// One of `<if>`, `<elseif>`, `<else>`.
  public struct Branch: Sendable {
    public var condition: ExpressionID?
    public var content: [ExecutableContent]

    public init(condition: ExpressionID?, content: [ExecutableContent]) {
      self.condition = condition
      self.content = content
    }
  }

  public struct Foreach: Sendable {
    public var array: ExpressionID
    public var item: String
    public var index: String?
    public var content: [ExecutableContent]

    public init(
      array: ExpressionID, item: String, index: String? = nil, content: [ExecutableContent]
    ) {
      self.array = array
      self.item = item
      self.index = index
      self.content = content
    }
  }

  public struct Assign: Sendable {
    public enum Source: Sendable {
      case expression(ExpressionID)
      /// The children of `<assign>`, as XML source.
      case content(String)
    }

    public var location: ExpressionID
    public var source: Source
    /// The `type` attribute of the XPath data model; nil means `replacechildren`.
    public var type: String?
    /// The attribute's name where `type` is `addattribute`.
    public var attribute: String?

    public init(
      location: ExpressionID, source: Source, type: String? = nil, attribute: String? = nil
    ) {
      self.location = location
      self.source = source
      self.type = type
      self.attribute = attribute
    }
  }

  public struct Send: Sendable {
    public var event: StringSource?
    public var target: StringSource?
    public var type: StringSource?
    /// `id`; nil where the platform makes one.
    public var id: Identifier?
    /// `idlocation`: where the platform's id is stored.
    public var idLocation: ExpressionID?
    /// A CSS time such as `1.5s` or `500ms`; nil means at once.
    public var delay: StringSource?
    public var payload: Payload?

    public init(
      event: StringSource? = nil, target: StringSource? = nil, type: StringSource? = nil,
      id: Identifier? = nil, idLocation: ExpressionID? = nil, delay: StringSource? = nil,
      payload: Payload? = nil
    ) {
      self.event = event
      self.target = target
      self.type = type
      self.id = id
      self.idLocation = idLocation
      self.delay = delay
      self.payload = payload
    }
  }
}

/// A string that is either written out (`event="…"`) or computed (`eventexpr="…"`).
public enum StringSource: Sendable {
  case literal(String)
  case expression(ExpressionID)
}
