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
    let actor = try reader.text("actor")
    let after = try reader.texts("after")
    let at = try reader.required(try reader.instant("at"))
    let authenticated = try reader.text("authenticated")
    let authority = try reader.text("authority")
    let batch = try reader.text("batch")
    let before = try reader.texts("before")
    let commitments = try reader.members("commitments") {
      (reader) throws(CanonicalReader.Unexpected) in Commitment(digest: try reader.digest())
    }
    let content = try reader.digest("content")
    let delivered = try reader.instant("delivered")
    let details = try reader.members("details") {
      (reader) throws(CanonicalReader.Unexpected) in try reader.json()
    }
    let due = try reader.instant("due")
    let entered = try reader.texts("entered")
    let event = try reader.value("event", as: Event.self)
    let exited = try reader.texts("exited")
    let facts = try reader.values("facts", as: Fact.self)
    let instance = try reader.text("instance")
    let kind = EntryKind(try reader.required(try reader.text("kind")))
    let missing = try reader.list("missing") {
      (reader) throws(CanonicalReader.Unexpected) in try reader.json()
    }
    let onBehalfOf = try reader.text("onBehalfOf")
    let parent = try reader.text("parent")
    let programme = try reader.text("programme")
    let revision = try reader.integer("revision")
    let role = try reader.text("role")
    let snapshot = try reader.digest("snapshot")
    let subject = try reader.required(try reader.value("subject", as: Subject.self))
    let transitions = try reader.values("transitions", as: Transition.self)
    let unit = try reader.text("unit")
    guard try reader.integer("v") == Self.version else { throw .init() }
    let via = try reader.value("via", as: Via.self)
    let workflow = try reader.value("workflow", as: Workflow.self)
    try reader.end("}")
    // All at once: members that were set one by one would be copied at the end.
    self.init(
      kind: kind, subject: subject, at: at, instance: instance, revision: revision,
      parent: parent, programme: programme, batch: batch, unit: unit, workflow: workflow,
      event: event, content: content, actor: actor, via: via, authenticated: authenticated,
      onBehalfOf: onBehalfOf, role: role, authority: authority, due: due, delivered: delivered,
      before: before, after: after, transitions: transitions, exited: exited, entered: entered,
      snapshot: snapshot, facts: facts, missing: missing, details: details,
      commitments: commitments)
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
