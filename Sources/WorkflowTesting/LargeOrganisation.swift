import AuditLog
import Statechart
public import WorkflowEngine

/// An invented organisation of any size on four levels, the same for the same seed.
///
/// One group; academies below it; institutes and plants below those; branches below those. Each unit
/// down to level 3 has a secretary, each academy two people of a guidance group, the group an office.
public struct LargeOrganisation: Sendable {
  public private(set) var organisation = Organisation()

  /// - Parameter count: How many units, the group included.
  public init(units count: Int, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    add("G", below: nil, 1, "group", "集团", "Group")
    appoint("office", "p-office", "G", "办公室")
    appoint("secretary", "p-G", "G", "书记")
    var academy = 0
    while organisation.units.count < count {
      academy += 1
      let code = "G-\(academy)"
      add(code, below: "G", 2, "academy", "第\(academy)研究院", "Academy \(academy)")
      appoint("secretary", "p-\(code)", code, "书记")
      for member in 1...2 { appoint("guidance", "p-g\(academy)-\(member)", code, "指导组") }
      for institute in 1...Int.random(in: 8...30, using: &random)
      where organisation.units.count < count {
        let kind = Bool.random(using: &random) ? "institute" : "plant"
        let inner = "\(code)-\(institute)"
        add(inner, below: code, 3, kind, "第\(institute)单位", "Unit \(institute)")
        appoint("secretary", "p-\(inner)", inner, "书记")
        for branch in 1...Int.random(in: 2...15, using: &random)
        where organisation.units.count < count {
          add("\(inner)-\(branch)", below: inner, 4, "branch", "第\(branch)室", "Branch \(branch)")
        }
      }
    }
  }

  private mutating func add(
    _ code: String, below parent: String?, _ level: Int, _ kind: String, _ chinese: String,
    _ english: String
  ) {
    organisation.units.append(
      Unit(
        code: Identifier(code), parent: parent.map { Identifier($0) }, level: level, kind: kind,
        names: LocalizedText([.init("zh-Hans", chinese), .init("en", english)])))
  }

  private mutating func appoint(_ role: RoleID, _ person: String, _ unit: String, _ post: String) {
    let id = Identifier(person)
    organisation.people.append(
      Person(id: id, names: LocalizedText("\(post) \(person)"), post: post))
    organisation.assignments.append(
      Assignment(role: role, person: id, unit: Identifier(unit)))
  }

  /// The units as a sheet that `docket apply` reads.
  public var unitsCSV: String {
    organisation.units.reduce(into: "code,parent,level,kind,name\n") { text, unit in
      text += "\(unit.code),\(unit.parent?.text ?? ""),\(unit.level),\(unit.kind),"
      text += "\(unit.names.text() ?? "")\n"
    }
  }
}
