import ArgumentParser
import Statechart
import WorkflowEngine

/// Which running instances a command is about.
struct WorkOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only this programme.", valueName: "name"))
  var programme: String?

  @Option(help: ArgumentHelp("Only this batch.", valueName: "number"))
  var batch: Int?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("Units for which an XPath predicate holds.", valueName: "xpath"))
  var predicate: String?

  @Option(help: ArgumentHelp("A unit and all units below it.", valueName: "code"))
  var subtree: String?

  @Flag(help: "Those who have not acknowledged.")
  var unacknowledged = false

  @Flag(help: "Those whose deadline has passed.")
  var overdue = false

  @Flag(help: "Those whose deadline is near.")
  var nearDue = false

  func filter() throws -> WorkFilter {
    WorkFilter(
      programme: programme.map { Identifier($0) }, batch: batch,
      subtree: subtree.map { Identifier($0) }, selector: try predicate.map { try UnitSelector($0) },
      isUnacknowledged: unacknowledged, isOverdue: overdue, isNearDue: nearDue)
  }

  func check(_ reader: any StoreReader) throws {
    if let programme { try reader.check(programme: Identifier(programme)) }
    if let subtree { try reader.check(Identifier(subtree)) }
  }
}
