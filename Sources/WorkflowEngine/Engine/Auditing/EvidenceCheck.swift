import AuditLog

/// Reads the bytes of every piece of evidence, and of all minutes, that the log speaks of and
/// compares their hash: several files at the same time, a chunk of each in memory.
struct EvidenceCheck {
  private let view: any StoreView
  private let threads: Int
  /// Files that were read lately: the same one may stand for many instances. What does not fit is
  /// read again.
  private var lately: Set<Digest> = []

  private static let limit = 100_000

  init(_ view: any StoreView, threads: Int) {
    self.view = view
    self.threads = threads
  }

  mutating func check(_ result: inout Verification) async throws {
    var verification = result
    var after: RowKey?
    repeat {
      let (digests, last) = try await page(after: after)
      after = last
      let fresh = digests.filter { lately.insert($0).inserted }
      if lately.count > Self.limit { lately = [] }
      verification.files += fresh.count
      for fault in try await faults(of: fresh) { verification.note(fault) }
    } while after != nil
    let minutes = try await view.read { try $0.minutes().map(\.digest) }
    let fresh = minutes.filter { lately.insert($0).inserted }
    verification.files += fresh.count
    for fault in try await faults(of: fresh) { verification.note(fault) }
    result = verification
  }

  /// The files that some rows of evidence name, and the key of the last row, if there may be more.
  private func page(after: RowKey?) async throws -> ([Digest], RowKey?) {
    try await view.read { reader in
      let rows = try reader.rows(of: .evidence, after: after, limit: 1_000)
      // A row that is none any more was named when the tables were compared.
      let digests = rows.compactMap { (try? Evidence(json: $0.json))?.digest }
      return (digests, rows.count == 1_000 ? rows.last?.key : nil)
    }
  }

  /// In the order of the files.
  private func faults(of digests: [Digest]) async throws -> [Verification.Fault] {
    let faults = try await withThrowingTaskGroup(of: (Int, Verification.Fault?).self) { group in
      var waiting = digests.enumerated().makeIterator()
      func checkNext() {
        guard let (place, digest) = waiting.next() else { return }
        group.addTask { [view] in (place, try await Self.fault(of: digest, in: view)) }
      }
      for _ in 0..<threads { checkNext() }
      var faults: [Int: Verification.Fault] = [:]
      for try await (place, fault) in group {
        faults[place] = fault
        checkNext()
      }
      return faults
    }
    return faults.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func fault(of digest: Digest, in view: any StoreView) async throws
    -> Verification.Fault?
  {
    guard let size = try await view.read({ try $0.contentSize(digest) }) else {
      return .init("evidence.lost", "the bytes of evidence \(digest) are not all there")
    }
    var content = ContentHash()
    var number = 0
    while let chunk = try await view.read({ [number] in try $0.contentChunk(digest, number) }) {
      content.update(chunk)
      number += 1
    }
    guard content.size == size else {
      return .init("evidence.lost", "the bytes of evidence \(digest) are not all there")
    }
    let found = content.finalize()
    guard found != digest else { return nil }
    return .init(
      "evidence.altered",
      "the bytes of evidence \(digest) are not the same: they hash to \(found)")
  }
}

/// The hash of a content as its chunks come.
private struct ContentHash: ~Copyable {
  private var hasher = SHA256()
  private(set) var size = 0

  mutating func update(_ chunk: [UInt8]) {
    hasher.update(chunk)
    size += chunk.count
  }

  mutating func finalize() -> Digest { hasher.finalize() }
}
