public import AuditLog
public import Statechart

/// One piece of evidence among all: `PROGRAMME/UNIT#NUMBER`.
public struct EvidenceReference: Hashable, Sendable, CustomStringConvertible {
  public var instance: InstanceID
  public var number: Int

  public init(instance: InstanceID, number: Int) {
    self.instance = instance
    self.number = number
  }

  /// Nil where the text does not have the form.
  public init?(_ text: String) {
    guard let mark = text.lastIndex(of: "#"), let number = Int(text[text.index(after: mark)...]),
      number > 0, mark > text.startIndex
    else { return nil }
    self.init(instance: Identifier(text[..<mark]), number: number)
  }

  public var description: String { "\(instance)#\(number)" }
}

extension Evidence {
  public var reference: EvidenceReference {
    EvidenceReference(instance: instance, number: number)
  }
}

extension StoreReader {
  /// Where a unit has given these bytes before, in any of its instances; the last one first.
  public func places(where unit: UnitCode, gave digest: Digest) throws -> [EvidenceReference] {
    try evidence(withDigest: digest).filter { try instance($0.instance)?.unit == unit }
      .sorted { ($1.addedAt, $1.number) < ($0.addedAt, $0.number) }.map(\.reference)
  }

  /// The piece that a reference, a digest or its first digits name, among what a unit has given.
  ///
  /// - Throws: `RequestError.unknown` where there is none, `.invalid` where it was erased.
  public func evidence(named name: String, givenBy unit: UnitCode) throws -> Evidence {
    let given = try evidence(givenBy: unit)
    let found = given.filter { piece in
      piece.reference.description == name
        || (name.utf8.count >= SeenEvidence.shortest
          && (piece.digest?.hex.hasPrefix(name.lowercased()) ?? false))
    }
    guard let piece = found.max(by: { $0.addedAt < $1.addedAt }) else {
      throw RequestError.unknown(
        .evidence, name,
        nearest: nearest(name, among: given.map { Identifier($0.reference.description) }))
    }
    guard piece.digest != nil else {
      throw RequestError.invalid("the evidence \(piece.reference) was erased")
    }
    return piece
  }
}

extension FactReader {
  /// What the unit gave under the same kind elsewhere and could give here without being asked for
  /// it again; the last given first, at most five.
  func offers(of kind: Identifier) throws -> [EvidenceReference] {
    let own = Set(
      try reader.evidence(of: instance.id).filter { $0.kind == kind }.compactMap(\.digest))
    var seen: Set<Digest> = own
    return try reader.evidence(givenBy: instance.unit)
      .filter { $0.kind == kind && $0.instance != instance.id }
      .sorted { ($1.addedAt, $1.number) < ($0.addedAt, $0.number) }
      .filter { $0.digest.map { seen.insert($0).inserted } ?? false }
      .prefix(5).map(\.reference)
  }
}

extension Engine {
  /// Gives a piece of evidence again that the unit has given before, in this or another programme:
  /// nothing is uploaded.
  ///
  /// - Parameters:
  ///   - name: Where it was given, `PROGRAMME/UNIT#NUMBER`, or its SHA-256 or the first digits of it.
  ///   - kind: What it is here; nil means what it was there.
  public func reuse(
    _ name: String, as kind: Identifier?, in id: InstanceID, eventID: Identifier,
    identity: Identity, isDryRun: Bool = false
  ) async throws -> Answer {
    let request = try await store.read { reader in
      let unit = try reader.knownInstance(id).unit
      let piece = try reader.evidence(named: name, givenBy: unit)
      var request = EvidenceRequest(
        instance: id, kind: kind ?? piece.kind, name: piece.name, digest: piece.digest,
        size: piece.size, id: eventID, identity: identity)
      request.source = piece.reference
      return request
    }
    return try await add(request, isDryRun: isDryRun)
  }
}
