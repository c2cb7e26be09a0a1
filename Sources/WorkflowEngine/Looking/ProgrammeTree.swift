public import Statechart

/// A survey along the tree of units: what stands at each unit, and the sum of all that is below it.
///
/// Units come in the order of the tree, siblings by code: nobody is ranked.
public struct ProgrammeTree: Sendable {
  public struct Row: Sendable {
    public var unit: Unit
    /// 0 at the top of what is shown.
    public var depth: Int
    /// The unit's own instances, by id.
    public var own: [Standing]
    /// The unit and everything below it.
    public var sum: Tally
  }

  public private(set) var rows: [Row] = []
  /// All rows together.
  public private(set) var total = Tally()

  /// - Parameter root: Only this unit and what is below it; nil for the whole tree.
  public init(_ survey: Survey, below root: UnitCode? = nil) {
    let look = SurveyLook(survey)
    let own = Dictionary(grouping: survey.standings, by: \.unit)
    let items = Dictionary(grouping: survey.items, by: \.unit)
    var children: [UnitCode: [Unit]] = [:]
    var tops: [Unit] = []
    let known = Set(survey.units.map(\.code))
    // A retired unit stays where its instances are.
    for unit in survey.units where unit.retiredAt == nil || own[unit.code] != nil {
      if let root, unit.code == root { tops = [unit] }
      if let parent = unit.parent, known.contains(parent) {
        children[parent, default: []].append(unit)
      } else if root == nil {
        tops.append(unit)
      }
    }
    var seen: Set<UnitCode> = []
    func visit(_ unit: Unit, depth: Int) -> Tally {
      // A log that was tampered with may have a unit above itself.
      guard seen.insert(unit.code).inserted else { return Tally() }
      let place = rows.count
      let standings = own[unit.code] ?? []
      rows.append(Row(unit: unit, depth: depth, own: standings, sum: Tally()))
      var sum = Tally()
      for standing in standings { look.add(standing, to: &sum) }
      for item in items[unit.code] ?? [] { look.add(item: item, to: &sum) }
      for child in (children[unit.code] ?? []).sorted(by: { $0.code < $1.code }) {
        sum += visit(child, depth: depth + 1)
      }
      rows[place].sum = sum
      return sum
    }
    for top in tops { total += visit(top, depth: 0) }
  }

  /// The rows down to a depth, and only where the programme takes place if `onlyMembers`.
  public func rows(toDepth depth: Int?, onlyMembers: Bool) -> [Row] {
    rows.filter { row in
      row.depth <= depth ?? .max
        && (!onlyMembers || !row.own.isEmpty || row.sum.units + row.sum.exempted > 0)
    }
  }
}

/// What looking at a survey's standings needs again and again.
public struct SurveyLook: Sendable {
  public let survey: Survey
  public var zone: Zone { survey.zone }
  public let plans: [WorkflowReference: StagePlan]
  private let closed: [InstanceID: Set<Identifier>]
  /// The units' own instances that no longer run.
  private let ended: Set<InstanceID>

  public init(_ survey: Survey) {
    self.survey = survey
    plans = survey.workflows.mapValues { StagePlan($0) }
    ended = Set(survey.standings.filter(\.status.isClosed).map(\.id))
    // The states in which an item counts as closed are its holder's to say.
    var ledgers: [InstanceID: WorkflowReference] = [:]
    for standing in survey.standings where standing.itemsMade > 0 {
      ledgers[standing.id] = standing.workflow
    }
    closed = Dictionary(
      survey.items.compactMap { item in
        guard let workflow = item.parent.flatMap({ ledgers[$0] }), let ledger = item.ledger,
          let declared = survey.workflows[workflow]?.ledger(ledger)
        else { return nil }
        return (item.id, Set(declared.closed))
      }, uniquingKeysWith: { first, _ in first })
  }

  public func colour(of standing: Standing) -> ProgressColour {
    standing.colour(at: survey.now, in: zone, by: survey.workflows[standing.workflow])
  }

  public func plan(of standing: Standing) -> StagePlan? { plans[standing.workflow] }

  /// Whether an item of a ledger counts as closed; nil for one that was cancelled or exempted.
  public func isClosed(_ item: Standing) -> Bool? {
    switch item.status {
    case .cancelled, .exempted: nil
    case .ended: true
    case .running, .suspended:
      item.active.contains { closed[item.id]?.contains($0) ?? false }
    }
  }

  /// Whether an item goes on although the instance that it was raised in has ended, be it open or in
  /// a state that its ledger counts as closed.
  public func isContinuing(_ item: Standing) -> Bool {
    !item.status.isClosed && item.parent.map { ended.contains($0) } ?? false
  }

  func add(_ standing: Standing, to sum: inout Tally) {
    guard let plan = plan(of: standing) else { return }
    sum.add(standing, colour(of: standing), plan)
  }

  func add(item: Standing, to sum: inout Tally) {
    guard let isClosed = isClosed(item) else { return }
    sum.items += 1
    if !isClosed { sum.openItems += 1 }
    if isContinuing(item) { sum.continuingItems += 1 }
  }

  /// The stages of every workflow of the survey, each id once: phases in their order.
  public var phases: [Stage] { merged(\.phases) }
  public var columns: [Stage] { merged(\.columns) }

  private func merged(_ list: KeyPath<StagePlan, [Stage]>) -> [Stage] {
    var seen: Set<Identifier> = []
    // The version of the last batch gives the order.
    let references = survey.batches.reversed().map(\.workflow)
    return references.compactMap { plans[$0] }.flatMap { $0[keyPath: list] }
      .filter { seen.insert($0.id).inserted }
  }
}
