public import AuditLog
public import Statechart

/// A decision of minutes that the store knows: what can be cited.
public struct DecisionRecord: Hashable, Sendable {
  public var minutes: MinutesID
  /// The position among the decisions of its minutes, from 1.
  public var number: Int
  public var decision: Decision
  /// The decision that took its place; nothing new can cite this one then.
  public var supersededBy: Authority?

  public init(
    minutes: MinutesID, number: Int, decision: Decision, supersededBy: Authority? = nil
  ) {
    self.minutes = minutes
    self.number = number
    self.decision = decision
    self.supersededBy = supersededBy
  }

  /// How the decision is cited.
  public var authority: Authority { Authority(minutes: minutes, decision: decision.id) }
}

/// An order of enacted minutes, and how far it is carried out.
public struct OrderRecord: Hashable, Sendable {
  /// What became of an order, by units.
  public struct Outcome: Hashable, Sendable {
    public var accepted: Int
    public var refused: Int

    public init(accepted: Int, refused: Int) {
      self.accepted = accepted
      self.refused = refused
    }
  }

  public var minutes: MinutesID
  /// The position among all orders of the minutes, from 1.
  public var number: Int
  /// The decision that gives the order.
  public var decision: Identifier
  public var order: Order
  /// How many units the frozen plan has; 1 for an order that is about no plan.
  public var size: Int
  /// SHA-256 of the plan: the unit codes in its order, each followed by a line feed. Nil for an
  /// order that is about no plan.
  public var plan: Digest?
  /// Who approved the minutes: in this name events are sent and deadlines are set, whoever enacts.
  public var actor: PersonID
  public var enactedAt: Instant
  /// Nil while units are left for which the order is still to be carried out.
  public var outcome: Outcome?

  public init(
    minutes: MinutesID, number: Int, decision: Identifier, order: Order, size: Int = 1,
    plan: Digest? = nil, actor: PersonID, enactedAt: Instant, outcome: Outcome? = nil
  ) {
    self.minutes = minutes
    self.number = number
    self.decision = decision
    self.order = order
    self.size = size
    self.plan = plan
    self.actor = actor
    self.enactedAt = enactedAt
    self.outcome = outcome
  }

  /// `MINUTES/NUMBER`: the subject of its entries, and the job of the events that it sends.
  public var id: Identifier { Identifier("\(minutes)/\(number)") }

  public var authority: Authority { Authority(minutes: minutes, decision: decision) }
}

extension Order {
  /// The programme whose deadlines the order sets, if it sets any.
  public var deadlineProgramme: ProgrammeName? {
    if case .deadline(let order) = self { order.programme } else { nil }
  }
}

/// One unit of an order's frozen plan. The plan of a launch is the batch's own.
public struct OrderUnit: Hashable, Sendable {
  public var minutes: MinutesID
  /// The order's number.
  public var order: Int
  /// The position in the plan, from 0.
  public var position: Int
  public var unit: UnitCode

  public init(minutes: MinutesID, order: Int, position: Int, unit: UnitCode) {
    self.minutes = minutes
    self.order = order
    self.position = position
    self.unit = unit
  }
}
