/// Takes the members of a JSON object one by one and refuses what is left at the end.
struct MemberReader {
  private let members: JSONObject
  private var isTaken: [Bool]

  init(_ json: JSON) throws(InvalidEntry) {
    guard let members = json.object else { throw InvalidEntry(.type, "this must be an object") }
    self.members = members
    isTaken = Array(repeating: false, count: members.count)
  }

  /// The member of that name, taken; nil if there is none.
  mutating func take(_ name: String) -> JSON? {
    guard let index = members.index(of: name) else { return nil }
    isTaken[index] = true
    return members[index].value
  }

  /// Ends the reading: a member that nobody took is unknown.
  func finish() throws(InvalidEntry) {
    guard let index = isTaken.firstIndex(of: false) else { return }
    throw InvalidEntry(
      .unknown, at: members[index].key, "there is no such member in this version")
  }

  /// A member that may be absent, read by `read`, which answers nil for a value of another type.
  mutating func optional<Value>(
    _ name: String, _ type: String, _ read: (JSON) throws(InvalidEntry) -> Value?
  ) throws(InvalidEntry) -> Value? {
    guard let json = take(name) else { return nil }
    do throws(InvalidEntry) {
      guard let value = try read(json) else {
        throw InvalidEntry(.type, "this must be \(type)")
      }
      return value
    } catch {
      throw error.inside(name)
    }
  }

  /// Turns an absent member into a fault.
  func required<Value>(_ name: String, _ value: Value?) throws(InvalidEntry) -> Value {
    guard let value else { throw InvalidEntry(.missing, at: name, "this member is missing") }
    return value
  }
}

extension MemberReader {
  mutating func text(_ name: String) throws(InvalidEntry) -> String? {
    try optional(name, "a string") { $0.string }
  }

  mutating func integer(_ name: String) throws(InvalidEntry) -> Int? {
    try optional(name, "an integer") { $0.int }
  }

  mutating func digest(_ name: String) throws(InvalidEntry) -> Digest? {
    try optional(name, "64 lower-case hexadecimal digits") { json in
      json.string.flatMap { Digest(hex: $0) }
    }
  }

  mutating func instant(_ name: String) throws(InvalidEntry) -> Instant? {
    try optional(name, "a time in UTC with milliseconds") { json in
      json.string.flatMap { Instant(rfc3339: $0) }
    }
  }

  mutating func value<Value: JSONConvertible>(
    _ name: String, as type: Value.Type
  ) throws(InvalidEntry) -> Value? {
    try optional(name, "an object") { (json) throws(InvalidEntry) in try Value(json: json) }
  }

  /// An array of texts; empty if there is no such member.
  mutating func texts(_ name: String) throws(InvalidEntry) -> [String] {
    try array(name) { (json) throws(InvalidEntry) in
      guard let text = json.string else { throw InvalidEntry(.type, "this must be a string") }
      return text
    }
  }

  /// An array; empty if there is no such member.
  mutating func array<Value>(
    _ name: String, _ read: (JSON) throws(InvalidEntry) -> Value
  ) throws(InvalidEntry) -> [Value] {
    let values = try optional(name, "an array") { (json) throws(InvalidEntry) -> [Value]? in
      guard let elements = json.array else { return nil }
      var values: [Value] = []
      for element in elements {
        do throws(InvalidEntry) {
          values.append(try read(element))
        } catch {
          throw error.inside("[\(values.count)]")
        }
      }
      return values
    }
    return values ?? []
  }
}
