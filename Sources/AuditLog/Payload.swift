/// The part of an entry that may be erased: personal data and words that somebody wrote, each with
/// the salt of its commitment.
public struct Payload: JSONConvertible {
  /// A value and the salt that the leaf's commitment to it was made with.
  public struct Secret: JSONConvertible {
    public var value: String
    public var salt: Salt

    public init(value: String, salt: Salt) {
      self.value = value
      self.salt = salt
    }

    /// What the leaf says of the value.
    public var commitment: Commitment { Commitment(to: value, salt: salt) }
  }

  /// The values that are left, by the name of the field.
  public var secrets: Members<Secret>

  public init(_ secrets: Members<Secret> = [:]) {
    self.secrets = secrets
  }

  /// Whether there is nothing in it, from the first or because all was erased.
  public var isEmpty: Bool { secrets.isEmpty }

  /// The value of a field, or nil if there is none or it was erased.
  public subscript(name: String) -> String? { secrets[name]?.value }

  /// Removes the value and its salt. The commitment stays in the leaf.
  public mutating func erase(_ name: String) {
    secrets[name] = nil
  }

  /// Removes every value and salt.
  public mutating func eraseAll() {
    secrets = [:]
  }
}

extension Payload {
  /// An object with `{"salt": …, "value": …}` for every field.
  public func write(to writer: inout CanonicalWriter) {
    secrets.write(to: &writer)
  }

  public init(json: JSON) throws(InvalidEntry) {
    var reader = try MemberReader(json)
    self.init()
    for name in json.object?.keys ?? [] {
      secrets[name] = try reader.value(name, as: Secret.self)
    }
  }

  /// Reads the bytes to keep, those that `canonical` made.
  public init(canonical bytes: [UInt8]) throws(InvalidEntry) {
    do throws(CanonicalReader.Unexpected) {
      self = try Self.read(bytes)
    } catch {
      try self.init(strictly: bytes)
    }
  }

  /// The same for all bytes, with a word about what is wrong with them.
  init(strictly bytes: [UInt8]) throws(InvalidEntry) {
    let json: JSON
    do throws(InvalidJSON) {
      json = try JSON(parsing: bytes)
    } catch {
      throw InvalidEntry(.notJSON, error.description)
    }
    try self.init(json: json)
    guard canonical == bytes else {
      throw InvalidEntry(.notCanonical, "these bytes are not the canonical form of the payload")
    }
  }
}

extension Payload.Secret {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("salt", salt.hex)
      members.put("value", value)
    }
  }

  public init(json: JSON) throws(InvalidEntry) {
    var reader = try MemberReader(json)
    let value = try reader.text("value")
    let salt = try reader.optional("salt", "32 lower-case hexadecimal digits") { json in
      json.string.flatMap { Salt(hex: $0) }
    }
    try reader.finish()
    self.init(
      value: try reader.required("value", value), salt: try reader.required("salt", salt))
  }
}
