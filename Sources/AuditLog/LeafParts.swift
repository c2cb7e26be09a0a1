extension Leaf {
  /// What an entry is about.
  public struct Subject: JSONConvertible {
    /// What kind of thing: "instance", "unit", "workflow", …
    public var type: String
    public var id: String

    public init(type: String, id: String) {
      self.type = type
      self.id = id
    }
  }

  /// The workflow that an instance runs, by its content.
  public struct Workflow: JSONConvertible {
    public var name: String
    public var version: String
    /// The digest of the document's bytes.
    public var sha256: Digest

    public init(name: String, version: String, sha256: Digest) {
      self.name = name
      self.version = version
      self.sha256 = sha256
    }
  }

  /// The external event that was sent.
  public struct Event: JSONConvertible {
    public var name: String
    /// The event's id, unique within its instance.
    public var id: String
    /// What the event carries; nothing personal.
    public var data: JSON?

    public init(name: String, id: String, data: JSON? = nil) {
      self.name = name
      self.id = id
      self.data = data
    }
  }

  /// The way by which the request came.
  public struct Via: JSONConvertible {
    public var channel: Channel
    /// The operating system's user, or the server's login.
    public var user: String?

    public init(_ channel: Channel, user: String? = nil) {
      self.channel = channel
      self.user = user
    }
  }

  /// A transition that was taken.
  public struct Transition: JSONConvertible {
    /// The state it belongs to.
    public var source: String
    /// Its place among the transitions of its state in document order, from 0.
    public var index: Int
    /// The event that it answered; nil for an eventless one.
    public var event: String?
    /// The states it names as targets; empty for a targetless one.
    public var targets: [String]

    public init(source: String, index: Int, event: String? = nil, targets: [String] = []) {
      self.source = source
      self.index = index
      self.event = event
      self.targets = targets
    }
  }

  /// Something outside the snapshot that the decision read.
  public struct Fact: JSONConvertible {
    /// The number of exceptions that are kept; the others are only in the digest.
    public static let maximumExceptions = 20

    /// What was asked.
    public var query: String
    /// The answer: a count or a value.
    public var answer: JSON
    /// The first exceptions: what does not fulfil a requirement, for example units.
    public var exceptions: [String]
    /// The digest of the full answer.
    public var digest: Digest
    /// The number of entries in the log when it was read.
    public var position: Int

    /// A fact; of the exceptions the first 20 are kept.
    public init(
      query: String, answer: JSON, exceptions: [String] = [], digest: Digest, position: Int
    ) {
      self.query = query
      self.answer = answer
      self.exceptions = Array(exceptions.prefix(Self.maximumExceptions))
      self.digest = digest
      self.position = position
    }
  }
}

extension Leaf.Subject {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("id", id)
      members.put("type", type)
    }
  }

  public init(json: JSON) throws(InvalidEntry) {
    var reader = try MemberReader(json)
    let (type, id) = (try reader.text("type"), try reader.text("id"))
    try reader.finish()
    self.init(type: try reader.required("type", type), id: try reader.required("id", id))
  }
}

extension Leaf.Workflow {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("name", name)
      members.put("sha256", sha256)
      members.put("version", version)
    }
  }

  public init(json: JSON) throws(InvalidEntry) {
    var reader = try MemberReader(json)
    let (name, version) = (try reader.text("name"), try reader.text("version"))
    let sha256 = try reader.digest("sha256")
    try reader.finish()
    self.init(
      name: try reader.required("name", name), version: try reader.required("version", version),
      sha256: try reader.required("sha256", sha256))
  }
}

extension Leaf.Event {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("data", data)
      members.put("id", id)
      members.put("name", name)
    }
  }

  public init(json: JSON) throws(InvalidEntry) {
    var reader = try MemberReader(json)
    let (name, id, data) = (try reader.text("name"), try reader.text("id"), reader.take("data"))
    try reader.finish()
    self.init(
      name: try reader.required("name", name), id: try reader.required("id", id), data: data)
  }
}

extension Leaf.Via {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("channel", channel.rawValue)
      members.put("user", user)
    }
  }

  public init(json: JSON) throws(InvalidEntry) {
    var reader = try MemberReader(json)
    let (channel, user) = (try reader.text("channel"), try reader.text("user"))
    try reader.finish()
    self.init(Channel(rawValue: try reader.required("channel", channel)), user: user)
  }
}

extension Leaf.Transition {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("event", event)
      members.put("index", index)
      members.put("source", source)
      members.put("targets", targets)
    }
  }

  public init(json: JSON) throws(InvalidEntry) {
    var reader = try MemberReader(json)
    let (source, index) = (try reader.text("source"), try reader.integer("index"))
    let (event, targets) = (try reader.text("event"), try reader.texts("targets"))
    try reader.finish()
    self.init(
      source: try reader.required("source", source), index: try reader.required("index", index),
      event: event, targets: targets)
  }
}

extension Leaf.Fact {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("answer", answer)
      members.put("digest", digest)
      members.put("exceptions", exceptions)
      members.put("position", position)
      members.put("query", query)
    }
  }

  public init(json: JSON) throws(InvalidEntry) {
    var reader = try MemberReader(json)
    let (query, answer) = (try reader.text("query"), reader.take("answer"))
    let (digest, position) = (try reader.digest("digest"), try reader.integer("position"))
    let exceptions = try reader.texts("exceptions")
    try reader.finish()
    self.init(
      query: try reader.required("query", query), answer: try reader.required("answer", answer),
      exceptions: exceptions, digest: try reader.required("digest", digest),
      position: try reader.required("position", position))
  }
}
