import AuditLog
import Statechart

/// Decides whether a batch can be launched, and what it is.
struct LaunchDecision {
  let reader: any StoreReader

  /// The batch that the request means, with nothing made yet.
  ///
  /// - Throws: `RequestError` where the workflow or what its ledgers need is not there.
  func batch(_ request: LaunchRequest, at: Instant) throws -> Batch {
    guard request.batch >= 1 else { throw RequestError.invalid("batches count from 1") }
    guard !request.programme.text.isEmpty, !request.programme.text.contains("/"),
      !request.programme.text.unicodeScalars.contains(where: { $0.value < 32 })
    else {
      throw RequestError.invalid("the name of a programme is not empty and has no slash")
    }
    guard !request.window.isEmpty else {
      throw RequestError.invalid("the batch would end before it starts")
    }
    try Authority.check(request.authority)
    let reference = try reader.knownWorkflow(request.workflow, version: request.version).reference
    try checkLedgers(of: reference)
    return Batch(
      programme: request.programme, number: request.batch, workflow: reference,
      status: .launching, size: request.units.count, plan: request.units.plan,
      window: request.window, authority: request.authority, launchedAt: at)
  }

  /// Throws where units that somebody listed cannot be the plan.
  func check(_ request: LaunchRequest) throws {
    guard !request.units.isEmpty else {
      throw RequestError.invalid("the batch would have no units")
    }
    guard Set(request.units).count == request.units.count else {
      throw RequestError.invalid("a unit stands twice in the plan")
    }
    for code in request.units {
      let unit = try reader.knownUnit(code)
      guard unit.retiredAt == nil else {
        throw RequestError.invalid("\(code) is retired")
      }
      if let member = try reader.member(request.programme, code) {
        throw RequestError.invalid(
          "\(code) is in batch \(member.batch) of \(request.programme) already")
      }
    }
  }

  /// The first step of a unit's instance, not committed: a plan whose instances cannot be made
  /// would be frozen for nothing.
  func rehearse(_ batch: Batch, _ unit: UnitCode, _ identity: Identity) throws -> Proposal {
    let member = Member(
      programme: batch.programme, unit: unit, batch: batch.number, position: 0)
    let start = try StartDecision(reader: reader)
      .start(member, of: batch, identity: identity, at: batch.launchedAt)
    do {
      _ = try start.leaf.canonical()
    } catch {
      throw RequestError.tooLarge(error)
    }
    return start
  }

  /// The workflows of the ledgers' items must be there, and have the states that count as closed.
  private func checkLedgers(of reference: WorkflowReference) throws {
    for ledger in try WorkflowLibrary.shared.workflow(reference, reader).ledgers {
      let item = try WorkflowLibrary.shared.workflow(
        reader.knownWorkflow(ledger.workflow, version: nil).reference, reader)
      for state in ledger.closed where item.chart.index(of: state) == nil {
        throw RequestError.unknown(
          .state, state.text, nearest: nearest(state.text, among: item.chart.ids))
      }
    }
  }
}
