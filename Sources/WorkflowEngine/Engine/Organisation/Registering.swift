import AuditLog
public import Statechart

/// What became of one thing that was applied.
public struct AppliedChange: Hashable, Sendable {
  public enum Verdict: String, Hashable, Sendable { case registered, changed, unchanged, removed }

  /// `workflow`, `unit`, `person`, `assignment` or `calendar`.
  public var type: String
  public var id: String
  public var verdict: Verdict
  /// What is said anew, field by field; empty unless the verdict is `changed`.
  public var fields: [FieldChange]

  public init(type: String, id: String, verdict: Verdict, fields: [FieldChange] = []) {
    self.type = type
    self.id = id
    self.verdict = verdict
    self.fields = fields
  }
}

extension Engine {
  /// Makes the store what `info` says: its first entry.
  public func initialize(_ info: StoreInfo, identity: Identity) async throws {
    try await store.write { [salts] transaction in
      try transaction.initialize(info)
      _ = try transaction.commit(
        Registration.initialized(info, identity).complete(), salts: salts)
    }
  }

  /// Registers a workflow by its content. The same text with the same files again changes nothing.
  ///
  /// - Parameter files: What the document can name by `src`, by path below its folder.
  /// - Throws: `InvalidDocument`; `RequestError.versionTaken` where the version is registered with
  ///   another text: versions are immutable.
  public func register(
    workflow text: [UInt8], files: [Identifier: [UInt8]] = [:], identity: Identity,
    isDryRun: Bool = false
  ) async throws -> AppliedChange {
    let source = WorkflowSource(text, files: files)
    let workflow = try WorkflowLibrary.shared.workflow(source)
    let reference = workflow.reference
    return try await change(isDryRun: isDryRun) { [clock, salts] transaction in
      var verdict = AppliedChange.Verdict.registered
      if let known = try transaction.workflow(reference.name, version: reference.version) {
        guard known.reference == reference else {
          throw RequestError.versionTaken(known.reference)
        }
        verdict = .unchanged
      } else {
        let identity = try transaction.authenticated(identity)
        let record = WorkflowRecord(
          reference: reference, titles: workflow.titles, text: text,
          files: source.record.files, registeredAt: clock.now())
        _ = try transaction.commit(
          Registration.workflow(record, files: files, identity).complete(), salts: salts)
      }
      return AppliedChange(type: "workflow", id: "\(reference)", verdict: verdict)
    }
  }

  /// Registers units, people, assignments and calendars. What is known already and equal is left
  /// alone; what is not mentioned stays. All of it or nothing.
  ///
  /// - Returns: One verdict for each thing, in the order of the organisation.
  public func apply(_ organisation: Organisation, identity: Identity, isDryRun: Bool = false)
    async throws -> [AppliedChange]
  {
    try await change(isDryRun: isDryRun) { [clock, salts] transaction in
      let identity = try transaction.authenticated(identity)
      let now = clock.now()
      var verdicts: [AppliedChange] = []
      func register<Thing: Equatable>(
        _ type: String, _ id: String, _ thing: Thing, known: Thing?,
        _ cells: (Thing) -> [SheetCell], _ registration: () -> Registration
      ) throws {
        let verdict: AppliedChange.Verdict =
          known == thing ? .unchanged : known == nil ? .registered : .changed
        verdicts.append(
          AppliedChange(
            type: type, id: id, verdict: verdict,
            fields: known.map { FieldChange.between(cells($0), cells(thing)) } ?? []))
        guard verdict != .unchanged else { return }
        _ = try transaction.commit(registration().complete(), salts: salts)
      }
      for unit in organisation.units {
        try transaction.checkPlace(of: unit)
        try register("unit", unit.code.text, unit, known: transaction.unit(unit.code), \.cells) {
          .unit(unit, identity, at: now)
        }
      }
      for person in organisation.people {
        let known = try transaction.person(person.id)
        try register("person", person.id.text, person, known: known, \.cells) {
          .person(person, identity, at: now)
        }
      }
      for calendar in organisation.calendars {
        let known = try transaction.calendar(of: calendar.unit)
        try register("calendar", calendar.unit.text, calendar, known: known, \.cells) {
          .calendar(calendar, identity, at: now)
        }
      }
      let mentioned = Set(organisation.assignments)
      for assignment in organisation.assignments {
        let known = try transaction.predecessor(of: assignment, besides: mentioned)
        if let known, known != assignment {
          _ = try transaction.commit(
            Registration.assignment(known, isHeld: false, identity, at: now).complete(),
            salts: salts)
        }
        try register("assignment", assignment.words, assignment, known: known, \.cells) {
          .assignment(assignment, isHeld: true, identity, at: now)
        }
      }
      try Self.check(organisation, transaction)
      return verdicts
    }
  }

