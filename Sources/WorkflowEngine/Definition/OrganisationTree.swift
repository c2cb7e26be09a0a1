import Statechart

extension OrganisationAssembly {
  /// Parents exist, nobody is above themselves, and levels go down one by one.
  ///
  /// The tree is that of the file laid over the known one: a unit of the file replaces the known one
  /// of its code.
  mutating func checkTree() {
    var tree = Dictionary(known.units.map { ($0.code, $0) }, uniquingKeysWith: { $1 })
    for unit in result.units { tree[unit.code] = unit }
    let codes = Set(tree.keys)
    for (unit, row) in zip(result.units, unitRows) {
      guard let parent = unit.parent, let field = row.parent, tree[parent] == nil else { continue }
      refuse(field, "unit.parent.unknown", "unit", among: codes)
    }

    let order = parentsFirst(tree)
    for index in order {
      let unit = result.units[index]
      let above = unit.parent.flatMap { tree[$0] }
      let expected = unit.parent == nil ? 1 : above.map { $0.level + 1 } ?? unit.level
      guard let field = unitRows[index].level, !field.text.isEmpty else {
        result.units[index].level = max(1, expected)
        tree[unit.code] = result.units[index]
        continue
      }
      guard unit.level > 0, unit.level != expected, expected > 1 || unit.parent == nil else {
        continue
      }
      findings.warn(
        "unit.level.odd", at: field.location,
        above.map {
          "the unit \"\(unit.code)\" has level \(unit.level), but its parent \"\($0.code)\" has"
            + " level \($0.level)"
        } ?? "the unit \"\(unit.code)\" has no parent, but level \(unit.level)")
    }
  }

  /// The file's units, by position, so that each comes after its parent; reports circles and leaves
  /// out what is in them or below.
  private mutating func parentsFirst(_ tree: [UnitCode: Unit]) -> [Int] {
    let positions = Dictionary(
      uniqueKeysWithValues: result.units.enumerated().map { ($1.code, $0) })
    var order: [Int] = []
    var settled: Set<UnitCode> = []
    var circular: Set<UnitCode> = []
    for unit in result.units {
      var path: [UnitCode] = []
      var onPath: Set<UnitCode> = []
      var next: UnitCode? = unit.code
      while let code = next, tree[code] != nil, !settled.contains(code), !circular.contains(code),
        onPath.insert(code).inserted
      {
        path.append(code)
        next = tree[code]?.parent
      }
      if let code = next, onPath.contains(code) {
        report(circle: Array(path.drop { $0 != code }), positions)
        circular.formUnion(path)
      } else if let code = next, circular.contains(code) {
        circular.formUnion(path)
      } else {
        settled.formUnion(path)
        order += path.reversed().compactMap { positions[$0] }
      }
    }
    return order
  }

  /// - Parameter circle: Each unit's parent follows it; the last one's is the first.
  private mutating func report(circle: [UnitCode], _ positions: [UnitCode: Int]) {
    guard let first = circle.compactMap({ positions[$0] }).min() else { return }
    let row = unitRows[first]
    let path = (circle + circle.prefix(1)).prefix(8).map(\.text).joined(separator: " → ")
    findings.error(
      "unit.cycle", at: (row.parent ?? row.code).location,
      "the unit \"\(row.code.text)\" is above itself: \(path)")
  }
}
