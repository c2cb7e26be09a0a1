public import AuditLog
import Statechart

/// What boards are made of, from one state of the log: how many units stand where, and no unit.
public struct BoardSurvey: Sendable {
  /// The state of the log that everything here is of.
  public var position: LogPosition
  /// The time by which colours are told.
  public var now: Instant
  /// The zone of the store, in which days are counted.
  public var zone: Zone
  /// The batches that were asked for, by programme and number.
  public var batches: [Batch]
  /// Their instances, by programme, batch and look.
  public var groups: [BoardGroup]
  /// The items of their ledgers.
  public var items: [ItemCount]
  public var workflows: [WorkflowReference: Workflow]
  /// The decisions of then that were set aside and under which something was done here.
  public var superseded: [SupersededDecision]

  /// Counts what was looked at one by one.
  public init(_ survey: Survey) {
    position = survey.position
    now = survey.now
    zone = survey.zone
    batches = survey.batches
    groups = BoardGroup.counting(survey.standings)
    workflows = survey.workflows
    superseded = survey.superseded
    let look = SurveyLook(survey)
    var counts: [ItemCount: Int] = [:]
    for item in survey.items {
      let alike = ItemCount(
        programme: item.programme, batch: item.batch, isClosed: look.isClosed(item),
        isContinuing: look.isContinuing(item), count: 0)
      counts[alike, default: 0] += 1
    }
    items = ItemCount.sorted(counts)
  }

  public func colour(of look: BoardLook) -> ProgressColour {
    look.colour(at: now, in: zone, by: workflows[look.workflow])
  }
}

extension Engine {
  /// Looks at how many units stand where, now or at any moment of the past.
  ///
  /// - Parameter query: Its unit is not asked for; boards are of whole batches.
  /// - Complexity: The present takes what the board has of lines, and one reading of the items of
  ///   ledgers; the past what `survey` takes.
  public func board(
    _ query: SurveyQuery, scratch: @Sendable () throws -> any Store,
    progress: @Sendable (Int, Int) -> Void = { _, _ in }
  ) async throws -> BoardSurvey {
    guard case .present = query.moment else {
      return BoardSurvey(try await survey(query, scratch: scratch, progress: progress))
    }
    let now = query.now ?? clock.now()
    return try await store.read { try BoardSurvey(presentOf: $0, query, now: now) }
  }
}

extension BoardSurvey {
  /// What the tables say.
  fileprivate init(presentOf reader: any StoreReader, _ query: SurveyQuery, now: Instant) throws {
    position = LogPosition(try reader.tree())
    self.now = now
    zone = try Zone(reader.info().zone)
    batches = try reader.batches().filter { query.includes($0) }
    groups = try reader.board(query.programme, batch: query.batch)
    let standings = try reader.itemStandings(query.programme, batch: query.batch)
    superseded = try reader.supersededDecisions(
      in: Set(batches.map(\.programme)), before: position.size)
    var workflows: [WorkflowReference: Workflow] = [:]
    let references =
      groups.map(\.look.workflow) + batches.map(\.workflow) + standings.map(\.holder)
    for reference in Set(references) {
      workflows[reference] = try WorkflowLibrary.shared.workflow(reference, reader)
    }
    self.workflows = workflows
    var counts: [ItemCount: Int] = [:]
    for items in standings {
      let closed = workflows[items.holder]?.ledger(items.ledger).map { Set($0.closed) }
      let alike = ItemCount(
        programme: items.programme, batch: items.batch, isClosed: items.isClosed(in: closed ?? []),
        isContinuing: items.isContinuing, count: 0)
      counts[alike, default: 0] += items.count
    }
    items = ItemCount.sorted(counts)
  }
}
