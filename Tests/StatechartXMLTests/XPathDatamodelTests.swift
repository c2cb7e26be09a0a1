import Statechart
import StatechartXML
import Testing

/// The note "XPath Data Model for SCXML".
@Suite struct XPathDatamodelTests {
  private func value(_ expression: String, _ data: String = "<data id='x' expr='2'/>") throws
    -> Value
  {
    let given = try DataSession(data, [expression: .value])
    return try given.open().value(given.expressions[expression]!, in: StateSet())
  }

  private func holds(_ expression: String, _ data: String = "<data id='x' expr='2'/>") throws
    -> Bool
  {
    let given = try DataSession(data, [expression: .condition])
    return try given.open().condition(given.expressions[expression]!, in: StateSet())
  }

  // MARK: Data and values

  @Test func `a variable is the data element with its id, a child of datamodel`() throws {
    #expect(
      try holds("local-name($x) = 'data' and $x/@id = 'x' and local-name($x/..) = 'datamodel'"))
  }

  @Test func `values keep their XPath types`() throws {
    #expect(try value("1 div 4") == .number(0.25))
    #expect(try value("'a  b'") == .string("a  b"))
    #expect(try value("1 = 1") == .boolean(true))
  }

  @Test func `large numbers are stored in digits`() throws {
    #expect(try value("$x", "<data id='x' expr='1700000000000'/>") == .string("1700000000000"))
  }

  @Test func `a node set is wanted as the text of its first node`() throws {
    let data = "<data id='x'><a xmlns=''>one</a><a xmlns=''>two</a></data>"

    #expect(try value("$x/a", data) == .string("one"))
    #expect(try value("$x/none", data) == .string(""))
  }

  @Test func `data without a value are an empty element`() throws {
    #expect(try holds("count($x) = 1 and not($x/text()) and not($x/*)", "<data id='x'/>"))
  }

  @Test func `an empty string leaves no text node`() throws {
    #expect(try holds("not($x/text())", "<data id='x' expr=\"''\"/>"))
  }

  @Test func `inline content is XML where there is an element, else text with spaces normalised`()
    throws
  {
    #expect(try holds("count($x/*) = 2", "<data id='x'> <a xmlns=''/> <b xmlns=''/> </data>"))
    #expect(try holds("not($x/text())", "<data id='x'> <a xmlns=''/> </data>"))
    #expect(try holds("$x = '1 & 2 3'", "<data id='x'>\n 1 &amp; 2\n 3 </data>"))
  }

  @Test func `a value that is a node set is copied with everything inside`() throws {
    let data = """
      <data id="x"><p xmlns=""><q r="1">deep</q></p></data><data id="y" expr="$x/p"/>
      """

    #expect(try holds("$y/p/q/@r = 1 and $y/p/q = 'deep'", data))
  }

  @Test func `data whose expression fails are declared empty`() throws {
    let given = try DataSession("<data id='x' expr='$y/none + !'/>", ["not($x/node())": .condition])
    let session = try given.datamodel.open(nil, in: Environment(sessionID: "i1"))

    #expect(throws: ExecutionError.self) {
      try session.initialize(given.document.document.root.data[0], in: StateSet())
    }

    #expect(try session.condition(given.expressions["not($x/node())"]!, in: StateSet()))
  }

  @Test func `data that are declared only are empty elements`() throws {
    let given = try DataSession("", ["count($z) = 1": .condition])
    let session = try given.open()

    session.declare("z")

    #expect(try session.condition(given.expressions["count($z) = 1"]!, in: StateSet()))
  }

  @Test func `a location must be there, and passes a variable's content without its element`()
    throws
  {
    let data = "<data id='x'><a xmlns='' k='1'>one</a></data><data id='y' expr='7'/>"
    let given = try DataSession(
      data, ["$x": .location, "$y": .location, "$x/a/@k": .location, "$x/none": .location])
    let session = try given.open()

    #expect(
      try session.value(given.expressions["$x"]!, in: StateSet()) == .xml(#"<a k="1">one</a>"#))
    #expect(try session.value(given.expressions["$y"]!, in: StateSet()) == .string("7"))
    #expect(try session.value(given.expressions["$x/a/@k"]!, in: StateSet()) == .string("1"))
    #expect(throws: ExecutionError.self) {
      try session.value(given.expressions["$x/none"]!, in: StateSet())
    }
  }

  // MARK: System variables

  @Test func `the data keep their places, whichever system variables there are`() throws {
    let places = "count($x/following-sibling::*) = 1 and not($y/following-sibling::*)"
    let given = try DataSession("<data id='x'/><data id='y'/>", [places: .condition])
    let first = try given.open()
    let stored = first.close()
    let second = try given.open(stored)
    second.bind(Event("go"))

    #expect(try first.condition(given.expressions[places]!, in: StateSet()))
    #expect(try second.condition(given.expressions[places]!, in: StateSet()))
  }

  // Six variables; the element of the event's data has the name of theirs.
  @Test(arguments: [
    ("count(*)", 6.0), ("count(/*/*)", 6), ("count(//data)", 7), ("count($x/..//data)", 7),
    ("count(data)", 6), ("count($x/../data)", 6), ("count($x/preceding::data)", 6),
    ("count(descendant::data)", 7), ("count(.//data)", 7), ("count(($x | //data)[@id])", 6),
    ("count(/datamodel/data[@id])", 6), ("count($x[count(//data) = 7]/../*)", 6),
    ("string-length() - string-length($_event) - string-length($_ioprocessors)", 2),
  ])
  func `an expression that walks to the root sees the data and all system variables`(
    _ expression: String, _ expected: Double
  ) throws {
    let given = try DataSession("<data id='x'/>", [expression: .value, "$_name": .value])
    let session = try given.open()
    session.bind(Event("go"))
    _ = try session.value(given.expressions["$_name"]!, in: StateSet())

    let count = try session.value(given.expressions[expression]!, in: StateSet())

    #expect(count == .number(expected))
  }

  @Test func `system variables stand in one order, whichever is named first`() throws {
    let order = "concat(*[1]/@id, *[2]/@id, *[3]/@id, *[4]/@id, *[5]/@id, *[6]/@id)"
    let given = try DataSession("<data id='x'/>", [order: .value, "$_name": .value])
    let session = try given.open()
    _ = try session.value(given.expressions["$_name"]!, in: StateSet())
    session.bind(Event("go"))

    let value = try session.value(given.expressions[order]!, in: StateSet())

    #expect(value == .string("_event_sessionid_name_x_ioprocessorsx"))
  }

  @Test func `In asks for active states, in no namespace`() throws {
    let given = try DataSession("", ["In('s')": .condition])
    let session = try given.open()

    #expect(try !session.condition(given.expressions["In('s')"]!, in: StateSet()))
    #expect(try session.condition(given.expressions["In('s')"]!, in: StateSet([StateIndex(1)])))
  }

  @Test func `_event is not bound before the first event`() throws {
    let given = try DataSession("", ["$_event": .condition])

    #expect(throws: ExecutionError.self) {
      try given.open().condition(given.expressions["$_event"]!, in: StateSet())
    }
  }

  @Test func `an event has all its fields, those without a value empty`() throws {
    let fields = "count($_event/*) = 7 and $_event/name = 'go' and $_event/type = 'external'"
    let empty = "$_event/sendid and not($_event/sendid/text()) and not($_event/data/node())"
    let given = try DataSession("", [fields: .condition, empty: .condition])
    let session = try given.open()

    session.bind(Event("go"))

    #expect(try session.condition(given.expressions[fields]!, in: StateSet()))
    #expect(try session.condition(given.expressions[empty]!, in: StateSet()))
  }

  @Test func `an event takes the place of the one before`() throws {
    let test = "count($_event) = 1 and $_event/name = 'b' and count($x/../data[@id='_event']) = 1"
    let given = try DataSession("<data id='x'/>", [test: .condition, "$_event/name": .value])
    let session = try given.open()
    session.bind(Event("a"))
    _ = try session.value(given.expressions["$_event/name"]!, in: StateSet())

    session.bind(Event("b"))

    #expect(try session.condition(given.expressions[test]!, in: StateSet()))
  }

  @Test(arguments: [
    (Value.string("a  <b>"), "string($_event/data) = 'a  <b>'"),
    (.number(1_000_000_000_000), "$_event/data = '1000000000000'"),
    (.boolean(true), "$_event/data = 'true'"),
    (.xml("<a>1</a><a>2</a>"), "count($_event/data/a) = 2"),
    (.xml("not <xml"), "$_event/data = 'not <xml'"),
    (.list([.number(1), .string("b")]), "$_event/data/data[2] = 'b'"),
    (
      .record([Value.Field("k", .number(3)), Value.Field("l", .xml("<m/>"))]),
      "$_event/data/data[@id='k'] = 3 and $_event/data/data[@id='l']/m"
    ),
  ])
  func `event data are nodes under data`(_ data: Value, _ test: String) throws {
    let given = try DataSession("", [test: .condition])
    let session = try given.open()

    session.bind(Event("go", data: data))

    #expect(try session.condition(given.expressions[test]!, in: StateSet()))
  }

  @Test func `content is XML where there is an element, else text with spaces normalised`() throws {
    let session = try DataSession("").open()

    #expect(session.value(content: " <a/> ") == .xml("<a/>"))
    #expect(session.value(content: " 1 &amp;\n 2 ") == .string("1 & 2"))
    #expect(session.value(content: " ") == .none)
  }

  @Test func `the session knows its id, its name and its address`() throws {
    let text = """
      $_sessionid = 'i1' and $_name = '' and \
      $_ioprocessors/processor[@name='http://www.w3.org/TR/scxml/#SCXMLEventProcessor']/location \
      = '#_scxml_i1'
      """

    #expect(try holds(text))
  }

  // MARK: Facts

  private struct Facts: FactSource {
    func fact(_ function: String, _ arguments: [Value]) throws(ExecutionError) -> Value {
      switch function {
      case "evidence": .number(4)
      case "unit": .xml("<unit level='3'><kind>plant</kind></unit>")
      case "children": .xml("<unit code='a'/><unit code='b'/>")
      case "echo": .string(arguments.map(\.text).joined(separator: ","))
      default: throw ExecutionError("there is no fact \"\(function)\"")
      }
    }
  }

  @Test(arguments: [
    "d:evidence('session') >= 4", "d:unit()/@level = 3 and d:unit()/kind = 'plant'",
    "count(d:children()) = 2 and d:children()[@code='b']", "d:echo($x, 1, true()) = '2,1,true'",
    "count(d:unit() | d:unit()) = 1",
  ])
  func `functions of the house read the facts`(_ test: String) throws {
    let given = try DataSession("<data id='x' expr='2'/>", [test: .condition])

    let session = try given.open(facts: Facts())

    #expect(try session.condition(given.expressions[test]!, in: StateSet()))
  }

  @Test func `a fact that is not known is a fault of the content`() throws {
    let given = try DataSession("", ["d:nothing()": .condition])
    let session = try given.open(facts: Facts())

    let error = #expect(throws: ExecutionError.self) {
      try session.condition(given.expressions["d:nothing()"]!, in: StateSet())
    }

    #expect(error?.message.contains("there is no fact \"nothing\"") == true)
  }

  @Test func `an expression that would run for ever is stopped`() throws {
    let items = String(repeating: "<i xmlns=''/>", count: 2000)
    let test = "count($x//i[count(//i[count(//i) > 0]) > 0])"
    let given = try DataSession("<data id='x'>\(items)</data>", [test: .value])

    #expect(throws: ExecutionError.self) {
      try given.open().value(given.expressions[test]!, in: StateSet())
    }
  }

  // MARK: Storing

  @Test func `stored data are the data elements in order, without system variables`() throws {
    let given = try DataSession("<data id='b' expr='1'/><data id='a'><p xmlns='' q='&lt;'/></data>")
    let session = try given.open()
    session.bind(Event("go"))

    let bytes = session.close()

    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"<datamodel><data id="b">1</data><data id="a"><p q="&lt;"/></data></datamodel>"#)
  }

  @Test func `data that were only read give the very bytes back`() throws {
    let given = try DataSession("<data id='x' expr='2'/>", ["$x = 2": .condition])
    let bytes = Array("<datamodel><data  id='x'>2</data></datamodel>".utf8)
    let session = try given.open(bytes)
    session.bind(Event("go"))

    #expect(try session.condition(given.expressions["$x = 2"]!, in: StateSet()))

    #expect(session.close() == bytes)
  }

  @Test func `a document without data stores nothing`() throws {
    let given = try DataSession("", ["1 = 1": .condition])
    let session = try given.open()
    _ = try session.condition(given.expressions["1 = 1"]!, in: StateSet())

    #expect(session.close().isEmpty)
  }

  @Test func `what was stored reads and stores the same again`() throws {
    let data = "<data id='x'><p xmlns='' q='1'>a<r xmlns='urn:r'/>&#13;&#x4E2D;</p></data>"
    let given = try DataSession(
      data + "<data id='y'/>", ["$y": .location, "'1'": .value, "''": .value])
    let first = try given.open().close()
    let session = try given.open(first)
    for value in ["'1'", "''"] {
      try session.assign(
        ExecutableContent.Assign(
          location: given.expressions["$y"]!, source: .expression(given.expressions[value]!)),
        in: StateSet())
    }

    #expect(session.close() == first)
  }

  @Test func `one data model serves sessions on several threads`() async throws {
    let test = "count($x/i[. > 1]) = 2 and $_event/name = 'go'"
    let given = try DataSession(
      "<data id='x'><i xmlns=''>1</i><i xmlns=''>2</i><i xmlns=''>3</i></data>", [test: .condition])
    let stored = try given.open().close()
    let (datamodel, expression) = (given.datamodel, given.expressions[test]!)

    let held = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<64 {
        group.addTask {
          let session = try datamodel.open(stored, in: Environment(sessionID: "i1"))
          session.bind(Event("go"))
          return try session.condition(expression, in: StateSet())
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }

    #expect(held == 64)
  }

  @Test(arguments: ["<datamodel>", "{}", "<datamodel/>x"])
  func `bytes that this data model did not write are refused`(_ text: String) throws {
    let given = try DataSession("")

    #expect(throws: CorruptData.self) {
      try given.datamodel.open(Array(text.utf8), in: Environment(sessionID: "i1"))
    }
  }
}
