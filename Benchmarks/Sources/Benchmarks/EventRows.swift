import CBaselines
import Statechart
import StatechartXML

/// Events in memory, without a store.
enum EventRows {
  static let table = "Events in memory"

  static func rows(_ size: Size) -> [Row] {
    let count = size == .small ? 20_000 : 1_000_000
    return flat(count) + assigning(count / 4) + parallel(count) + function(count / 10)
  }

  // MARK: Documents

  /// Five states, one after the other and round again.
  static func cycle(datamodel: String = "null", data: String = "", _ rest: String = "/>") -> String
  {
    let states = (0..<5).map { number in
      "<state id=\"s\(number)\"><transition event=\"next\" target=\"s\((number + 1) % 5)\""
        + rest + "</state>"
    }
    return """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="cycle"
        datamodel="\(datamodel)">\(data)\(states.joined())</scxml>
      """
  }

  static let guardText = "$n < 1000000000"
  static let valueText = "$n + 1"

  static let countingCycle = cycle(
    datamodel: "xpath", data: "<datamodel><data id=\"n\" expr=\"0\"/></datamodel>",
    " cond=\"$n &lt; 1000000000\"><assign location=\"$n\" expr=\"$n + 1\"/></transition>")

  /// Three regions, each three states deep with a cycle of three at the bottom; every event moves
  /// every region.
  static var regions: String {
    let regions = (0..<3).map { region in
      let leaves = (0..<3).map { leaf in
        "<state id=\"r\(region)c\(leaf)\"><transition event=\"next\" "
          + "target=\"r\(region)c\((leaf + 1) % 3)\"/></state>"
      }
      return "<state id=\"r\(region)\"><state id=\"r\(region)a\"><state id=\"r\(region)b\">"
        + leaves.joined() + "</state></state></state>"
    }
    return """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="regions"
        datamodel="null"><parallel id="all">\(regions.joined())</parallel></scxml>
      """
  }

  static func interpreter(_ text: String) throws -> Interpreter {
    let document = try SCXMLReader.read(Array(text.utf8))
    let chart = try Chart(document.document)
    return Interpreter(chart, datamodel: document.datamodel(for: chart))
  }

  static var environment: Environment { Environment(sessionID: "bench") }

  /// Sends `next` so many times to one live session, which is kept from round to round.
  private static func live(_ text: String, _ count: Int, _ reference: Sides.Reference) throws
    -> Sides
  {
    let interpreter = try interpreter(text)
    let start = try interpreter.start(in: environment).snapshot
    return Sides(
      count: count,
      subject: {
        var session = try LiveSession(interpreter, from: start, in: environment)
        let next = session.prepare("next")
        var taken = 0
        for _ in 0..<count where try session.send(next).outcome == .taken { taken += 1 }
        guard taken == count else { throw WentWrong("\(taken) of \(count) events were taken") }
      }, reference: reference)
  }

  // MARK: Rows

  private static func flat(_ count: Int) -> [Row] {
    let peer = PeerFigures.fastest(\.flat)
    let what = "an event of a flat cycle of 5 states, null"
    return [
      Row(table, what, against: "\(peer.name), the fastest peer", .atLeast(30)) {
        try live(cycle(), count, .figure(peer.nanoseconds))
      },
      Row(table, what, against: "a loop over a table in C", .stated) {
        let next: [Int32] = [1, 2, 3, 4, 0]
        return try live(
          cycle(), count,
          .timed {
            guard cb_table_run(next, 1, [0], 1, Int64(count)) == Int32(count % 5) else {
              throw WentWrong("the table ends elsewhere")
            }
          })
      },
    ]
  }

  private static func assigning(_ count: Int) -> [Row] {
    let peer = PeerFigures.fastest(\.assigning)
    let what = "the same with a guard and an assignment in XPath"
    return [
      Row(table, what, against: "libxml2's bare evaluation of both in C", .within(1.5)) {
        guard let bare = cb_xpath_open("n", guardText, "$n", valueText) else {
          throw WentWrong("libxml2 does not take the expressions")
        }
        var sides = try live(
          countingCycle, count,
          .timed {
            guard cb_xpath_run(bare, Int64(count)) == count else {
              throw WentWrong("the guard did not hold")
            }
          })
        sides.finish = { cb_xpath_close(bare) }
        return sides
      },
      Row(table, what, against: "\(peer.name), the fastest peer", .atLeast(1)) {
        try live(countingCycle, count, .figure(peer.nanoseconds))
      },
    ]
  }

  private static func parallel(_ count: Int) -> [Row] {
    let peer = PeerFigures.fastest(\.parallel)
    return [
      Row(
        table, "an event that moves three parallel regions of depth three, null",
        against: "\(peer.name), the fastest peer", .atLeast(30)
      ) {
        try live(regions, count, .figure(peer.nanoseconds))
      }
    ]
  }

  /// The pure function, which reads and writes a whole snapshot for each event.
  private static func function(_ count: Int) -> [Row] {
    let documents = [
      ("flat, null", cycle(), PeerFigures.fastest(\.flat)),
      ("guard and assignment in XPath", countingCycle, PeerFigures.fastest(\.assigning)),
      ("three regions, null", regions, PeerFigures.fastest(\.parallel)),
    ]
    return documents.map { name, text, peer in
      Row(
        table, "`Interpreter.macrostep` from snapshot to snapshot: \(name)",
        against: "\(peer.name), the fastest peer", .atLeast(1)
      ) {
        let interpreter = try interpreter(text)
        let start = try interpreter.start(in: environment).snapshot
        let next = Event("next")
        return Sides(
          count: count,
          subject: {
            var snapshot = start
            for _ in 0..<count {
              snapshot = try interpreter.macrostep(next, from: snapshot, in: environment).snapshot
            }
          }, reference: .figure(peer.nanoseconds))
      }
    }
  }
}

/// Something that was measured did not do what it should.
struct WentWrong: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
