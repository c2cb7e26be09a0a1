import AuditLog
import Statechart

/// How much of the evidence several units gave alike: which files these are is for `Disclosure`.
public struct SharedEvidence: Hashable, Sendable {
  public var files: Int
  /// The units that gave one of them.
  public var units: Int
  /// How often they were given, all together.
  public var pieces: Int

  public init(files: Int = 0, units: Int = 0, pieces: Int = 0) {
    self.files = files
    self.units = units
    self.pieces = pieces
  }
}

extension Engine {
  /// The files that more than one unit of the survey had given by its moment. Files that were erased
  /// since cannot be compared any more and are left out.
  public func sharedEvidence(in survey: Survey) async throws -> SharedEvidence {
    var units: [InstanceID: UnitCode] = [:]
    for standing in survey.standings + survey.items { units[standing.id] = standing.unit }
    let known = units
    return try await store.read { reader in
      var made: [InstanceID: Int] = [:]
      for standing in survey.standings + survey.items { made[standing.id] = standing.evidenceMade }
      var givers: [AuditLog.Digest: (units: Set<UnitCode>, pieces: Int)] = [:]
      for programme in Set(survey.batches.map(\.programme)) {
        for piece in try reader.evidenceOfSeveralUnits(in: programme) {
          // Pieces are numbered as they come: those of later have higher numbers.
          guard let unit = known[piece.instance], piece.number <= made[piece.instance] ?? 0,
            let digest = piece.digest
          else { continue }
          givers[digest, default: ([], 0)].units.insert(unit)
          givers[digest]?.pieces += 1
        }
      }
      let shared = givers.values.filter { $0.units.count > 1 }
      return SharedEvidence(
        files: shared.count, units: Set(shared.flatMap(\.units)).count,
        pieces: shared.reduce(0) { $0 + $1.pieces })
    }
  }
}
