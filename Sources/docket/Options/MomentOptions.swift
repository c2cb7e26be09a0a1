import ArgumentParser
import AuditLog
import SQLiteStore
import WorkflowEngine

/// From when a store is looked at.
struct MomentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "As it was then, from the log alone: a day (its end) or a time.", valueName: "time"))
  var asOf: String?

  /// - Parameter zone: Where a mere day ends.
  func moment(in zone: Zone) throws -> Moment {
    guard let asOf else { return .present }
    if let date = CalendarDate(asOf) { return .time(zone.end(of: date)) }
    guard let instant = Instant(rfc3339: asOf) else {
      throw UsageError(
        "\"\(asOf)\" is no time; write 2023-09-08 or 2023-09-08T09:30:00+08:00")
    }
    return .time(instant)
  }
}

extension Session {
  /// Looks at programmes, at the moment that the options name.
  ///
  /// - Parameter unit: Must be a unit of that time; what is wanted is it, and all below it where
  ///   `below` says so.
  func survey(
    _ options: MomentOptions, programme: ProgrammeName? = nil, batch: Int? = nil,
    unit: UnitCode? = nil, withBelow: Bool = false, withCourse: Bool = false
  ) async throws -> Survey {
    let moment = try options.moment(in: zone)
    let query = SurveyQuery(
      programme: programme, batch: batch, unit: unit, includesBelow: withBelow, moment: moment,
      withCourse: withCourse)
    try await check(query)
    return try await engine.survey(
      query, scratch: { try SQLiteStore.scratch() },
      progress: { Terminal.progress($0, of: $1, "entries decided again") })
  }

  /// How many units of a programme stand where, at the moment that the options name.
  func board(_ options: MomentOptions, programme: ProgrammeName?, batch: Int?) async throws
    -> BoardSurvey
  {
    let query = SurveyQuery(
      programme: programme, batch: batch, moment: try options.moment(in: zone))
    try await check(query)
    return try await engine.board(
      query, scratch: { try SQLiteStore.scratch() },
      progress: { Terminal.progress($0, of: $1, "entries decided again") })
  }

  private func check(_ query: SurveyQuery) async throws {
    try await store.read { reader in
      if let programme = query.programme { try reader.check(programme: programme) }
      if let unit = query.unit { try reader.check(unit) }
      guard case .time(let time) = query.moment else { return }
      let (size, late) = try reader.position(at: time)
      guard size > 0 else { throw UsageError("the log begins after \(time)") }
      if let late {
        Terminal.complain(
          "note: clocks were set back: entry \(late) is dated later than \(time) and stands before"
            + " entry \(size), the last one looked at")
      }
    }
  }
}
