import AuditLog
import Foundation
import GRDB
import SQLiteStore
import Testing

@Suite struct OCELTests {
  /// Two units with one instance each, evidence, an item, a batch under a decision.
  private static var leaves: [Leaf] {
    let start = Instant(millisecondsSinceEpoch: 1_693_800_000_000)
    var leaves: [Leaf] = []
    func add(_ kind: EntryKind, _ type: String, _ id: String, _ fill: (inout Leaf) -> Void) {
      var leaf = Leaf(
        kind: kind, subject: .init(type: type, id: id),
        at: start.advanced(byMilliseconds: Int64(leaves.count) * 60_000))
      leaf.actor = "p1"
      fill(&leaf)
      leaves.append(leaf)
    }
    func place(_ leaf: inout Leaf, _ unit: String) {
      (leaf.programme, leaf.batch, leaf.unit) = ("drive", "1", unit)
      leaf.workflow = .init(name: "drive", version: "1", sha256: .sha256([]))
    }
    for (code, parent) in [("G", nil), ("G-1", "G")] {
      add(.registered, "unit", code) {
        $0.unit = code
        var unit: JSONObject = ["kind": "institute", "level": 1, "names": [["zh", "研究院"]]]
        unit["parent"] = parent.map { .string($0) }
        $0.details["unit"] = .object(unit)
      }
    }
    add(.registered, "person", "p1") { _ in }
    add(.launched, "batch", "drive/1") {
      ($0.programme, $0.batch, $0.authority) = ("drive", "1", "m-1#2")
      $0.details["batch"] = ["size": 2]
    }
    add(.started, "instance", "drive/G-1") {
      place(&$0, "G-1")
      ($0.instance, $0.after) = ("drive/G-1", ["study"])
    }
    add(.evidenceAdded, "instance", "drive/G-1") {
      place(&$0, "G-1")
      $0.instance = "drive/G-1"
      $0.event = .init(name: "docket.evidence", id: "e1", data: ["kind": "session", "size": 3])
      $0.details["number"] = 1
    }
    add(.started, "instance", "drive/G-1/problems/1") {
      place(&$0, "G-1")
      ($0.instance, $0.parent, $0.after) = ("drive/G-1/problems/1", "drive/G-1", ["open"])
    }
    add(.event, "instance", "drive/G-1") {
      place(&$0, "G-1")
      ($0.instance, $0.before, $0.after) = ("drive/G-1", ["study"], ["整改"])
      $0.event = .init(name: "complete", id: "e2")
      $0.transitions = [.init(source: "study", index: 0, event: "complete", targets: ["整改"])]
      ($0.role, $0.authority) = ("secretary", "m-1#2")
    }
    return leaves
  }

  private func write(to path: String) throws {
    let writer = try OCELWriter(path)
    try writer.write(Self.leaves.enumerated().map { ObjectEvent($1, at: $0) })
    try writer.finish()
  }

  @Test func `things, events and how they hang together are tables`() async throws {
    try await inFolder { folder in
      try write(to: folder + "/log.sqlite")
      let queue = try DatabaseQueue(path: folder + "/log.sqlite")

      func strings(_ sql: String) throws -> [String] {
        try queue.read { try String.fetchAll($0, sql: sql) }
      }
      #expect(
        try strings("SELECT ocel_type FROM event JOIN event_map_type USING (ocel_type) ORDER BY 1")
          == ["batch launched", "evidence-added", "started", "started", "study/complete"])
      #expect(
        try strings("SELECT ocel_type || ' ' || ocel_id FROM object ORDER BY 1") == [
          "batch batch:drive/1", "evidence evidence:drive/G-1#1", "instance instance:drive/G-1",
          "item instance:drive/G-1/problems/1", "minutes minutes:m-1", "programme programme:drive",
          "unit unit:G", "unit unit:G-1",
        ])
      #expect(
        try strings(
          """
          SELECT ocel_qualifier || ' ' || ocel_object_id FROM event_object
          WHERE ocel_event_id = 'entry-7' ORDER BY 1
          """) == [
            "at unit:G-1", "of instance:drive/G-1", "under minutes:m-1", "within batch:drive/1",
          ])
      #expect(
        try strings(
          """
          SELECT ocel_source_id || ' ' || ocel_qualifier || ' ' || ocel_target_id
          FROM object_object WHERE ocel_source_id NOT LIKE 'instance:drive/G-1' ORDER BY 1
          """) == [
            "batch:drive/1 ordered by minutes:m-1", "batch:drive/1 part of programme:drive",
            "evidence:drive/G-1#1 supports instance:drive/G-1",
            "instance:drive/G-1/problems/1 item of instance:drive/G-1",
            "instance:drive/G-1/problems/1 of unit unit:G-1",
            "instance:drive/G-1/problems/1 started in batch:drive/1", "unit:G-1 below unit:G",
          ])
      #expect(
        try strings("SELECT state FROM object_Instance ORDER BY ocel_time") == ["study", "整改"])
      try queue.close()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["log.sqlite"])
    }
  }

  @Test func `a file that is given up leaves nothing behind`() async throws {
    try await inFolder { folder in
      do {
        let writer = try OCELWriter(folder + "/log.sqlite")
        try writer.write([ObjectEvent(Self.leaves[0], at: 0)])
      }

      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }
}
