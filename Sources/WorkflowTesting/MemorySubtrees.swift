import AuditLog
import Statechart
import WorkflowEngine

// Questions about many units at once.

extension MemoryReader {
  func descendants(of code: UnitCode) -> [Unit] {
    var found: [Unit] = []
    var waiting = Array(children(of: code).reversed())
    while let unit = waiting.popLast() {
      found.append(unit)
      waiting += children(of: unit.code).reversed()
    }
    return found
  }

  func standings(
    in programme: ProgrammeName, below unit: UnitCode, _ scope: Requirement.Scope,
    in states: [Identifier]
  ) -> [MemberStanding] {
    let units = scope == .children ? children(of: unit) : descendants(of: unit)
    return units.filter { member(programme, $0.code) != nil }.map { unit in
      let instance = instance(Instance.id(programme, unit.code))
      let isThere = instance?.activeStates.contains { states.contains($0) } ?? false
      return MemberStanding(unit: unit.code, status: instance?.status, isThere: isThere)
    }
  }

  func evidence(withDigest digest: Digest) -> [Evidence] {
    tables.evidence.filter { $0.digest == digest }
  }

  func evidence(givenBy unit: UnitCode) -> [Evidence] {
    tables.evidence.filter { instance($0.instance)?.unit == unit }
  }

  func evidenceOfSeveralUnits(in programme: ProgrammeName?) -> [Evidence] {
    let given = tables.evidence.all.filter { piece in
      piece.digest != nil && instance(piece.instance) != nil
        && (programme == nil || instance(piece.instance)?.programme == programme)
    }
    let byDigest = Dictionary(grouping: given) { $0.digest?.hex ?? "" }
    return byDigest.sorted { $0.key < $1.key }.map(\.value).filter { pieces in
      Set(pieces.compactMap { instance($0.instance)?.unit }).count > 1
    }.flatMap(\.self)
  }

  func outbox(to receiver: InstanceID) -> [OutboxMessage] {
    outbox(limit: .max).filter { $0.receiver == receiver }
  }

  func notices(_ query: NoticeQuery) -> [Notice] {
    let found = tables.notices.filter { notice in
      (query.instance == nil || query.instance == notice.instance)
        && (query.person == nil || query.person == notice.person)
        && (!query.isPending || notice.deliveredAt == nil)
        && (query.after.map { $0 < notice.sequence } ?? true)
    }
    return Array(found.prefix(max(0, query.limit)))
  }
}
