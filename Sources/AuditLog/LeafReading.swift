// Leaves and payloads from canonical bytes. Histories, verification and every look into the past
// read thousands of them, so they are read without a tree of JSON. The members are in the order of
// canonical JSON, whatever their order in the types is.

extension Payload: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    self.init(
      try reader.members { (reader) throws(CanonicalReader.Unexpected) in try Secret(&reader) })
  }
}

extension Leaf: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    actor = try reader.text("actor")
    after = try reader.texts("after")
    at = try reader.required(try reader.instant("at"))
    authenticated = try reader.text("authenticated")
    authority = try reader.text("authority")
    batch = try reader.text("batch")
    before = try reader.texts("before")
    commitments = try reader.members("commitments") {
      (reader) throws(CanonicalReader.Unexpected) in Commitment(digest: try reader.digest())
    }
    content = try reader.digest("content")
    delivered = try reader.instant("delivered")
    details = try reader.members("details") {
      (reader) throws(CanonicalReader.Unexpected) in try reader.json()
    }
    due = try reader.instant("due")
    entered = try reader.texts("entered")
    event = try reader.value("event", as: Event.self)
    exited = try reader.texts("exited")
    facts = try reader.values("facts", as: Fact.self)
    instance = try reader.text("instance")
    kind = EntryKind(try reader.required(try reader.text("kind")))
    missing = try reader.list("missing") {
      (reader) throws(CanonicalReader.Unexpected) in try reader.json()
    }
    onBehalfOf = try reader.text("onBehalfOf")
    parent = try reader.text("parent")
    programme = try reader.text("programme")
    revision = try reader.integer("revision")
    role = try reader.text("role")
    snapshot = try reader.digest("snapshot")
    subject = try reader.required(try reader.value("subject", as: Subject.self))
    transitions = try reader.values("transitions", as: Transition.self)
    unit = try reader.text("unit")
    guard try reader.integer("v") == Self.version else { throw .init() }
    via = try reader.value("via", as: Via.self)
    workflow = try reader.value("workflow", as: Workflow.self)
    try reader.end("}")
  }
}

extension Leaf.Subject: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let id = try reader.required(try reader.text("id"))
    self.init(type: try reader.required(try reader.text("type")), id: id)
    try reader.end("}")
  }
}

extension Leaf.Workflow: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let name = try reader.required(try reader.text("name"))
    let sha256 = try reader.required(try reader.digest("sha256"))
    self.init(
      name: name, version: try reader.required(try reader.text("version")), sha256: sha256)
    try reader.end("}")
  }
}

extension Leaf.Event: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let data = try reader.json("data")
    let id = try reader.required(try reader.text("id"))
    self.init(name: try reader.required(try reader.text("name")), id: id, data: data)
    try reader.end("}")
  }
}

extension Leaf.Via: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let channel = try reader.required(try reader.text("channel"))
    self.init(Channel(rawValue: channel), user: try reader.text("user"))
    try reader.end("}")
  }
}

extension Leaf.Transition: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let event = try reader.text("event")
    let index = try reader.required(try reader.integer("index"))
    let source = try reader.required(try reader.text("source"))
    self.init(source: source, index: index, event: event, targets: try reader.texts("targets"))
    try reader.end("}")
  }
}

extension Leaf.Fact: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let answer = try reader.required(try reader.json("answer"))
    let digest = try reader.required(try reader.digest("digest"))
    let exceptions = try reader.texts("exceptions")
    // More of them would not be kept, so they would not come back as these bytes.
    guard exceptions.count <= Self.maximumExceptions else { throw .init() }
    let position = try reader.required(try reader.integer("position"))
    self.init(
      query: try reader.required(try reader.text("query")), answer: answer, exceptions: exceptions,
      digest: digest, position: position)
    try reader.end("}")
  }
}

extension Payload.Secret: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let salt = try reader.required(try reader.salt("salt"))
    self.init(value: try reader.required(try reader.text("value")), salt: salt)
    try reader.end("}")
  }
}
