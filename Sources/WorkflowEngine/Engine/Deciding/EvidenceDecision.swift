public import AuditLog
public import Statechart

/// A file or a record that somebody adds to an instance. Its bytes are staged before.
public struct EvidenceRequest: Hashable, Sendable {
  public var instance: InstanceID
  public var kind: Identifier
  /// The file's name; kept where it can be erased. Nil where it was erased.
  public var name: String?
  /// The digest of the staged bytes. Nil where it was erased.
  public var digest: Digest?
  /// In bytes.
  public var size: Int
  /// The extension of the file's name in lower case, where it looks like one: up to ten letters or
  /// digits. It stays in the clear when the name is erased.
  var fileKind: String?
  /// That the same file was there already, as the refusal says whose digest was erased.
  var recordedTwin: Missing?
  /// The piece that is given again, where the unit gave it before.
  public var source: EvidenceReference?
  /// Unique for the instance, like an event's.
  public var id: Identifier
  public var identity: Identity

  public init(
    instance: InstanceID, kind: Identifier, name: String?, digest: Digest?, size: Int,
    id: Identifier, identity: Identity
  ) {
    self.instance = instance
    self.kind = kind
    self.name = name
    self.digest = digest
    self.size = size
    self.id = id
    self.identity = identity
    fileKind = name.flatMap(Self.fileKind)
  }

  private static func fileKind(of name: String) -> String? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, let last = parts.last?.lowercased(), (1...10).contains(last.utf8.count),
      last.utf8.allSatisfy({ (48...57).contains($0) || (97...122).contains($0) })
    else { return nil }
    return last
  }

  /// The same as an event, for the entry and for repeats. The file's digest stays out of it: what
  /// the log says in the clear must not tell which file it was.
  var asEvent: EventRequest {
    var data: JSONObject = ["kind": .string(kind.text), "size": JSON(size)]
    data["fileKind"] = fileKind.map { .string($0) }
    data["from"] = source.map { .string($0.description) }
    return EventRequest(
      instance: instance, name: "docket.evidence", id: id, data: .object(data),
      identity: identity)
  }
}

/// Decides whether a piece of evidence may be added.
struct EvidenceDecision {
  let reader: any StoreReader

  func decide(_ request: EvidenceRequest, on instance: Instance, at: Instant) throws -> Proposal {
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, reader)
    let facts = FactReader(reader, instance: instance, actor: request.identity.actor, at: at)
    var missing: [Missing] = []
    if let closure = try EventDecision(reader: reader).closure(of: instance) {
      missing.append(closure)
    }
    if let declared = workflow.evidenceKinds.first(where: { $0.id == request.kind }) {
      if request.size > declared.maxBytes {
        missing.append(
          Missing(
            "evidence.large",
            "the file has \(request.size) bytes; \(declared.id) may have \(declared.maxBytes)",
            have: request.size, need: declared.maxBytes))
      }
      // By what the entry keeps, so that the decision is the same once the name is erased.
      if !declared.fileKinds.isEmpty, !declared.fileKinds.contains(request.fileKind ?? "") {
        missing.append(
          Missing(
            "evidence.file-kind",
            "the evidence \(declared.id) must be a file of the kind "
              + declared.fileKinds.map { ".\($0)" }.joined(separator: " or ")))
      }
    } else {
      let near = nearest(request.kind.text, among: workflow.evidenceKinds.map(\.id)).first
      missing.append(
        Missing(
          "evidence.kind",
          "\(workflow.reference) asks for no evidence \"\(request.kind)\""
            + (near.map { "; did you mean \"\($0)\"?" } ?? "")))
    }
    let twin = try reader.evidence(of: instance.id)
      .first { $0.digest != nil && $0.digest == request.digest && $0.kind == request.kind }
    if let twin {
      missing.append(
        Missing("evidence.duplicate", "this very file is evidence \(twin.number) already"))
    } else if request.digest == nil, let recorded = request.recordedTwin {
      missing.append(recorded)
    }
    if let source = request.source,
      let foreign = try stranger(source, to: instance.unit)
    {
      missing.append(foreign)
    }
    let (lack, role) = try facts.anyRole(of: workflow)
    missing += lack

    var proposal =
      missing.isEmpty
      ? EventDecision.proposal(.evidenceAdded, request.asEvent, instance, at)
      : EventDecision.refusal(request.asEvent, instance, at, missing, facts: facts)
    if let name = request.name { proposal.secrets.append(("name", name)) }
    if let digest = request.digest { proposal.secrets.append(("sha256", digest.hex)) }
    guard missing.isEmpty else { return proposal }
    proposal.leaf.facts = facts.facts
    var next = instance
    next.evidenceMade += 1
    next.at = at
    proposal.leaf.role = role?.text
    proposal.leaf.details["number"] = JSON(next.evidenceMade)
    proposal.changes.append(.instance(next, after: instance.revision))
    proposal.changes.append(
      .evidence(
        Evidence(
          instance: instance.id, number: next.evidenceMade, kind: request.kind, name: request.name,
          digest: request.digest, size: request.size, addedBy: request.identity.actor, addedAt: at,
          revision: instance.revision)))
    return proposal
  }

  /// A unit gives again only what was its own.
  private func stranger(_ source: EvidenceReference, to unit: UnitCode) throws -> Missing? {
    let isThere = try reader.evidence(of: source.instance).contains { $0.number == source.number }
    if isThere, try reader.instance(source.instance)?.unit == unit { return nil }
    return Missing("evidence.not-given", "\(unit) has not given the evidence \(source)")
  }
}
