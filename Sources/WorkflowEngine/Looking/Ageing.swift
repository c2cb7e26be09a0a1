import AuditLog
public import Statechart

/// How long the instances that are in a stage have been in it.
public struct Ageing: Hashable, Sendable {
  public var stage: Identifier
  /// Whole days since the stage was entered, the shortest first.
  public var days: [Int]

  /// The middle one, the lower of two; nil for none.
  public var median: Int? { days.isEmpty ? nil : days[(days.count - 1) / 2] }
  public var longest: Int? { days.last }

  /// How many are between two limits: at least the first, less than the second.
  public func count(from: Int, to: Int?) -> Int {
    days.count { day in day >= from && to.map { day < $0 } ?? true }
  }
}

extension SurveyLook {
  /// Of each column, in order. Only what is running ages.
  public var ageing: [Ageing] {
    var days: [Identifier: [Int]] = [:]
    let today = zone.date(at: survey.now).dayNumber
    for standing in survey.standings where standing.status == .running {
      guard let plan = plan(of: standing) else { continue }
      for (column, progress) in plan.progress(of: standing).enumerated() where progress == .inside {
        let id = plan.columns[column].id
        let since = standing.entered[id]?.at ?? standing.at
        days[id, default: []].append(max(0, today - zone.date(at: since).dayNumber))
      }
    }
    return columns.map { Ageing(stage: $0.id, days: (days[$0.id] ?? []).sorted()) }
  }
}
