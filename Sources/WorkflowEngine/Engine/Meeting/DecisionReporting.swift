import AuditLog
public import Statechart

/// A decision of minutes and what was done under it.
public struct DecisionReport: Sendable {
  public var record: DecisionRecord
  /// The orders it gave, once its minutes are enacted.
  public var orders: [OrderRecord]
  /// How many entries of the log rest on it, by kind.
  public var entries: [String: Int]
  /// The batches that it launched.
  public var batches: [BatchReport]
  /// The decisions that it set aside.
  public var supersedes: [Authority]
}

/// A batch and what is left to do in its ledgers.
public struct BatchReport: Sendable {
  public var batch: Batch
  /// Items that are still to be dealt with.
  public var openItems: Int
  /// Items that count as closed for the batch, but go on.
  public var continuingItems: Int
}

extension StoreReader {
  /// What was done under each adopted decision of the minutes, in their order.
  public func reports(of minutes: MinutesID) throws -> [DecisionReport] {
    let orders = try orders(of: minutes)
    let batches = try batches()
    return try decisions(of: minutes).map { record in
      let own = orders.filter { $0.decision == record.decision.id }
      let cited = record.authority.description
      return DecisionReport(
        record: record, orders: own, entries: try entryCounts(under: record.authority),
        batches: try batches.filter { $0.authority.map { Identifier($0) } == Identifier(cited) }
          .map { try report(of: $0) },
        supersedes: own.compactMap { order in
          if case .supersede(let other) = order.order { other } else { nil }
        })
    }
  }

  /// The batch, with the items of its units that are open or go on after it.
  ///
  /// - Complexity: O(the items that have not ended).
  public func report(of batch: Batch) throws -> BatchReport {
    var report = BatchReport(batch: batch, openItems: 0, continuingItems: 0)
    let workflow = try WorkflowLibrary.shared.workflow(batch.workflow, self)
    guard !workflow.ledgers.isEmpty else { return report }
    var query = InstanceQuery(
      programme: batch.programme, batch: batch.number, statuses: [.running, .suspended],
      includesItems: true)
    for ledger in workflow.ledgers {
      query.ledger = ledger.id
      query.after = nil
      while true {
        let page = try instances(query)
        for item in page {
          if item.snapshot.active.contains(where: { ledger.closed.contains($0) }) {
            report.continuingItems += 1
          } else {
            report.openItems += 1
          }
        }
        guard page.count == query.limit, let last = page.last else { break }
        query.after = last.id
      }
    }
    return report
  }
}
