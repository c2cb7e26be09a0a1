/// Writes events as XES, the XML of IEEE 1849-2016, piece by piece in constant memory.
///
/// ```swift
/// var writer = XESWriter(log: "Rectification 2023") { try file.write($0) }
/// for event in events { try writer.write(event) }  // case after case, each in its order
/// try writer.finish()
/// ```
///
/// Events of one instance must follow one another: with another instance the trace ends. The extensions
/// `concept`, `time`, `org` and `lifecycle` are used; every event has a name, a time in UTC, a
/// resource and a transition, as the globals promise.
public struct XESWriter: ~Copyable {
  private let name: String
  private let sink: ([UInt8]) throws -> Void
  private var hasBegun = false
  private var instance: String?

  /// - Parameters:
  ///   - name: The name of the log.
  ///   - sink: Takes the bytes in order, in pieces of a few hundred.
  public init(log name: String, to sink: @escaping ([UInt8]) throws -> Void) {
    self.name = name
    self.sink = sink
  }

  /// Adds an event; the first one of an instance begins its trace.
  public mutating func write(_ event: ProcessEvent) throws {
    try begin()
    if instance.map({ !sameBytes($0, event.instance) }) ?? true {
      if instance != nil { try put("  </trace>\n") }
      try put("  <trace>\n" + Self.traceAttributes(event))
      instance = event.instance
    }
    try put("    <event>\n" + Self.attributes(event) + "    </event>\n")
  }

  /// Ends the document; a log without events is one, too.
  public mutating func finish() throws {
    try begin()
    if instance != nil { try put("  </trace>\n") }
    instance = nil
    try put("</log>\n")
  }

  private mutating func begin() throws {
    guard !hasBegun else { return }
    hasBegun = true
    // The order is that of the standard's schema: extensions, globals, classifiers, attributes.
    try put(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <log xes.version="1849.2016" xes.features="">
        <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
        <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
        <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
        <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
        <global scope="trace">
          <string key="concept:name" value="none"/>
        </global>
        <global scope="event">
          <string key="concept:name" value="none"/>
          <date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>
          <string key="lifecycle:transition" value="complete"/>
          <string key="org:resource" value="none"/>
        </global>
        <classifier name="Activity" scope="event" keys="concept:name"/>
        <classifier name="ActivityAndRole" scope="event" keys="concept:name org:role"/>

      """)
    try put(Self.text("  ", "concept:name", name) + Self.text("  ", "lifecycle:model", "standard"))
  }

  private func put(_ text: String) throws {
    try sink(Array(text.utf8))
  }

  private static func traceAttributes(_ event: ProcessEvent) -> String {
    text("    ", "concept:name", event.instance)
      + text("    ", "programme", event.programme) + text("    ", "batch", event.batch)
      + text("    ", "unit", event.unit) + text("    ", "workflow", event.workflow)
  }

  private static func attributes(_ event: ProcessEvent) -> String {
    let indent = "      "
    return text(indent, "concept:name", event.activity)
      + "\(indent)<date key=\"time:timestamp\" value=\"\(event.timestamp)\"/>\n"
      + text(indent, "lifecycle:transition", event.lifecycle)
      + text(indent, "org:resource", event.resource ?? ProcessEvent.unknown)
      + text(indent, "org:role", event.role ?? ProcessEvent.unknown)
      + text(indent, "org:group", event.unit)
      + text(indent, "decision", event.decision) + text(indent, "kind", event.kind)
      + text(indent, "event", event.event) + text(indent, "data", event.data)
      + text(indent, "evidence", event.evidence)
      + "\(indent)<int key=\"entry\" value=\"\(event.order)\"/>\n"
      + "\(indent)<boolean key=\"accepted\" value=\"\(event.isAccepted)\"/>\n"
  }

  private static func text(_ indent: String, _ key: String, _ value: String?) -> String {
    guard let value else { return "" }
    return "\(indent)<string key=\"\(key)\" value=\"\(attributeValue(value))\"/>\n"
  }

  /// A text as the value of an attribute: markup and white space that a parser would change are
  /// escaped; what XML 1.0 cannot say at all (section 2.2) becomes U+FFFD.
  static func attributeValue(_ text: String) -> String {
    var value = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x26: value += "&amp;"
      case 0x3C: value += "&lt;"
      case 0x3E: value += "&gt;"
      case 0x22: value += "&quot;"
      case 0x09, 0x0A, 0x0D: value += "&#\(scalar.value);"
      case 0..<0x20, 0xFFFE, 0xFFFF: value.unicodeScalars.append("\u{FFFD}")
      default: value.unicodeScalars.append(scalar)
      }
    }
    return value
  }
}