  /// What a file by itself cannot know: parents, people and units that are in the store already.
  private static func check(_ organisation: Organisation, _ reader: any StoreReader) throws {
    for unit in organisation.units { try check(unit) }
    try checkTree(organisation.units, reader)
    for assignment in organisation.assignments {
      _ = try reader.knownUnit(assignment.unit)
      for person in [assignment.person, assignment.onBehalfOf].compactMap(\.self) {
        guard try reader.person(person) == nil else { continue }
        throw RequestError.unknown(
          .person, person.text,
          nearest: nearest(person.text, among: try reader.people().map(\.id)))
      }
    }
    for calendar in organisation.calendars {
      _ = try reader.knownUnit(calendar.unit)
      do {
        _ = try DueCalendar(calendar)
      } catch {
        throw RequestError.invalid(
          "the calendar of \(calendar.unit) is in no time zone \"\(calendar.zone)\"")
      }
    }
  }

  /// Ids of instances and lists of units are made of codes.
  private static func check(_ unit: Unit) throws(RequestError) {
    let scalars = unit.code.text.unicodeScalars
    let isWord =
      !scalars.isEmpty
      && !scalars.contains { $0 == "/" || $0.value < 32 || $0.properties.isWhitespace }
    guard !isWord else { return }
    throw .invalid("\"\(unit.code)\" cannot be the code of a unit: it is one word without \"/\"")
  }

  /// Every parent is there, and no unit is above itself.
  private static func checkTree(_ units: [Unit], _ reader: any StoreReader) throws {
    var checked: Set<UnitCode> = []
    for unit in units {
      var line: Set<UnitCode> = []
      var next: Unit? = unit
      while let unit = next, !checked.contains(unit.code) {
        guard line.insert(unit.code).inserted else {
          throw RequestError.invalid("the unit \(unit.code) would be above itself")
        }
        next = try unit.parent.map { try reader.knownUnit($0) }
      }
      checked.formUnion(line)
    }
  }
}

extension StoreReader {
  /// Refuses to give a unit that is at work another parent by the way: people above wait for it.
  fileprivate func checkPlace(of unit: Unit) throws {
    guard let known = try self.unit(unit.code), known.parent != unit.parent,
      try !instances(InstanceQuery(subtree: unit.code, includesItems: true, limit: 1)).isEmpty
    else { return }
    throw RequestError.invalid(
      "\(unit.code) takes part in a programme, so another parent is a move that needs a reason:"
        + " docket unit move \(unit.code) --to \(unit.parent?.text ?? "UNIT") --reason …")
  }

  /// The assignment that a file says anew: this very one, or the only one of the same person, role
  /// and unit that the file does not mention, whose dates it changes.
  fileprivate func predecessor(of assignment: Assignment, besides mentioned: Set<Assignment>)
    throws -> Assignment?
  {
    let known = try assignments(at: assignment.unit).filter {
      $0.role == assignment.role && $0.person == assignment.person
    }
    if known.contains(assignment) { return assignment }
    let candidates = known.filter {
      $0.onBehalfOf == assignment.onBehalfOf && !mentioned.contains($0)
    }
    return candidates.count == 1 ? candidates[0] : nil
  }
}

extension Assignment {
  /// `secretary p110 G-1`, and for whom: how people tell it from others.
  var words: String {
    "\(role) \(person) \(unit)" + (onBehalfOf.map { " for \($0)" } ?? "")
  }
}
