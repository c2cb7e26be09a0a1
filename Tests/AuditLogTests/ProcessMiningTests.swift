import AuditLog
import Foundation
import SecondOpinion
import Testing

@Suite struct ProcessMiningTests {
  @Test func `a document has the parts in the order of the standard`() throws {
    let text = try xes([event("i1", "start")])

    let parts = [
      "<log ", "<extension ", "<global ", "<classifier ", "<string key=\"concept:name\"",
    ]
    let places = parts.map { part in
      text.range(of: part, options: part.hasPrefix("<string") ? .backwards : []).map {
        text.distance(from: text.startIndex, to: $0.lowerBound)
      }
    }
    #expect(!places.contains(nil))
    #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
    #expect(!text.contains("xmlns"))
  }

  @Test func `an event has what the globals promise`() throws {
    let text = try xes([event("i1", "start")])

    let body = try #require(text.range(of: "<event>")).upperBound
    for line in [
      "<string key=\"concept:name\" value=\"start\"/>",
      "<date key=\"time:timestamp\" value=\"2023-09-04T04:00:00.000Z\"/>",
      "<string key=\"lifecycle:transition\" value=\"complete\"/>",
      "<string key=\"org:resource\" value=\"none\"/>",
    ] {
      #expect(text[body...].contains(line), "\(line)")
    }
  }

  @Test func `the events of an instance are one trace`() throws {
    let text = try xes([event("i1", "a"), event("i1", "b"), event("i2", "a")])

    #expect(text.components(separatedBy: "<trace>").count == 3)
    #expect(text.components(separatedBy: "</trace>").count == 3)
    #expect(text.components(separatedBy: "<event>").count == 4)
  }

  @Test func `markup and what XML cannot say do not break the document`() throws {
    let text = try xes([event("<i1> & \"x\"", "a\u{1}b\nc\td\u{FFFE}整改😀")])

    #expect(text.contains("value=\"&lt;i1&gt; &amp; &quot;x&quot;\""))
    #expect(text.contains("value=\"a\u{FFFD}b&#10;c&#9;d\u{FFFD}整改😀\""))
  }

  @Test(
    .enabled(if: Schema.isPresent, "install libxml2-utils for xmllint"), arguments: [0, 1, 500])
  func `a document follows the rules of the standard`(count: Int) throws {
    let folder = try TestFolder()
    var events = (0..<count).map { event("i\($0 / 7)", "a b \u{0} <\($0)>") }
    for index in events.indices { events[index].decision = index == 3 ? "m#1" : nil }
    try folder.put(Array(try xes(events).utf8), "log.xes")

    let output = try Schema.validate(folder.path + "/log.xes")

    #expect(output.hasSuffix("validates\n"), "\(output)")
  }

  @Test(.enabled(if: Python.has("pm4py"), Comment(rawValue: Python.absence("pm4py 2.7.23"))))
  func `pm4py reads cases, times, resources and variants`() throws {
    let folder = try TestFolder()
    var events = [event("i1", "start"), event("i1", "study/complete"), event("i1", "整改/完成")]
    events += [event("i2", "start"), event("i2", "study/complete"), event("i2", "整改/完成")]
    events += [event("i3", "start")]
    for index in events.indices {
      events[index].timestamp = events[index].timestamp.advanced(byMilliseconds: Int64(index))
      events[index].resource = "p\(index % 2)"
    }
    try folder.put(Array(try xes(events).utf8), "log.xes")
    let script = """
      import pm4py, sys, warnings
      warnings.filterwarnings('ignore')
      log = pm4py.read_xes(sys.argv[1], show_progress_bar=False)
      print(len(log), log['case:concept:name'].nunique(), log['time:timestamp'].dt.tz)
      print(sorted(pm4py.get_variants(log).items(), key=str))
      print(sorted(pm4py.discover_dfg(log)[0].items()), log['org:resource'].tolist())
      net = pm4py.discover_petri_net_inductive(log)
      print(pm4py.fitness_token_based_replay(log, *net)['log_fitness'])
      """

    let (status, output) = try Python.run(["-c", script, folder.path + "/log.xes"])

    #expect(status == 0, "\(output)")
    #expect(output.contains("7 3 UTC"))
    #expect(output.contains("(('start', 'study/complete', '整改/完成'), 2)"))
    #expect(output.contains("(('study/complete', '整改/完成'), 2)"))
    #expect(output.hasSuffix("1.0\n"), "\(output)")
  }

