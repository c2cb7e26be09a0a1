import AuditLog
import Foundation
import SecondOpinion
import Testing

/// What is exported for process mining, read by programs that nobody here wrote and by our own.
@Suite struct MiningTests {
  private static let review = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="review" datamodel="xpath" initial="draft">
      <d:workflow version="1">
        <d:role id="secretary"/><d:role id="guidance"/>
        <d:evidence id="report"/>
      </d:workflow>
      <state id="draft">
        <d:stage/><d:deadline after="P5D"/>
        <transition event="submit" target="review">
          <d:allow role="secretary"/><d:require evidence="report"/>
        </transition>
        <transition event="deadline.draft" target="late"/>
      </state>
      <state id="late">
        <transition event="submit" target="review"><d:allow role="secretary"/></transition>
      </state>
      <state id="review">
        <d:stage/>
        <transition event="approve" target="done">
          <d:allow role="guidance" distinct-from="submit"/>
        </transition>
        <transition event="return" target="draft"><d:allow role="guidance"/><d:reason/></transition>
      </state>
      <final id="done"><d:stage/></final>
    </scxml>
    """

  /// Three units that come to their ends on three ways: straight, sent back once, and late.
  private func worked() throws -> Office {
    let office = try Office()
    try office.write("review.scxml", Self.review)
    let units = ["G-1-01", "G-1-02", "G-1-03"]
    try office.succeed(
      "apply", "review.scxml", "--as", "p001", "--now", "2023-09-08T10:00:00+08:00")
    try office.succeed(
      "start", "review", "--programme", "r", "--units", units.joined(separator: ","), "--as",
      "p001", "--authority", "m-1#2", "--now", "2023-09-08T10:00:00+08:00")
    var day = 9
    func step(_ unit: String, _ actor: String, _ arguments: String...) throws {
      let time = "2023-09-\(day < 10 ? "0" : "")\(day)T10:00:00+08:00"
      let result = try office.program.run(
        arguments + ["--unit", unit, "--as", actor, "--now", time])
      guard result.status == 0 else { throw Office.Unexpected(description: result.complaint) }
    }
    try office.write("r.txt", "report")
    try office.run("advance", "approve", "--unit", units[0], "--as", "p010", "--now", "2023-09-09")
    for unit in units.prefix(2) {
      try step(unit, secretary(of: unit), "evidence", "add", "report", "r.txt")
      try step(unit, secretary(of: unit), "advance", "submit")
    }
    day = 10
    try step(units[0], "p010", "advance", "approve")
    try step(units[1], "p010", "advance", "return", "--reason", "图表不全")
    day = 11
    try step(units[1], secretary(of: units[1]), "advance", "submit")
    try step(units[1], "p010", "advance", "approve")
    day = 25
    try step(units[2], secretary(of: units[2]), "advance", "submit")
    try step(units[2], "p010", "advance", "approve")
    try office.succeed("audit", "export", "--xes", "log.xes", "--ocel", "log.sqlite")
    try office.succeed("draw", "review", "--format", "pnml", "-o", "review.pnml")
    return office
  }

  private func secretary(of unit: String) -> String { "p1" + unit.suffix(2) }

  private func path(_ name: String, in office: Office) -> String {
    office.folder.appendingPathComponent(name).path
  }

  @Test func `what the engine accepted, the workflow accepts again`() throws {
    let office = try worked()

    let answer = try office.json("audit", "conform", "log.xes", "--workflow", "review.scxml")

    #expect(answer["cases"] == 3 && answer["conforming"] == 3 && answer["ended"] == 3)
    #expect(answer["fitness"] == 1)
    #expect(answer["unmapped"] == [:])
  }

  @Test func `a foreign log is judged case by case, with a mapping`() throws {
    let office = try Office()
    try office.write("review.scxml", Self.review)
    func event(_ activity: String, _ who: String, _ day: Int) -> String {
      "<event><string key=\"concept:name\" value=\"\(activity)\"/>"
        + "<date key=\"time:timestamp\" value=\"2023-09-0\(day)T10:00:00+08:00\"/>"
        + "<string key=\"org:resource\" value=\"\(who)\"/></event>"
    }
    func trace(_ name: String, _ events: String...) -> String {
      "<trace><string key=\"concept:name\" value=\"\(name)\"/>\(events.joined())</trace>"
    }
    try office.write(
      "foreign.xes",
      "<log>"
        + trace(
          "good", event("上传", "a", 1), event("提交", "a", 2), event("喝茶", "a", 3),
          event("批准", "b", 3))
        + trace("alone", event("上传", "a", 1), event("提交", "a", 2), event("批准", "a", 3))
        + trace("bare", event("提交", "a", 2)) + "</log>")
    try office.write("map.csv", "activity,event\n上传,evidence:report\n提交,submit\n批准,approve\n")

    let table = try office.run(
      "audit", "conform", "foreign.xes", "--workflow", "review.scxml", "--mapping", "map.csv")
    let json = try office.json(
      "audit", "conform", "foreign.xes", "--workflow", "review.scxml", "--mapping", "map.csv")

    #expect(table.status == 6)
    #expect(table.output.contains("1 of 3 cases conform"))
    #expect(table.output.contains("role.distinct: ") && table.output.contains("evidence.missing: "))
    #expect(table.complaint.contains("\"喝茶\" (1)"))
    #expect(json["verdicts"]?[1]?["first"]?["activity"] == "批准")
    #expect(json["verdicts"]?[1]?["first"]?["number"] == 3)
    #expect(json["verdicts"]?[2]?["first"]?["states"] == ["draft"])
  }

  @Test func `a workflow with a ledger is judged with the ledger's workflow beside it`() throws {
    let office = try Office()
    try office.launch()
    try office.at(1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01")
    try office.at(
      2, as: "p104-1", "item", "add", "problems", "--unit", "G-1-04-01", "--problem", "备件清单缺失")
    try office.succeed("audit", "export", "--xes", "log.xes")

    let file = try office.run(
      "audit", "conform", "log.xes", "--workflow", Program.workflows("rectification-drive.scxml"))
    let name = try office.run("audit", "conform", "log.xes", "--workflow", "rectification-drive")

    #expect(file.status == 0 && file.output.hasPrefix("1 of 1 cases conform"), "\(file.complaint)")
    #expect(file.complaint == "passed over, being of other workflows: 1\n")
    #expect(name.output == file.output)
  }

  @Test func `what is no log is an invalid document`() throws {
    let office = try Office()
    try office.write("review.scxml", Self.review)
    try office.write("broken.xes", "<log><trace>")

    let answer = try office.run("audit", "conform", "broken.xes", "--workflow", "review.scxml")

    #expect(answer.status == 2 && answer.complaint.hasPrefix("broken.xes:"))
  }

  @Test(.enabled(if: Python.has("pm4py"), Comment(rawValue: Python.absence("pm4py 2.7.23"))))
  func `pm4py replays the log on the workflow's net, and finds one that was changed`() throws {
    let office = try worked()
    let script = """
      import sys, warnings; warnings.filterwarnings('ignore')
      import pm4py
      log = pm4py.read_xes(sys.argv[1], show_progress_bar=False)
      log = log[log['accepted'].astype(str).str.lower() == 'true']
      net, start, end = pm4py.read_pnml(sys.argv[2])[:3]
      print('variants', len(pm4py.get_variants(log)))
      print('follows', pm4py.discover_dfg(log)[0][('draft/submit', 'review/approve')])
      def fitness(log):
          return pm4py.fitness_token_based_replay(log, net, start, end)['log_fitness']
      print('fitness', fitness(log))
      other = log.copy()
      other.loc[other['concept:name'] == 'draft/submit', 'concept:name'] = 'review/approve'
      print('changed', fitness(other) < 1)
      """

    let (status, output) = try Python.run([
      "-c", script, path("log.xes", in: office), path("review.pnml", in: office),
    ])

    #expect(status == 0, "\(output)")
    #expect(output.contains("variants 3\n"), "\(output)")
    #expect(output.contains("follows 2\n"), "\(output)")
    #expect(output.contains("fitness 1.0\n"), "\(output)")
    #expect(output.contains("changed True\n"), "\(output)")
  }

  @Test(.enabled(if: Python.has("pm4py"), Comment(rawValue: Python.absence("pm4py 2.7.23"))))
  func `pm4py finds the object-centric log valid, and its objects related`() throws {
    let office = try worked()
    let script = """
      import sys, warnings; warnings.filterwarnings('ignore')
      import pm4py
      from pm4py.objects.ocel.validation import ocel20_rel_validation
      print('unsatisfied', ocel20_rel_validation.apply(sys.argv[1])[1])
      log = pm4py.read_ocel2_sqlite(sys.argv[1])
      print('types', sorted(log.objects['ocel:type'].unique()))
      print('relations', sorted(log.relations['ocel:qualifier'].unique()))
      print('links', sorted(log.o2o['ocel:qualifier'].unique()))
      print('changes', len(log.object_changes))
      flat = pm4py.ocel_flattening(log, 'instance')
      print('cases', flat['case:concept:name'].nunique())
      """

    let (status, output) = try Python.run(["-c", script, path("log.sqlite", in: office)])

    #expect(status == 0, "\(output)")
    #expect(output.contains("unsatisfied []\n"), "\(output)")
    #expect(
      output.contains(
        "types ['batch', 'evidence', 'instance', 'minutes', 'programme', 'unit']\n"), "\(output)")
    #expect(
      output.contains("relations ['adds', 'at', 'launches', 'of', 'under', 'within']\n"),
      "\(output)")
    #expect(output.contains("'ordered by'") && output.contains("'supports'"), "\(output)")
    #expect(output.contains("cases 3\n"), "\(output)")
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: Self.thirdParty)
        && Python.has("sigstore", "pymerkle", "cryptography"),
      Comment(
        rawValue: Python.absence(
          "sigstore, pymerkle and cryptography, and the verifier in ../shared"))))
  func `tiles, proofs and growth of a store verify with sigstore and pymerkle`() throws {
    let office = try worked()
    let key = try office.succeed("audit", "keygen", "-o", "log.key").output
    try office.succeed("audit", "checkpoint", "--key", "log.key", "-o", "old")
    try office.launch()
    try office.succeed("audit", "export", "--tiles", "tiles", "--key", "log.key")
    try office.succeed("audit", "prove", "7", "-o", "tiles/entry.tlog-proof")
    // sigstore's reader takes proofs without extra data only.
    let proof = path("tiles/entry.tlog-proof", in: office)
    let lines = try String(contentsOfFile: proof, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    try lines.filter { !$0.hasPrefix("extra ") }.joined(separator: "\n")
      .write(toFile: proof, atomically: true, encoding: .utf8)

    let (status, output) = try Python.run([
      Self.thirdParty, key.trimmingCharacters(in: .whitespacesAndNewlines),
      path("tiles", in: office), path("old", in: office),
    ])

    #expect(status == 0, "\(output)")
    #expect(output.contains("OK tlog-proof") && output.contains("OK consistency"), "\(output)")
  }

  private static let thirdParty = Program.repository.deletingLastPathComponent()
    .appendingPathComponent("shared/tools/verify/verify_third_party.py").path
}
