public import AuditLog
import XML

/// An event of somebody else's log.
public struct ForeignEvent: Hashable, Sendable {
  /// What was done: `concept:name`.
  public var activity: String
  /// When: `time:timestamp`; nil where the log does not say.
  public var time: Instant?
  /// Who: `org:resource`.
  public var resource: String?
  /// In which role: `org:role`.
  public var role: String?
  /// Whatever else the log says of it, by key.
  public var attributes: Members<String> = [:]

  public init(_ activity: String, time: Instant? = nil, resource: String? = nil) {
    (self.activity, self.time, self.resource) = (activity, time, resource)
  }
}

/// A case of somebody else's log: a trace.
public struct ForeignCase: Hashable, Sendable {
  /// `concept:name` of the trace.
  public var id: String
  /// The workflow that the case ran, `name@version`, where the log says so, as our exports do.
  public var workflow: String?
  public var events: [ForeignEvent]

  public init(id: String, events: [ForeignEvent]) {
    (self.id, self.events) = (id, events)
  }
}

/// Reads an event log in XES (IEEE 1849) from front to back, one case at a time.
public final class ForeignLog {
  private let stream: XMLStream
  private var read = 0

  /// - Parameter next: Gives the next bytes; none at the end.
  public init(_ next: @escaping () throws -> [UInt8]) {
    stream = XMLStream(read: next)
  }

  /// The next case; nil at the end of the log.
  ///
  /// - Throws: `InvalidDocument` for what is no XES, or what the source of the bytes threw.
  public func next() throws -> ForeignCase? {
    do {
      while let item = try stream.next() {
        guard case .start(let name, _) = item, name == "trace" else { continue }
        read += 1
        return try trace()
      }
      return nil
    } catch let error as InvalidXML {
      throw InvalidLog(error.diagnostics[0].description)
    }
  }

  private func trace() throws -> ForeignCase {
    var result = ForeignCase(id: "\(read)", events: [])
    while let item = try stream.next() {
      switch item {
      case .start("event", _): result.events.append(try event())
      case .start(let name, let attributes):
        let attribute = Attribute(attributes)
        if attribute.key == "concept:name" { result.id = attribute.value }
        if attribute.key == "workflow" { result.workflow = attribute.value }
        try skip(name)
      case .end: return result
      }
    }
    return result
  }

  private func event() throws -> ForeignEvent {
    var event = ForeignEvent("")
    while let item = try stream.next() {
      guard case .start(let name, let attributes) = item else { break }
      let attribute = Attribute(attributes)
      switch attribute.key {
      case "concept:name": event.activity = attribute.value
      case "time:timestamp": event.time = Instant(xes: attribute.value)
      case "org:resource": event.resource = attribute.value
      case "org:role": event.role = attribute.value
      default: event.attributes[attribute.key] = attribute.value
      }
      try skip(name)
    }
    return event
  }

  /// Passes over what is in an element, up to its end: attributes may have attributes.
  private func skip(_ name: String) throws {
    var depth = 1
    while depth > 0, let item = try stream.next() {
      if case .start = item { depth += 1 } else { depth -= 1 }
    }
  }

  private struct Attribute {
    var key = ""
    var value = ""

    init(_ attributes: [XMLStreamAttribute]) {
      for attribute in attributes {
        if attribute.name == "key" { key = attribute.value }
        if attribute.name == "value" { value = attribute.value }
      }
    }
  }
}

/// Bytes that are no event log.
public struct InvalidLog: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String

  init(_ description: String) { self.description = description }
}

extension Instant {
  /// A time as logs have it: with any number of digits after the second, and in UTC where there is
  /// no zone.
  init?(xes text: String) {
    var text = text
    if let point = text.firstIndex(of: ".") {
      let digits = text[text.index(after: point)...].prefix { $0.isASCII && $0.isNumber }
      let end = digits.endIndex
      let kept = (digits.prefix(3) + "000").prefix(3)
      text = text[..<point] + "." + kept + text[end...]
    }
    guard let instant = Instant(rfc3339: text) ?? Instant(rfc3339: text + "Z") else { return nil }
    self = instant
  }
}
