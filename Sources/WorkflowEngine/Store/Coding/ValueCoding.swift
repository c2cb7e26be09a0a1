public import AuditLog
public import Statechart

extension Value: CanonicallyWritten {
  /// The exact form: unlike the one that people write, it keeps the kinds apart and a record's
  /// fields in their order.
  ///
  /// `none`, truth values, strings and finite numbers are JSON's own, a list is an array; all else
  /// is an object with one member that names the kind.
  public func write(to writer: inout CanonicalWriter) {
    switch self {
    case .none: writer.null()
    case .boolean(let flag): writer.flag(flag)
    case .string(let text): writer.text(text)
    case .list(let elements):
      writer.array { array in
        for element in elements { element.write(to: &array) }
      }
    case .record(let fields):
      writer.object { members in
        members.name("record")
        members.array { array in
          for field in fields {
            array.array { pair in
              pair.text(field.name)
              field.value.write(to: &pair)
            }
          }
        }
      }
    case .xml(let source): writer.object { $0.put("xml", source) }
    case .number(let number):
      if let special = SpecialNumber(number) {
        writer.object { $0.put("number", special.rawValue) }
      } else {
        writer.number(number)
      }
    }
  }

  /// - Throws: `StoreError.corrupt` for JSON that `write(to:)` does not make.
  public init(exactly json: JSON) throws(StoreError) {
    switch json {
    case .null: self = .none
    case .bool(let flag): self = .boolean(flag)
    case .string(let text): self = .string(text)
    case .number(let number): self = .number(number)
    case .array(let elements):
      var values: [Value] = []
      for element in elements { values.append(try Value(exactly: element)) }
      self = .list(values)
    case .object:
      var reader = try RecordReader(json, of: "value")
      if let source = try reader.optional("xml", RecordReader.text) {
        self = .xml(source)
      } else if let name: SpecialNumber = try reader.optional("number", RecordReader.choice) {
        self = .number(name.number)
      } else {
        self = .record(
          try reader.required("record") { (json) throws(StoreError) in
            try json.array.map(Self.fields)
          })
      }
      try reader.finish()
    }
  }

  private static func fields(_ pairs: [JSON]) throws(StoreError) -> [Field] {
    var fields: [Field] = []
    for pair in pairs {
      guard let parts = pair.array, parts.count == 2, let name = parts[0].string else {
        throw .corrupt("a field of a stored record is no pair of a name and a value")
      }
      fields.append(Field(name, try Value(exactly: parts[1])))
    }
    return fields
  }

  /// The numbers that canonical JSON cannot write, or not so that they are read back the same.
  private enum SpecialNumber: String {
    case notANumber = "NaN"
    case infinity = "Infinity"
    case negativeInfinity = "-Infinity"
    case negativeZero = "-0"

    init?(_ number: Double) {
      if number.isNaN {
        self = .notANumber
      } else if number.isInfinite {
        self = number < 0 ? .negativeInfinity : .infinity
      } else if number == 0, number.sign == .minus {
        self = .negativeZero
      } else {
        return nil
      }
    }

    var number: Double {
      switch self {
      case .notANumber: .nan
      case .infinity: .infinity
      case .negativeInfinity: -.infinity
      case .negativeZero: -0.0
      }
    }
  }
}

extension Event: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("data", data == .none ? nil : data)
      members.put("invokeID", invokeID)
      members.put("kind", kind.rawValue)
      members.put("name", name)
      members.put("origin", origin)
      members.put("originType", originType)
      members.put("raw", raw)
      members.put("sendID", sendID)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "event")
    self.init(
      try reader.required("name", RecordReader.text),
      kind: try reader.required("kind", RecordReader.choice),
      sendID: try reader.optional("sendID", RecordReader.text),
      origin: try reader.optional("origin", RecordReader.text),
      originType: try reader.optional("originType", RecordReader.text),
      invokeID: try reader.optional("invokeID", RecordReader.text),
      data: try reader.optional("data", RecordReader.value) ?? .none,
      raw: try reader.optional("raw", RecordReader.text))
    try reader.finish()
  }
}

extension LocalizedText {
  /// The texts with their languages in the author's order, which decides where no language fits.
  var orderedJSON: JSON {
    .array(versions.map { [.string($0.language), .string($0.text)] })
  }

  /// Nil for JSON that `orderedJSON` does not make.
  init?(ordered json: JSON) {
    guard let pairs = json.array else { return nil }
    var versions: [Version] = []
    for pair in pairs {
      guard let parts = pair.array, parts.count == 2, let language = parts[0].string,
        let text = parts[1].string
      else { return nil }
      versions.append(Version(language, text))
    }
    self.init(versions)
  }
}
