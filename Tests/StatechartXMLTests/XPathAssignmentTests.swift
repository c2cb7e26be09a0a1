import Statechart
import StatechartXML
import Testing

/// The note "XPath Data Model for SCXML", assignment and loops.
@Suite struct XPathAssignmentTests {
  static let books = "<data id='x'><b xmlns='' n='1'>one</b><b xmlns='' n='2'>two</b></data>"

  /// What is stored after one assignment to `location`.
  private func assign(
    _ location: String, _ source: Source, type: String? = nil, attribute: String? = nil,
    data: String = books
  ) throws -> String {
    var uses: [String: Statechart.Expression.Use] = [location: .location]
    if case .expression(let text) = source { uses[text] = .value }
    let given = try DataSession(data, uses)
    let session = try given.open()
    let value: ExecutableContent.Assign.Source
    switch source {
    case .expression(let text): value = .expression(given.expressions[text]!)
    case .content(let text): value = .content(text)
    }
    do {
      try session.assign(
        ExecutableContent.Assign(
          location: given.expressions[location]!, source: value, type: type, attribute: attribute),
        in: StateSet())
    } catch {
      let unchanged = try given.open().close()
      #expect(session.close() == unchanged, "a failed assignment changes nothing")
      throw error
    }
    let stored = String(decoding: session.close(), as: UTF8.self)
    return stored.replacing("<datamodel>", with: "").replacing("</datamodel>", with: "")
  }

  enum Source {
    case expression(String)
    case content(String)
  }

  @Test func `replacechildren is the type where none is said`() throws {
    #expect(try assign("$x", .expression("1 + 1")) == #"<data id="x">2</data>"#)
    #expect(try assign("$x", .content("<c/>")) == #"<data id="x"><c/></data>"#)
    #expect(
      try assign("$x", .content(" a  b "), type: "replacechildren") == #"<data id="x">a b</data>"#)
  }

  @Test func `firstchild puts the value before the children`() throws {
    #expect(
      try assign("$x", .content("<c/><d/>"), type: "firstchild")
        == #"<data id="x"><c/><d/><b n="1">one</b><b n="2">two</b></data>"#)
  }

  @Test func `lastchild puts the value behind the children`() throws {
    #expect(
      try assign("$x", .content("<c/><d/>"), type: "lastchild")
        == #"<data id="x"><b n="1">one</b><b n="2">two</b><c/><d/></data>"#)
  }

  @Test func `previoussibling puts the value before the node`() throws {
    #expect(
      try assign("$x/b[2]", .content("<c/><d/>"), type: "previoussibling")
        == #"<data id="x"><b n="1">one</b><c/><d/><b n="2">two</b></data>"#)
  }

  @Test func `nextsibling puts the value behind the node`() throws {
    #expect(
      try assign("$x/b[1]", .content("<c/><d/>"), type: "nextsibling")
        == #"<data id="x"><b n="1">one</b><c/><d/><b n="2">two</b></data>"#)
  }

  @Test func `replace puts the value in the place of the node`() throws {
    #expect(
      try assign("$x/b[1]", .content("<c/>"), type: "replace")
        == #"<data id="x"><c/><b n="2">two</b></data>"#)
  }

  @Test func `delete removes the node and needs no value`() throws {
    #expect(
      try assign("$x/b[1]", .content(""), type: "delete")
        == #"<data id="x"><b n="2">two</b></data>"#)
    #expect(try assign("$x/b/@n", .content(""), type: "delete").contains("<b>one</b><b>two</b>"))
  }

