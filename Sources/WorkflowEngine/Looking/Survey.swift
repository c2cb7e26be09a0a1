public import AuditLog
public import Statechart

/// Everything that boards, trees, heat maps and reports are made of, from one state of the log.
public struct Survey: Sendable {
  /// The state of the log that everything here is of.
  public var position: LogPosition
  /// The time by which colours and ages are told.
  public var now: Instant
  public var info: StoreInfo
  /// The zone of the store, in which days are counted.
  public var zone: Zone
  /// The tree of that time, parents before children, retired units too.
  public var units: [Unit]
  /// The batches that were asked for, by programme and number.
  public var batches: [Batch]
  /// The units' own instances in those batches, by id.
  public var standings: [Standing]
  /// The items of their ledgers, by id.
  public var items: [Standing]
  public var workflows: [WorkflowReference: Workflow]
  /// The decisions of then that were set aside and under which something was done here.
  public var superseded: [SupersededDecision] = []
  /// How the programme came there, where it was followed through the log.
  public var course: Course?
}

/// What a survey shall be about.
public struct SurveyQuery: Hashable, Sendable {
  /// Nil for every programme.
  public var programme: ProgrammeName?
  public var batch: Int?
  /// Only this unit's own instances.
  public var unit: UnitCode?
  /// Those of the units below it, too.
  public var includesBelow: Bool
  public var moment: Moment
  /// By which colours and ages are told; nil for the time of the moment, and the clock's at present.
  public var now: Instant?
  /// Whether the way there is wanted, too.
  public var withCourse: Bool

  public init(
    programme: ProgrammeName? = nil, batch: Int? = nil, unit: UnitCode? = nil,
    includesBelow: Bool = false, moment: Moment = .present, now: Instant? = nil,
    withCourse: Bool = false
  ) {
    self.programme = programme
    self.batch = batch
    self.unit = unit
    self.includesBelow = includesBelow
    self.moment = moment
    self.now = now
    self.withCourse = withCourse
  }

  func includes(_ batch: Batch) -> Bool { includes(batch.programme, batch.number) }

  func includes(_ programme: ProgrammeName, _ batch: Int) -> Bool {
    (self.programme == nil || self.programme == programme)
      && (self.batch == nil || self.batch == batch)
  }

  /// The units that are wanted; nil for all.
  func wanted(of units: some Sequence<Unit>) -> Set<UnitCode>? {
    guard let unit else { return nil }
    guard includesBelow else { return [unit] }
    let children = Dictionary(grouping: units, by: \.parent)
    var wanted: Set<UnitCode> = [unit]
    var waiting = [unit]
    while let next = waiting.popLast() {
      waiting += (children[next] ?? []).map(\.code).filter { wanted.insert($0).inserted }
    }
    return wanted
  }
}

extension Engine {
  /// Looks at programmes, now or at any moment of the past.
  ///
  /// The past comes from the log alone. Entries say what they did, so that most logs are only read;
  /// where one does not, its decisions are made again.
  ///
  /// - Parameters:
  ///   - scratch: Makes an empty store, for logs whose decisions must be made again.
  ///   - progress: Called with how many entries are done, of how many, while that happens.
  /// - Complexity: The present takes one reading of the programme's instances, the past one of its
  ///   entries.
  public func survey(
    _ query: SurveyQuery, scratch: @Sendable () throws -> any Store,
    progress: @Sendable (Int, Int) -> Void = { _, _ in }
  ) async throws -> Survey {
    let clock = clock.now()
    do {
      return try await store.read { reader in
        if case .present = query.moment, !query.withCourse {
          return try Survey(presentOf: reader, query, now: query.now ?? clock)
        }
        let size: Int
        var now = query.now ?? clock
        switch query.moment {
        case .present: size = try reader.tree().size
        case .position(let wanted):
          size = min(max(0, wanted), try reader.tree().size)
          now = try query.now ?? reader.entry(at: size - 1)?.entry.leaf.at ?? clock
        case .time(let time):
          size = try reader.position(at: time).size
          now = query.now ?? time
        }
        return try Survey(foldedFrom: reader, size: size, query, now: now)
      }
    } catch is StandingFold.Unfoldable {
      return try await rebuiltSurvey(query, clock: clock, scratch: scratch, progress: progress)
    }
  }

  private func rebuiltSurvey(
    _ query: SurveyQuery, clock: Instant, scratch: @Sendable () throws -> any Store,
    progress: @Sendable (Int, Int) -> Void
  ) async throws -> Survey {
    let (size, now) = try await store.read { reader in
      switch query.moment {
      case .present: (try reader.tree().size, clock)
      case .position(let size):
        (size, try reader.entry(at: size - 1)?.entry.leaf.at ?? clock)
      case .time(let time): (try reader.position(at: time).size, time)
      }
    }
    let past = try scratch()
    try await store.rebuild(size, in: past, progress: progress)
    return try await past.read { try Survey(presentOf: $0, query, now: query.now ?? now) }
  }
}

extension Survey {
  /// What the tables say.
  init(presentOf reader: any StoreReader, _ query: SurveyQuery, now: Instant) throws {
    self.init(
      position: LogPosition(try reader.tree()), now: now, info: try reader.info(),
      zone: try Zone(reader.info().zone), units: try reader.units(),
      batches: try reader.batches().filter { query.includes($0) },
      standings: [], items: [], workflows: [:])
    let wanted = query.wanted(of: units)
    var page = InstanceQuery(
      programme: query.programme, batch: query.batch, includesItems: true, limit: 5_000)
    if !query.includesBelow { page.unit = query.unit }
    while true {
      let found = try reader.instances(page)
      for instance in found
      where !instance.isInvoked && (wanted?.contains(instance.unit) ?? true) {
        add(Standing(instance))
      }
      guard found.count == page.limit, let last = found.last else { break }
      page.after = last.id
    }
    superseded = try reader.supersededDecisions(
      in: Set(batches.map(\.programme)), before: position.size)
    for reference in Set((standings + items).map(\.workflow) + batches.map(\.workflow)) {
      workflows[reference] = try WorkflowLibrary.shared.workflow(reference, reader)
    }
  }

  mutating func add(_ standing: Standing) {
    if standing.parent == nil { standings.append(standing) } else { items.append(standing) }
  }
}
