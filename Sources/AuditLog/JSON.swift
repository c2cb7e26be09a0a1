/// The members of a JSON object, in canonical order.
public typealias JSONObject = Members<JSON>

/// A JSON value as RFC 8785 understands it: numbers are IEEE 754 doubles, names are unique in their
/// object.
///
/// Strings and names are compared by their bytes, so that two values are equal exactly when their
/// canonical bytes are.
public enum JSON: Sendable {
  case null
  case bool(Bool)
  /// A finite number. JSON has no other; `canonical` writes NaN and the infinities as `null`, as
  /// ECMAScript's `JSON.stringify` does.
  case number(Double)
  case string(String)
  case array([JSON])
  case object(JSONObject)

  /// The largest integer up to which every integer is a double: 2^53.
  public static let exactIntegerLimit = 9_007_199_254_740_992

  /// An integer: a number from −2^53 to 2^53, beyond it a string of decimal digits, because a
  /// double would round it. `int` reads both.
  @inlinable public init(_ integer: Int) {
    if Int(-Self.exactIntegerLimit)...Self.exactIntegerLimit ~= integer {
      self = .number(Double(integer))
    } else {
      self = .string(String(integer))
    }
  }

  @inlinable public init(_ text: String) {
    self = .string(text)
  }

  @inlinable public init(_ flag: Bool) {
    self = .bool(flag)
  }

  @inlinable public init(_ texts: [String]) {
    self = .array(texts.map { .string($0) })
  }
}

extension JSON {
  /// The text, if this is a string.
  @inlinable public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The integer, if this is a number without a fraction from −2^53 to 2^53, or the string that
  /// `init(_: Int)` makes of an integer beyond that.
  public var int: Int? {
    switch self {
    case .number(let number):
      guard abs(number) <= Double(Self.exactIntegerLimit) else { return nil }
      return Int(exactly: number)
    case .string(let text):
      guard let integer = Int(text), case .string(let written) = JSON(integer),
        sameBytes(written, text)
      else { return nil }
      return integer
    default: return nil
    }
  }

  /// The number, if this is one.
  public var double: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  /// The truth value, if this is one.
  @inlinable public var bool: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }

  /// The elements, if this is an array.
  @inlinable public var array: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members, if this is an object.
  @inlinable public var object: JSONObject? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The member of that name, or nil if there is none or this is no object.
  @inlinable public subscript(name: String) -> JSON? { object?[name] }

  /// The element at that place, or nil if there is none or this is no array.
  public subscript(index: Int) -> JSON? {
    guard let array, array.indices ~= index else { return nil }
    return array[index]
  }

  /// How deep arrays and objects are nested: 0 for a number, 1 for `[]`, 2 for `[[]]`.
  public var depth: Int {
    switch self {
    case .null, .bool, .number, .string: 0
    case .array(let elements): 1 + (elements.lazy.map(\.depth).max() ?? 0)
    case .object(let members): 1 + (members.lazy.map(\.value.depth).max() ?? 0)
    }
  }
}

extension JSON: Hashable {
  public static func == (left: JSON, right: JSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right || (left.isNaN && right.isNaN)
    case (.string(let left), .string(let right)): sameBytes(left, right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let flag): hasher.combine(flag)
    case .number(let number): hasher.combine(number.isNaN ? .nan : number)
    case .string(let text): hashBytes(of: text, into: &hasher)
    case .array(let elements): hasher.combine(elements)
    case .object(let members): hasher.combine(members)
    }
  }
}

// There is no literal for `null`: in `flag ? nil : json`, nil must mean that there is no value.
extension JSON: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  @inlinable public init(booleanLiteral flag: Bool) { self = .bool(flag) }
  @inlinable public init(integerLiteral integer: Int) { self.init(integer) }
  public init(floatLiteral number: Double) { self = .number(number) }
  @inlinable public init(stringLiteral text: String) { self = .string(text) }
  @inlinable public init(arrayLiteral elements: JSON...) { self = .array(elements) }

  /// An object as a literal; the last member of a name wins.
  @inlinable public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(JSONObject(elements))
  }
}
