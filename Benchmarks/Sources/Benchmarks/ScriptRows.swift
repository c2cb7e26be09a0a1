import CBaselines
import ECMAScriptDatamodel
import Foundation
import Statechart
import StatechartXML

/// Events whose conditions and content are ECMAScript, which runs in a process of its own: that it can
/// be stopped whatever it does costs three messages there and three back for an event with a guard and
/// an assignment (the event, the guard, the assignment).
enum ScriptRows {
  private static let what = "an event with a guard and an assignment in ECMAScript"

  private static let text = EventRows.cycle(
    datamodel: "ecmascript", data: "<datamodel><data id=\"n\" expr=\"0\"/></datamodel>",
    " cond=\"n &lt; 1000000000\"><assign location=\"n\" expr=\"n + 1\"/></transition>")

  private static let program =
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .path + "/docket-ecmascript"

  static func rows(_ size: Size) -> [Row] {
    // `make bench` builds it; run otherwise, there may be nothing to measure.
    guard FileManager.default.isExecutableFile(atPath: program) else { return [] }
    let count = size == .small ? 2_000 : 20_000
    let peer = PeerFigures.fastest(\.assigning)
    return [
      Row(EventRows.table, what, against: "three messages to a process and back in C", .stated) {
        guard let echo = cb_echo_open() else { throw WentWrong("there is no other process") }
        var sides = try live(
          count,
          .timed {
            guard cb_echo_run(echo, 64, Int64(3 * count)) == Int64(3 * count) else {
              throw WentWrong("messages were lost")
            }
          })
        sides.finish = { cb_echo_close(echo) }
        return sides
      },
      Row(EventRows.table, what, against: "\(peer.name), the fastest peer", .stated) {
        try live(count, .figure(peer.nanoseconds))
      },
    ]
  }

  private static func live(_ count: Int, _ reference: Sides.Reference) throws -> Sides {
    let document = try SCXMLReader.read(
      Array(text.utf8), options: SCXMLOptions(datamodels: [.ecmascript(program: program)]))
    let chart = try Chart(document.document)
    let interpreter = Interpreter(chart, datamodel: document.datamodel(for: chart))
    let start = try interpreter.start(in: EventRows.environment).snapshot
    return Sides(
      count: count,
      subject: {
        var session = try LiveSession(interpreter, from: start, in: EventRows.environment)
        let next = session.prepare("next")
        for _ in 0..<count where try session.send(next).outcome != .taken {
          throw WentWrong("an event was not taken")
        }
      }, reference: reference)
  }
}
