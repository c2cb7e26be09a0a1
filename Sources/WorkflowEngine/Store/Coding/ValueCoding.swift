public import AuditLog
public import Statechart

extension Value {
  /// The exact form: unlike the one that people write, it keeps the kinds apart and a record's
  /// fields in their order.
  ///
  /// `none`, truth values, strings and finite numbers are JSON's own, a list is an array; all else
  /// is an object with one member that names the kind.
  public var json: JSON {
    switch self {
    case .none: .null
    case .boolean(let flag): .bool(flag)
    case .string(let text): .string(text)
    case .list(let elements): .array(elements.map(\.json))
    case .record(let fields):
      ["record": .array(fields.map { [.string($0.name), $0.value.json] })]
    case .xml(let source): ["xml": .string(source)]
    case .number(let number):
      SpecialNumber(number).map { ["number": .string($0.rawValue)] } ?? .number(number)
    }
  }

  /// - Throws: `StoreError.corrupt` for JSON that `json` does not make.
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
  public var json: JSON {
    JSON(members: [
      "name": .string(name), "kind": .string(kind.rawValue),
      "sendID": sendID.map { .string($0) }, "origin": origin.map { .string($0) },
      "originType": originType.map { .string($0) }, "invokeID": invokeID.map { .string($0) },
      "data": data == .none ? nil : data.json, "raw": raw.map { .string($0) },
    ])
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
