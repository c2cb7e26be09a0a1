/// An event, internal or external (W3C SCXML 1.0, section 5.10.1).
public struct Event: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case platform, `internal`, external
  }

  public var name: String
  public var kind: Kind
  /// The id of the `<send>` that made it, where its author gave one.
  public var sendID: String?
  public var origin: String?
  public var originType: String?
  public var invokeID: String?
  public var data: Value

  public init(
    _ name: String, kind: Kind = .external, sendID: String? = nil, origin: String? = nil,
    originType: String? = nil, invokeID: String? = nil, data: Value = .none
  ) {
    self.name = name
    self.kind = kind
    self.sendID = sendID
    self.origin = origin
    self.originType = originType
    self.invokeID = invokeID
    self.data = data
  }
}

/// A value that passes between a data model and the world, in no data model's own terms.
public enum Value: Hashable, Sendable {
  case none
  case boolean(Bool)
  case number(Double)
  case string(String)
  case list([Value])
  /// Named values in order, as `<param>` elements give them; a name may occur twice.
  case record([Field])
  /// XML source: a well-formed fragment, possibly with several roots.
  case xml(String)

  public struct Field: Hashable, Sendable {
    public var name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }
}
