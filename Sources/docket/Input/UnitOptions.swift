import ArgumentParser
import Statechart
import WorkflowEngine

/// Which units a command is about, in one of four ways.
struct UnitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The units, joined by commas.", valueName: "code,…"))
  var units: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("The units for which an XPath predicate holds.", valueName: "xpath"))
  var predicate: String?

  @Option(help: ArgumentHelp("A unit and all units below it.", valueName: "code"))
  var subtree: String?

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp("The units of a sheet (CSV) with a column unit or code.", valueName: "file"))
  var sheet: String?

  func validate() throws {
    guard [units, predicate, subtree, sheet].compactMap({ $0 }).count == 1 else {
      throw ValidationError("say which units: with one of --units, --where, --subtree and --from")
    }
  }

  /// The units, in the order of the list, the sheet or the tree.
  func choice() throws -> UnitChoice {
    if let predicate { return .selected(try UnitSelector(predicate)) }
    if let subtree { return .subtree(Identifier(subtree)) }
    if let units {
      return .listed(
        units.split(separator: ",").map { Identifier($0.trimmingSpaces) }.filter {
          !$0.text.isEmpty
        })
    }
    let table = try Sheet(
      try InputFile(sheet ?? "-"), required: [], optional: ["unit", "code"], ignoresOthers: true)
    return .listed(table.rows.compactMap { $0["unit"] ?? $0["code"] }.map { Identifier($0) })
  }
}

enum UnitChoice: Sendable {
  case listed([UnitCode])
  case selected(UnitSelector)
  case subtree(UnitCode)

  func codes(in reader: any StoreReader) throws -> [UnitCode] {
    switch self {
    case .listed(let codes): return codes
    case .selected(let selector): return try reader.units(where: selector).map(\.code)
    case .subtree(let root):
      try reader.check(root)
      return try reader.subtree(of: root).map(\.code)
    }
  }
}

extension StoreReader {
  /// The unit and every unit below it, each before its children.
  func subtree(of root: UnitCode) throws -> [Unit] {
    guard let unit = try unit(root) else { return [] }
    var found: [Unit] = []
    var waiting = [unit]
    while let next = waiting.popLast() {
      found.append(next)
      waiting += try children(of: next.code).reversed()
    }
    return found
  }
}

extension StringProtocol {
  /// Without spaces at its ends.
  var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
