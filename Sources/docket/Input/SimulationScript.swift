import AuditLog
import Statechart
import XML

/// What a simulation shall do, and which configurations it must come to.
///
/// `{"initialConfiguration": […], "events": [{"event": {"name": "t", "data": …}, "after": 500,
/// "nextConfiguration": […]}]}`: configurations are sets of active atomic states, `after` is
/// milliseconds of virtual time to wait first. Configurations that are left out are not compared.
/// `delayBefore` for `after`, and `attachments`, which say nothing, are those of SCION's scripts.
struct SimulationScript {
  struct Step {
    var event: Event?
    /// Milliseconds.
    var after: Int64
    var configuration: Set<Identifier>?
  }

  var initial: Set<Identifier>?
  var steps: [Step]

  init(_ file: InputFile) throws {
    let json: JSON
    do {
      json = try JSON(parsing: file.bytes)
    } catch {
      throw UsageError("\(file.name):\(error.line):\(error.column): \(error.message)")
    }
    do throws(Malformed) {
      guard let object = json.object else { throw Malformed("a script is an object") }
      try Self.check(object, ["initialConfiguration", "events"], ignoring: ["attachments"])
      initial = try Self.configuration(json["initialConfiguration"])
      guard let events = (json["events"] ?? .array([])).array else {
        throw Malformed("\"events\" is a list")
      }
      steps = []
      for (index, event) in events.enumerated() { steps.append(try Self.step(event, index + 1)) }
    } catch {
      throw UsageError("\(file.name): \(error.sentence)")
    }
  }

  private struct Malformed: Error {
    var sentence: String
    init(_ sentence: String) { self.sentence = sentence }
  }

  private static func step(_ json: JSON, _ number: Int) throws(Malformed) -> Step {
    guard let object = json.object else { throw Malformed("event \(number) is not an object") }
    try check(object, ["event", "after", "nextConfiguration"], ignoring: ["delayBefore"])
    var after: Int64 = 0
    if let wait = json["after"] ?? json["delayBefore"] {
      guard let milliseconds = wait.double, (0...1e15).contains(milliseconds) else {
        throw Malformed("the wait before event \(number) is not a number of milliseconds")
      }
      after = Int64(milliseconds)
    }
    var event: Event?
    if let description = json["event"] {
      guard let name = description["name"]?.string, !name.isEmpty else {
        throw Malformed("event \(number) has no name")
      }
      try check(description.object ?? [:], ["name", "data"])
      event = Event(name, data: Value(description["data"]))
    }
    return Step(
      event: event, after: after, configuration: try configuration(json["nextConfiguration"]))
  }

  private static func configuration(_ json: JSON?) throws(Malformed) -> Set<Identifier>? {
    guard let json else { return nil }
    let states = json.array?.compactMap(\.string) ?? []
    guard let array = json.array, states.count == array.count else {
      throw Malformed("a configuration is a list of state ids")
    }
    return Set(states.map { Identifier($0) })
  }

  /// - Parameter others: Members that are let pass and suggested to nobody.
  private static func check(
    _ object: JSONObject, _ known: [String], ignoring others: [String] = []
  ) throws(Malformed) {
    if let odd = object.keys.first(where: { !known.contains($0) && !others.contains($0) }) {
      throw Malformed(
        "there is no member \"\(odd)\"" + didYouMean(odd, among: known))
    }
  }
}

extension Value {
  /// JSON in the terms of the data models.
  init(_ json: JSON?) {
    switch json {
    case nil, .null: self = .none
    case .bool(let flag): self = .boolean(flag)
    case .number(let number): self = .number(number)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .list(elements.map { Value($0) })
    case .object(let members): self = .record(members.map { Field($0.key, Value($0.value)) })
    }
  }
}
