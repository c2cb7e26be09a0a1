public import AuditLog
public import Statechart

extension Engine {
  /// Bytes of one stored chunk of evidence.
  public static let evidenceChunk = 1 << 20

  /// Keeps the bytes of a piece of evidence, before the entry that speaks of it.
  ///
  /// Staging twice keeps one copy. What no entry ever names does no harm.
  ///
  /// - Parameter next: Gives up to `evidenceChunk` bytes at a time, and an empty array at the end.
  /// - Returns: The digest and the number of bytes.
  public func stage(limit: Int, _ next: () throws -> [UInt8]) async throws
    -> (digest: Digest, size: Int)
  {
    var chunks: [[UInt8]] = []
    var hasher = SHA256()
    var size = 0
    while true {
      let chunk = try next()
      if chunk.isEmpty { break }
      size += chunk.count
      guard size <= limit else {
        throw RequestError.invalid("the file has more than \(limit) bytes")
      }
      hasher.update(chunk)
      chunks.append(chunk)
    }
    let digest = hasher.finalize()
    if try await store.read({ try $0.contentSize(digest) }) != nil { return (digest, size) }
    for (number, chunk) in chunks.enumerated() {
      try await store.write { try $0.stage(digest, chunk: number, chunk) }
    }
    let total = size
    try await store.write { try $0.finishStaging(digest, size: total) }
    return (digest, size)
  }

  /// Adds a piece of evidence whose bytes are staged.
  public func add(_ request: EvidenceRequest, isDryRun: Bool = false) async throws -> Answer {
    try await changeAndDeliver(isDryRun: isDryRun) { [clock, salts] transaction in
      let staged = try request.digest.flatMap { try transaction.contentSize($0) }
      guard isDryRun || staged == request.size else {
        throw RequestError.invalid("the bytes of the evidence are not staged")
      }
      return try transaction.answer(request.asEvent, at: clock.now(), salts: salts) {
        proven, instance, at in
        var request = request
        request.identity = proven.identity
        return try EvidenceDecision(reader: transaction).decide(request, on: instance, at: at)
      }
    }
  }
}

/// The bytes of one piece of evidence, chunk by chunk, for somebody who may read them.
public final class EvidenceContent {
  private let store: any Store
  private let digest: Digest
  private var number = 0

  fileprivate init(_ store: any Store, _ digest: Digest) {
    self.store = store
    self.digest = digest
  }

  /// Nil past the end.
  public func next() async throws -> [UInt8]? {
    defer { number += 1 }
    return try await store.read { [digest, number] in try $0.contentChunk(digest, number) }
  }
}

extension Engine {
  /// The bytes of a piece of evidence.
  ///
  /// - Throws: `RequestError.mayNotRead` where they are not for this person.
  public func content(ofEvidence number: Int, _ instance: InstanceID, for identity: Identity)
    async throws -> EvidenceContent
  {
    let now = clock.now()
    let digest = try await store.read { reader in
      try Disclosure(reader, for: identity, at: now)
        .content(of: number, reader.knownInstance(instance))
    }
    return EvidenceContent(store, digest)
  }
}