  @Test func `a table has no empty cell and settles the order`() throws {
    let line = String(decoding: EventCSV.line(event("i1", "a")), as: UTF8.self)

    #expect(
      line == "i1,a,2023-09-04T04:00:00.000Z,0,none,none,complete,none,none,none,none,none,true\r\n"
    )
    #expect(
      String(decoding: EventCSV.header, as: UTF8.self).hasPrefix("Case,Activity,Timestamp,Order,"))
  }

  @Test(arguments: [
    ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("=1+1", "'=1+1"),
    ("@x", "'@x"), ("整改", "整改"), ("＝1", "'＝1"), ("a\r\nb", "\"a\r\nb\""), ("", "none"),
  ])
  func `a cell is neither broken nor obeyed`(activity: String, cell: String) {
    let line = String(decoding: EventCSV.line(event("i1", activity)), as: UTF8.self)

    #expect(line.hasPrefix("i1,\(cell),2023-"))
  }

  @Test func `entries of instances become events and others do not`() {
    let events = SampleLog().entries.enumerated().compactMap { ProcessEvent($1.leaf, at: $0) }

    #expect(
      events.map(\.activity) == [
        "started", "started", "refused", "evidence-added", "study/complete", "timer", "timer",
        "suspended",
      ])
    #expect(events.map(\.order) == [2, 3, 4, 5, 6, 7, 8, 9])
    #expect(events.filter { !$0.isAccepted }.map(\.order) == [4])
    #expect(events[4].decision == "m-7#2" && events[4].role == "secretary")
    #expect(events[4].workflow == "drive/整改@2" && events[4].resource == "p101")
  }

  @Test func `events in several regions have one activity`() {
    var leaf = SampleLog().entries[6].leaf
    leaf.transitions += [
      Leaf.Transition(source: "plan", index: 1, event: "complete"),
      Leaf.Transition(source: "check", index: 0, event: nil),
    ]

    #expect(ProcessEvent(leaf, at: 0)?.activity == "study+plan/complete")
  }

  @Test func `a line of an entry has the bytes that are hashed`() throws {
    let entry = SampleLog().entries[6]
    let leaf = try entry.leaf.canonical()

    let line = EntryLine.bytes(index: 6, leaf: leaf, payload: entry.payload.canonical)

    let text = String(decoding: leaf, as: UTF8.self)
    #expect(String(decoding: line, as: UTF8.self).hasPrefix("{\"index\":6,\"leaf\":\(text),"))
    #expect(try JSON(parsing: line.dropLast())["payload"]?["reason"]?["value"] == "第一季度")
    #expect(line.last == 0x0A && line.filter { $0 == 0x0A }.count == 1)
  }

  @Test func `a file appears when it is complete`() throws {
    let folder = try TestFolder()
    let file = try ExportFile(folder.path + "/log.xes")
    try file.write(Array("one ".utf8))

    let before = try folder.files()
    try file.write(Array("two".utf8))
    try file.finish()

    #expect(before == ["log.xes.part"])
    #expect(try folder.files() == ["log.xes"])
    #expect(try folder.bytes("log.xes") == Array("one two".utf8))
  }

  private func event(_ instance: String, _ activity: String) -> ProcessEvent {
    ProcessEvent(
      instance: instance, activity: activity,
      timestamp: Instant(millisecondsSinceEpoch: 1_693_800_000_000), order: 0)
  }

  private func xes(_ events: [ProcessEvent]) throws -> String {
    let bytes = Gathered()
    var writer = XESWriter(log: "整改 2023 & others") { bytes.all += $0 }
    for event in events { try writer.write(event) }
    try writer.finish()
    return String(decoding: bytes.all, as: UTF8.self)
  }

  private final class Gathered {
    var all: [UInt8] = []
  }
}

/// What IEEE 1849-2016 allows, as far as we write it, in RELAX NG: order, keys, types.
private enum Schema {
  static let isPresent = ["/usr/bin/xmllint", "/usr/local/bin/xmllint"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static func validate(_ file: String) throws -> String {
    let folder = try TestFolder()
    try folder.put(Array(grammar.utf8), "xes.rng")
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "xmllint", "--nonet", "--noout", "--relaxng", folder.path + "/xes.rng", file,
    ]
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  private static let grammar = """
    <grammar xmlns="http://relaxng.org/ns/structure/1.0"
        datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
      <start><element name="log">
        <attribute name="xes.version"><data type="decimal"/></attribute>
        <optional><attribute name="xes.features"><data type="token"/></attribute></optional>
        <zeroOrMore><element name="extension">
          <attribute name="name"><data type="NCName"/></attribute>
          <attribute name="prefix"><data type="NCName"/></attribute>
          <attribute name="uri"><data type="anyURI"/></attribute>
        </element></zeroOrMore>
        <zeroOrMore><element name="global">
          <attribute name="scope"><data type="NCName"/></attribute>
          <ref name="attributes"/>
        </element></zeroOrMore>
        <zeroOrMore><element name="classifier">
          <attribute name="name"><data type="NCName"/></attribute>
          <attribute name="scope"><data type="NCName"/></attribute>
          <attribute name="keys"><data type="token"/></attribute>
        </element></zeroOrMore>
        <ref name="attributes"/>
        <zeroOrMore><element name="trace">
          <ref name="attributes"/>
          <zeroOrMore><element name="event"><ref name="attributes"/></element></zeroOrMore>
        </element></zeroOrMore>
      </element></start>
      <define name="key"><attribute name="key"><data type="Name"/></attribute></define>
      <define name="attributes"><zeroOrMore><choice>
        <element name="string"><ref name="key"/><attribute name="value"/></element>
        <element name="date"><ref name="key"/>
          <attribute name="value"><data type="dateTime"/></attribute></element>
        <element name="int"><ref name="key"/>
          <attribute name="value"><data type="long"/></attribute></element>
        <element name="boolean"><ref name="key"/>
          <attribute name="value"><data type="boolean"/></attribute></element>
      </choice></zeroOrMore></define>
    </grammar>
    """
}