  @Test func `addattribute adds or replaces an attribute`() throws {
    #expect(
      try assign("$x/b[1]", .expression("'v'"), type: "addattribute", attribute: "k")
        .contains(#"<b n="1" k="v">one</b>"#))
    #expect(
      try assign("$x/b[1]", .expression("'v'"), type: "addattribute", attribute: "n")
        .contains(#"<b n="v">one</b>"#))
  }

  @Test func `an attribute is assigned the value as text`() throws {
    #expect(try assign("$x/b[2]/@n", .expression("1 + 2")).contains(#"<b n="3">two</b>"#))
  }

  @Test func `every node of the location is assigned to, the value evaluated once`() throws {
    #expect(
      try assign("$x/b", .expression("count($x/b)"))
        == #"<data id="x"><b n="1">2</b><b n="2">2</b></data>"#)
  }

  @Test func `a value inside its own target is copied first`() throws {
    #expect(
      try assign("$x", .expression("$x/b[2]")) == #"<data id="x"><b n="2">two</b></data>"#)
    #expect(
      try assign("$x/b", .expression("$x/b[1]"), type: "replace")
        == #"<data id="x"><b n="1">one</b><b n="1">one</b></data>"#)
  }

  @Test(arguments: [
    ("$x/none", "replacechildren"), ("count($x)", "replacechildren"), ("$y", "replacechildren"),
    ("$x/b/text()", "firstchild"), ("$x/b/@n", "firstchild"), ("$x", "delete"), ("$x", "replace"),
    ("$x", "nextsibling"), ("$x", "previoussibling"), ("$x/@id", "replacechildren"),
    ("$x/@id", "delete"), ("$x/..", "replacechildren"), ("/", "replacechildren"),
    ("$_sessionid", "replacechildren"), ("$_name", "addattribute"),
    ("$_ioprocessors/processor", "delete"), ("$x", "sideways"), ("$x/b | $_name", "delete"),
  ])
  func `a place that cannot take the value is an error without effect`(
    _ location: String, _ type: String
  ) {
    #expect(throws: ExecutionError.self) {
      try assign(location, .expression("'v'"), type: type, attribute: "k")
    }
  }

  @Test func `XML cannot become an attribute, nor half of the targets be changed`() {
    #expect(throws: ExecutionError.self) {
      try assign("$x/b[1] | $x/b[2]/@n", .content("<p><q/></p>"))
    }
    #expect(throws: ExecutionError.self) {
      try assign("$x/b", .content("<p><q/></p>"), type: "addattribute", attribute: "k")
    }
    #expect(throws: ExecutionError.self) {
      try assign("$x", .expression("'v'"), type: "addattribute", attribute: "id")
    }
  }

  @Test func `data do not grow beyond what can be read again`() throws {
    let given = try DataSession(Self.books, ["$x": .location, "$x/*": .value])
    let session = try given.open()
    let double = ExecutableContent.Assign(
      location: given.expressions["$x"]!, source: .expression(given.expressions["$x/*"]!),
      type: "lastchild")

    #expect(throws: ExecutionError.self) {
      for _ in 0..<40 { try session.assign(double, in: StateSet()) }
    }

    let bytes = session.close()
    #expect(bytes.count <= 480_000)
    #expect(throws: Never.self) {
      try given.open(bytes).value(given.expressions["$x/*"]!, in: StateSet())
    }
  }

  @Test func `the platform's strings are stored as text`() throws {
    let given = try DataSession(Self.books, ["$x": .location, "string($x) = '<1>'": .condition])
    let session = try given.open()

    try session.assign("<1>", to: given.expressions["$x"]!, in: StateSet())

    #expect(try session.condition(given.expressions["string($x) = '<1>'"]!, in: StateSet()))
  }

  // MARK: Section 4.6

  private func loop(
    _ array: String, item: String = "i", index: String? = "n", _ data: String = books,
    _ body: (any DatamodelSession, DataSession) throws -> Bool
  ) throws -> String {
    let given = try DataSession(
      data,
      [
        array: .value, "string($i)": .value, "string($n)": .value, "$i": .location,
        "concat($i, '!')": .value,
      ])
    let session = try given.open()
    let foreach = ExecutableContent.Foreach(
      array: given.expressions[array]!, item: item, index: index, content: [])
    try session.foreach(foreach, in: StateSet()) { (try? body(session, given)) ?? false }
    return String(decoding: session.close(), as: UTF8.self)
  }

  @Test func `a loop goes through the nodes in document order with an index from 1`() throws {
    var seen: [String] = []

    _ = try loop("$x/b[2] | $x/b[1]") { session, given in
      let item = try session.value(given.expressions["string($i)"]!, in: StateSet())
      let index = try session.value(given.expressions["string($n)"]!, in: StateSet())
      seen.append(index.text + item.text)
      return true
    }

    #expect(seen == ["1one", "2two"])
  }

  @Test func `the item is the node itself, so that assigning to it changes the array`() throws {
    let stored = try loop("$x/b") { session, given in
      try session.assign(
        ExecutableContent.Assign(
          location: given.expressions["$i"]!,
          source: .expression(given.expressions["concat($i, '!')"]!)), in: StateSet())
      return true
    }

    #expect(stored.contains(#"<b n="1">one!</b><b n="2">two!</b>"#))
  }

  @Test func `after a loop the variables hold the content of the last item and its index`() throws {
    let stored = try loop("$x/b") { _, _ in true }

    #expect(stored.hasSuffix(#"<data id="i">two</data><data id="n">2</data></datamodel>"#))
  }

  @Test func `a body that fails ends the loop`() throws {
    var rounds = 0

    _ = try loop("$x/b") { _, _ in
      rounds += 1
      return false
    }

    #expect(rounds == 1)
  }

  @Test func `an empty array runs no body and declares the variables`() throws {
    let stored = try loop("$x/none") { _, _ in
      Issue.record("the body ran")
      return true
    }

    #expect(stored.hasSuffix(#"<data id="i"/><data id="n"/></datamodel>"#))
  }

  @Test(arguments: [("count($x)", "i"), ("'text'", "i"), ("$x/b", "1st"), ("$x/b", "_event")])
  func `an array or an item that is none is an error`(_ array: String, _ item: String) {
    #expect(throws: ExecutionError.self) {
      try loop(array, item: item) { _, _ in true }
    }
  }
}
