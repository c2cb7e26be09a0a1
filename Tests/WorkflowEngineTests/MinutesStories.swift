import AuditLog
import Statechart
import Testing
import WorkflowEngine

// Meetings of the small campaign: minutes as values, handed in, approved and enacted.

extension Campaign {
  /// Minutes with one decision for each list of orders, named `d-1`, `d-2`, …
  static func minutes(_ id: MinutesID = "m-1", _ orders: [Order]..., text: String = "")
    -> MinutesSubmission
  {
    let bytes = Array("<minutes id=\"\(id)\">\(text)</minutes>".utf8)
    return MinutesSubmission(
      record: MinutesRecord(
        id: id, titles: LocalizedText("会议纪要"), issuer: LocalizedText("集团"), number: "1",
        date: PartialDate(CalendarDate(dayNumber: 19_600)), digest: Digest.sha256(bytes)),
      orders: MinutesOrders(
        id: id,
        decisions: orders.enumerated().map { position, orders in
          Decision(
            id: Identifier("d-\(position + 1)"), text: LocalizedText("决定\(position + 1)"),
            orders: orders)
        }), text: bytes)
  }

  @discardableResult
  func submit(_ minutes: MinutesSubmission) async throws -> AppliedChange {
    try await engine.register(minutes: minutes, identity: Self.by(Self.officer))
  }

  func approve(_ id: MinutesID = "m-1", as person: PersonID = Campaign.officer) async throws {
    _ = try await engine.approve(minutes: id, identity: Self.by(person))
  }

  @discardableResult
  func enact(_ id: MinutesID = "m-1", isDryRun: Bool = false) async throws -> Enactment {
    try await engine.enact(minutes: id, identity: Self.by(Self.officer), isDryRun: isDryRun)
  }

  /// Hands in, approves and enacts.
  @discardableResult
  func hold(_ minutes: MinutesSubmission) async throws -> Enactment {
    try await submit(minutes)
    try await approve(minutes.record.id)
    return try await enact(minutes.record.id)
  }
}

extension Order {
  /// Launches the campaign's workflow.
  static func launch(
    _ predicate: String, batch: Int = 1, workflow: Identifier = "review",
    window: DateWindow = DateWindow()
  ) -> Order {
    .launch(
      LaunchOrder(
        workflow: workflow, programme: "drive", batch: batch, window: window, predicate: predicate))
  }

  static func send(_ event: String, to recipients: Recipients, reason: String? = nil) -> Order {
    .send(
      SendOrder(event: event, programme: "drive", recipients: recipients, reason: reason))
  }

  static func deadline(
    _ state: Identifier, at day: String, for recipients: Recipients = .everyUnit
  ) -> Order {
    .deadline(
      DeadlineOrder(
        programme: "drive", state: state,
        due: .at(CalendarDate(day) ?? CalendarDate(dayNumber: 0)), recipients: recipients,
        reason: "The meeting said so."))
  }
}
