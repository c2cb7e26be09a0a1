import AuditLog
import Statechart

/// Takes the members of a stored object one by one and refuses what is left at the end.
struct RecordReader {
  /// What is being read, for the operator's message.
  private let subject: String
  private let members: JSONObject
  private var isTaken: [Bool]

  init(_ json: JSON, of subject: String) throws(StoreError) {
    guard let members = json.object else { throw .corrupt("the stored \(subject) is no object") }
    self.subject = subject
    self.members = members
    isTaken = Array(repeating: false, count: members.count)
  }

  /// The member of that name, taken; nil if there is none.
  mutating func take(_ name: String) -> JSON? {
    guard let index = members.index(of: name), !isTaken[index] else { return nil }
    isTaken[index] = true
    return members[index].value
  }

  /// Ends the reading: a member that nobody took is unknown.
  func finish() throws(StoreError) {
    guard let index = isTaken.firstIndex(of: false) else { return }
    throw .corrupt("the stored \(subject) has an unknown member \"\(members[index].key)\"")
  }

  /// A member that may be absent; `read` answers nil for a value of another type.
  mutating func optional<Member>(
    _ name: String, _ read: (JSON) throws(StoreError) -> Member?
  ) throws(StoreError) -> Member? {
    guard let json = take(name) else { return nil }
    guard let member = try read(json) else {
      throw .corrupt("\"\(name)\" of the stored \(subject) has another type")
    }
    return member
  }

  mutating func required<Member>(
    _ name: String, _ read: (JSON) throws(StoreError) -> Member?
  ) throws(StoreError) -> Member {
    guard let member = try optional(name, read) else {
      throw .corrupt("the stored \(subject) has no \"\(name)\"")
    }
    return member
  }

  /// An array; empty where it is absent.
  mutating func list<Member>(
    _ name: String, _ read: (JSON) throws(StoreError) -> Member?
  ) throws(StoreError) -> [Member] {
    let list = try optional(name) { (json) throws(StoreError) -> [Member]? in
      guard let elements = json.array else { return nil }
      var members: [Member] = []
      for element in elements {
        guard let member = try read(element) else { return nil }
        members.append(member)
      }
      return members
    }
    return list ?? []
  }

  /// An object as a dictionary by id; empty where it is absent.
  mutating func dictionary<Member>(
    _ name: String, _ read: (JSON) throws(StoreError) -> Member?
  ) throws(StoreError) -> [Identifier: Member] {
    let dictionary = try optional(name) { (json) throws(StoreError) -> [Identifier: Member]? in
      guard let object = json.object else { return nil }
      var members: [Identifier: Member] = [:]
      for (key, value) in object {
        guard let member = try read(value) else { return nil }
        members[Identifier(key)] = member
      }
      return members
    }
    return dictionary ?? [:]
  }
}

// How one member is read: nil where the JSON is of another type.

extension RecordReader {
  static func text(_ json: JSON) -> String? { json.string }
  static func integer(_ json: JSON) -> Int? { json.int }
  static func flag(_ json: JSON) -> Bool? { json.bool }
  static func id(_ json: JSON) -> Identifier? { json.string.map { Identifier($0) } }
  static func digest(_ json: JSON) -> Digest? { json.string.flatMap { Digest(hex: $0) } }
  static func date(_ json: JSON) -> CalendarDate? { json.string.flatMap { CalendarDate($0) } }

  static func partialDate(_ json: JSON) -> PartialDate? {
    json.string.flatMap { PartialDate($0) }
  }

  static func instant(_ json: JSON) -> Instant? {
    json.string.flatMap { Instant(rfc3339: $0) }
  }

  static func titles(_ json: JSON) -> LocalizedText? { LocalizedText(ordered: json) }

  static func value(_ json: JSON) throws(StoreError) -> Value? { try Value(exactly: json) }

  static func choice<Choice: RawRepresentable<String>>(_ json: JSON) -> Choice? {
    json.string.flatMap { Choice(rawValue: $0) }
  }

  static func record<Record: StoredRecord>(_ json: JSON) throws(StoreError) -> Record? {
    try Record(json: json)
  }
}

extension JSON {
  init(_ id: Identifier) { self = .string(id.text) }
  init(_ digest: Digest) { self = .string(digest.hex) }
  init(_ instant: Instant) { self = .string(instant.description) }
  init(_ date: CalendarDate) { self = .string(date.description) }
}
