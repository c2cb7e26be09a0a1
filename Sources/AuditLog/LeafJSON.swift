/// The layout of a leaf, version 1. It cannot be changed: hashes rest on it. A new layout gets a
/// new version, and this one is read for ever.
extension Leaf: JSONConvertible {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("actor", actor)
      members.put("after", after)
      members.put("at", at)
      members.put("authenticated", authenticated)
      members.put("authority", authority)
      members.put("batch", batch)
      members.put("before", before)
      members.put("commitments", commitments)
      members.put("content", content)
      members.put("delivered", delivered)
      members.put("details", details)
      members.put("due", due)
      members.put("entered", entered)
      members.put("event", event)
      members.put("exited", exited)
      members.put("facts", facts)
      members.put("instance", instance)
      members.put("kind", kind.rawValue)
      members.put("missing", missing)
      members.put("onBehalfOf", onBehalfOf)
      members.put("parent", parent)
      members.put("programme", programme)
      members.put("revision", revision)
      members.put("role", role)
      members.put("snapshot", snapshot)
      members.put("subject", subject)
      members.put("transitions", transitions)
      members.put("unit", unit)
      members.put("v", Self.version)
      members.put("via", via)
      members.put("workflow", workflow)
    }
  }

  public init(json: JSON) throws(InvalidEntry) {
    var reader = try MemberReader(json)
    let version = try reader.required("v", try reader.integer("v"))
    guard version == Self.version else {
      throw InvalidEntry(.version, at: "v", "version \(version) is not one that can be read here")
    }
    let kind = try reader.required("kind", try reader.text("kind"))
    let subject = try reader.required("subject", try reader.value("subject", as: Subject.self))
    self.init(
      kind: EntryKind(kind), subject: subject,
      at: try reader.required("at", try reader.instant("at")))
    instance = try reader.text("instance")
    revision = try reader.integer("revision")
    parent = try reader.text("parent")
    programme = try reader.text("programme")
    batch = try reader.text("batch")
    unit = try reader.text("unit")
    workflow = try reader.value("workflow", as: Workflow.self)
    event = try reader.value("event", as: Event.self)
    content = try reader.digest("content")
    actor = try reader.text("actor")
    via = try reader.value("via", as: Via.self)
    authenticated = try reader.text("authenticated")
    onBehalfOf = try reader.text("onBehalfOf")
    role = try reader.text("role")
    authority = try reader.text("authority")
    due = try reader.instant("due")
    delivered = try reader.instant("delivered")
    before = try reader.texts("before")
    after = try reader.texts("after")
    transitions = try reader.array("transitions", Transition.init(json:))
    exited = try reader.texts("exited")
    entered = try reader.texts("entered")
    snapshot = try reader.digest("snapshot")
    facts = try reader.array("facts", Fact.init(json:))
    missing = try reader.array("missing") { $0 }
    details = try reader.optional("details", "an object") { $0.object } ?? [:]
    let commitments = try reader.optional("commitments", "an object") {
      (json) throws(InvalidEntry) in try Members<Commitment>(json: json)
    }
    self.commitments = commitments ?? [:]
    try reader.finish()
  }
}

extension Members<Commitment> {
  /// Reads an object with a digest for every field.
  fileprivate init(json: JSON) throws(InvalidEntry) {
    var reader = try MemberReader(json)
    self.init()
    for name in json.object?.keys ?? [] {
      self[name] = try reader.digest(name).map { Commitment(digest: $0) }
    }
  }
}
