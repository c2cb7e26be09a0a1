public import AuditLog
public import Statechart

/// A sample of units for an inspector, which everybody draws the same.
public struct SampleRequest: Sendable {
  public var programme: ProgrammeName
  public var batch: Int?
  /// An XPath predicate over units; nil takes every unit of the programme.
  public var predicate: String?
  /// Letters, digits, `.`, `-` and `_`: what nobody could choose to his liking, such as a date.
  public var seed: String
  public var size: Int
  public var identity: Identity

  public init(
    programme: ProgrammeName, batch: Int? = nil, predicate: String? = nil, seed: String, size: Int,
    identity: Identity
  ) {
    self.programme = programme
    self.batch = batch
    self.predicate = predicate
    self.seed = seed
    self.size = size
    self.identity = identity
  }
}

/// What was drawn.
public struct Sample: Hashable, Sendable {
  /// The chosen units, in the order of the draw.
  public var units: [UnitCode]
  /// How many units it was drawn from.
  public var population: Int
  /// SHA-256 over the codes of the population, sorted by their bytes, each ended by a line feed.
  public var populationDigest: Digest
  /// The entry; nil for a dry run.
  public var index: Int?
}

extension Engine {
  /// Draws a sample and logs it.
  ///
  /// The units of the programme's plan that are running or ended are sorted by SHA-256 over
  /// `SEED`, a line feed and the unit's code; the first are the sample. So it depends on nothing
  /// but the seed and the codes, a larger sample holds a smaller one, and `sha256sum` can check it.
  public func sample(_ request: SampleRequest, isDryRun: Bool = false) async throws -> Sample {
    try await change(isDryRun: isDryRun) { [clock, salts] transaction in
      var request = request
      request.identity = try transaction.authenticated(request.identity)
      let (proposal, sample) = try SampleDecision(reader: transaction)
        .draw(request, at: clock.now())
      var drawn = sample
      let index = try transaction.commit(proposal, salts: salts)
      drawn.index = isDryRun ? nil : index
      return drawn
    }
  }
}

/// Decides what a sample holds.
struct SampleDecision {
  let reader: any StoreReader

  func draw(_ request: SampleRequest, at: Instant) throws -> (Proposal, Sample) {
    try check(request)
    let population = try population(request)
    guard !population.isEmpty else {
      throw RequestError.invalid("no unit of \(request.programme) is selected")
    }
    let keyed = population.map { unit in
      (key: Digest.sha256(Array("\(request.seed)\n\(unit)".utf8)).hex, unit: unit)
    }
    let chosen = keyed.sorted { $0.key < $1.key }.prefix(request.size).map(\.unit)
    let digest = Digest.sha256(Array(population.map { "\($0)\n" }.joined().utf8))
    let sample = Sample(units: chosen, population: population.count, populationDigest: digest)

    var proposal = Proposal(
      .sampled, Leaf.Subject(type: "programme", id: request.programme.text), at: at)
    request.identity.write(to: &proposal.leaf)
    proposal.leaf.programme = request.programme.text
    proposal.leaf.batch = request.batch.map(String.init)
    proposal.leaf.details = [
      "seed": .string(request.seed), "size": JSON(request.size),
      "population": ["count": JSON(sample.population), "sha256": .string(digest.hex)],
      "units": JSON(chosen.map(\.text)),
    ]
    if let predicate = request.predicate { proposal.leaf.details["where"] = .string(predicate) }
    return (proposal, sample)
  }

  func decide(again leaf: Leaf) throws -> Proposal {
    try draw(
      SampleRequest(
        programme: Identifier(leaf.programme ?? ""), batch: leaf.batch.flatMap { Int($0) },
        predicate: leaf.details["where"]?.string, seed: leaf.details["seed"]?.string ?? "",
        size: leaf.details["size"]?.int ?? 0, identity: Identity(leaf)), at: leaf.at
    ).0
  }

  private func check(_ request: SampleRequest) throws(RequestError) {
    let isWord = request.seed.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
        || [45, 46, 95].contains($0)
    }
    guard isWord, (1...64).contains(request.seed.utf8.count) else {
      throw .invalid("a seed has 1 to 64 letters, digits, dots, hyphens and underscores")
    }
    guard request.size >= 1 else { throw .invalid("a sample has one unit or more") }
  }

  /// Sorted by the codes' bytes.
  private func population(_ request: SampleRequest) throws -> [UnitCode] {
    let selected = try request.predicate.map { predicate in
      Set(try reader.units(where: UnitSelector(predicate)).map(\.code))
    }
    let query = InstanceQuery(
      programme: request.programme, batch: request.batch, statuses: [.running, .ended])
    return try reader.allInstances(query).map(\.unit).filter { selected?.contains($0) ?? true }
      .sorted()
  }
}
