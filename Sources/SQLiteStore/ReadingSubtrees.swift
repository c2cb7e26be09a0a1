import AuditLog
import GRDB
import Statechart
import WorkflowEngine

// Questions about many units at once, each one query.

extension SQLiteReader {
  /// A table `below` of a unit, at depth 0, and all units below it. By `path` each comes before its
  /// children: no code has a character as low as the one that joins them. A depth that no tree has
  /// ends a circle.
  static let subtree = """
    WITH RECURSIVE below (code, depth, path) AS (
      VALUES (?, 0, '')
      UNION ALL
      SELECT units.code, depth + 1, path || char(1) || units.code
      FROM below JOIN units ON units.parent = below.code
      WHERE retired = 0 AND depth < 256)
    """

  func descendants(of code: UnitCode) throws -> [Unit] {
    let columns = Tables.units.columns.map { "units." + $0 }.joined(separator: ", ")
    return try records(
      Tables.units,
      query: """
        \(Self.subtree)
        SELECT \(columns) FROM below JOIN units ON units.code = below.code WHERE depth > 0
        ORDER BY path
        """, [.text(code)])
  }

  func standings(
    in programme: ProgrammeName, below unit: UnitCode, _ scope: Requirement.Scope,
    in states: [Identifier]
  ) throws -> [MemberStanding] {
    let marks = states.map { _ in "?" }.joined(separator: ", ")
    let columns = """
      members.unit, instances.status, EXISTS (
        SELECT 1 FROM instance_states
        WHERE instance = instances.id AND state IN (\(marks)))
      """
    let instances = """
      LEFT JOIN instances ON instances.id = members.programme || '/' || members.unit
      """
    let wanted = try states.map { try Cell.text($0) }
    let rows: [[Cell]]
    switch scope {
    case .children:
      rows = try cells(
        """
        SELECT \(columns) FROM units
        JOIN members ON members.programme = ? AND members.unit = units.code \(instances)
        WHERE units.parent = ? AND units.retired = 0 ORDER BY units.code
        """, wanted + [.text(programme), .text(unit)])
    case .descendants:
      rows = try cells(
        """
        \(Self.subtree)
        SELECT \(columns) FROM below
        JOIN members ON members.programme = ? AND members.unit = below.code \(instances)
        WHERE depth > 0 ORDER BY path
        """, [.text(unit)] + wanted + [.text(programme)])
    }
    return try rows.map { row in
      let status = row[1].isNull ? nil : Instance.Status(rawValue: try row[1].text())
      guard row[1].isNull || status != nil else {
        throw StoreError.corrupt("an instance has a status that is not known")
      }
      return MemberStanding(
        unit: try row[0].id(), status: status, isThere: try row[2].integer() == 1)
    }
  }

  func evidence(withDigest digest: Digest) throws -> [Evidence] {
    try records(
      Tables.evidence, "WHERE json_extract(body, '$.sha256') = ? ORDER BY instance, number",
      [.string(digest.hex)])
  }

  func evidence(givenBy unit: UnitCode) throws -> [Evidence] {
    try records(
      Tables.evidence,
      "WHERE instance IN (SELECT id FROM instances WHERE unit = ?) ORDER BY instance, number",
      [.text(unit)])
  }

  func evidenceOfSeveralUnits(in programme: ProgrammeName?) throws -> [Evidence] {
    let inProgramme = programme == nil ? "" : "WHERE instances.programme = ?"
    let given = """
      SELECT evidence.instance, evidence.number, evidence.body, instances.unit,
        json_extract(evidence.body, '$.sha256') AS digest
      FROM evidence JOIN instances ON instances.id = evidence.instance \(inProgramme)
      """
    return try records(
      Tables.evidence,
      query: """
        WITH given AS (\(given))
        SELECT instance, number, body FROM given WHERE digest IN (
          SELECT digest FROM given WHERE digest IS NOT NULL
          GROUP BY digest HAVING COUNT(DISTINCT unit) > 1)
        ORDER BY digest, instance, number
        """, try programme.map { [try .text($0)] } ?? [])
  }

  func outbox(to receiver: InstanceID) throws -> [OutboxMessage] {
    if memory.isOutboxEmpty { return [] }
    return try records(
      Tables.outbox, "WHERE json_extract(body, '$.receiver') = ? ORDER BY sequence, id",
      [.text(receiver)])
  }

  func notices(_ query: NoticeQuery) throws -> [Notice] {
    var search = Query(Tables.notices.select)
    try search.add("instance", equals: query.instance)
    try search.add("person", equals: query.person)
    if query.isPending { search.add("pending = 1") }
    if let after = query.after { search.add("sequence > ?", .integer(after)) }
    search.end(" ORDER BY sequence", limit: query.limit)
    return try records(Tables.notices, search)
  }
}
