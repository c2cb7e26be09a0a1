public import AuditLog
public import Statechart

/// Whether a workflow can be carried out by the units that are meant to, before it is launched.
public struct Deployability: Hashable, Sendable {
  public enum Severity: String, Hashable, Sendable, Comparable {
    /// Some unit cannot get to the end.
    case error
    /// Probably not what was meant.
    case warning

    public static func < (a: Self, b: Self) -> Bool { a == .error && b == .warning }
  }

  /// One thing that stands in the way, for all units that it concerns.
  public struct Finding: Hashable, Sendable {
    /// A stable name, for example `role.nobody`.
    public var code: String
    public var severity: Severity
    /// The state whose transition or deadline it is about.
    public var state: Identifier
    /// A sentence without the units.
    public var message: String
    /// How many units it concerns, and the first of them; none where it is about all.
    public var units: LeftOut.Group
    /// The people it is about.
    public var people: [PersonID]
  }

  public var workflow: WorkflowReference
  /// How many units were looked at.
  public var units: Int
  /// Errors first, then in the order of the document.
  public var findings: [Finding]
  /// What the workflow asks of each unit.
  public var burden: Burden

  public var hasErrors: Bool { findings.contains { $0.severity == .error } }
}

/// What is to be launched, for whom.
public struct DeploymentQuestion: Sendable {
  public var workflow: Workflow
  /// The units that are meant, in the order of the tree.
  public var units: [UnitCode]
  /// The programme they join; its units count as there.
  public var programme: ProgrammeName?
  public var window: DateWindow
  /// The number of the batch.
  public var batch: Int
  /// Appointments that will have been made by then.
  public var appointments: [Assignment]
  /// Units that other launches of the same meeting bring into the programme.
  public var joining: Set<UnitCode>
  /// The day of the launch.
  public var day: CalendarDate

  public init(
    workflow: Workflow, units: [UnitCode], programme: ProgrammeName? = nil,
    batch: Int = 1, window: DateWindow = DateWindow(), appointments: [Assignment] = [],
    joining: Set<UnitCode> = [], day: CalendarDate
  ) {
    self.workflow = workflow
    self.units = units
    self.programme = programme
    self.batch = batch
    self.window = window
    self.appointments = appointments
    self.joining = joining
    self.day = day
  }
}

extension StoreReader {
  /// Looks at every unit that is meant: who could act, whom gates wait for, when deadlines pass.
  ///
  /// - Complexity: O(units × (transitions + depth of the tree)).
  public func deployability(_ question: DeploymentQuestion) throws -> Deployability {
    var people = PeopleSurvey(question)
    var gates = GateSurvey(question)
    let chosen = Set(question.units)
    let there = chosen.union(question.joining)
    try eachLine { line in
      guard line[0].retiredAt == nil else { return }
      let isMember =
        try question.programme.map { try member($0, line[0].code) != nil } ?? false
      gates.look(
        at: line, isThere: there.contains(line[0].code) || isMember, chosen: chosen)
      if chosen.contains(line[0].code) { try people.look(at: line, in: self) }
    }
    let line = try question.units.first.map { first in
      try unit(first).map { [$0] + (try ancestors(of: first)) } ?? []
    }
    let deadlines = try DeadlineSurvey(question, calendar(for: question), line: line ?? [])
      .findings
    let findings = people.findings + gates.findings + deadlines
    let chart = question.workflow.chart
    return Deployability(
      workflow: question.workflow.reference, units: question.units.count,
      findings: findings.enumerated().sorted { a, b in
        (a.element.severity, chart.index(of: a.element.state)?.int ?? 0, a.offset)
          < (b.element.severity, chart.index(of: b.element.state)?.int ?? 0, b.offset)
      }.map(\.element), burden: Burden(question.workflow, StagePlan(question.workflow)))
  }

  /// Of the first unit: that of others hardly differs in a way that matters here.
  private func calendar(for question: DeploymentQuestion) throws -> DueCalendar {
    guard let unit = question.units.first else { return try DueCalendar(zone: info().zone) }
    return try OrganisationView(self).calendar(of: unit)
  }
}

extension LeftOut.Group {
  mutating func add(_ unit: UnitCode) {
    count += 1
    if first.count < LeftOut.named { first.append(unit) }
  }
}
