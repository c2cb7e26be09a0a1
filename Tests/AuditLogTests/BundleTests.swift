import AuditLog
import FoundationEssentials
import SecondOpinion
import Testing

/// A bundle, and what the verifier in `tools` says of it and of forged ones.
@Suite(
  .enabled(
    if: Python.has("cryptography"), Comment(rawValue: Python.absence("the package cryptography"))))
struct BundleTests {
  private let key: SigningKey
  private let folder: TestFolder
  private let now = Instant(millisecondsSinceEpoch: 1_700_000_000_000)

  init() throws {
    key = try SigningKey(name: "docket.example/drive", seed: [UInt8](repeating: 5, count: 32))
    folder = try TestFolder()
  }

  @Test func `a bundle verifies with Python alone`() throws {
    try write(SampleLog())

    let (status, output) = try verify("audit.tar")

    #expect(status == 0, "\(output)")
    #expect(output.contains("11 entries: 1 erased, 1 event, 1 evidence-added,"))
    #expect(output.contains("2 instances, 2 kept checkpoints, 1 erased values"))
    #expect(output.hasSuffix("OK\n"))
  }

  @Test func `a bundle leaves nothing else behind`() throws {
    try write(SampleLog())

    #expect(try folder.files() == ["audit.tar"])
  }

  @Test func `a bundle that is given up leaves nothing behind`() throws {
    do {
      var bundle = try BundleWriter(folder.path + "/audit.tar", log: key.verifyingKey)
      try bundle.append(leaf: SampleLog().leaves()[0], payload: Array("{}".utf8))
    }

    #expect(try folder.files().isEmpty)
  }

  @Test func `the same log makes the same bundle`() throws {
    try write(SampleLog())
    let first = try folder.bytes("audit.tar")

    try write(SampleLog())

    #expect(try folder.bytes("audit.tar") == first)
  }

  @Test func `a bundle of more than one tile verifies`() throws {
    var log = SampleLog()
    for number in 1...600 { log.add(.event, "i1", 1 + number, "again") }
    try write(log)

    let (status, output) = try verify("audit.tar")

    #expect(status == 0, "\(output)")
    #expect(output.contains("611 entries"))
  }

  @Test func `the page and the evidence can be read`() throws {
    try write(SampleLog())
    try unpack()

    let page = String(decoding: try folder.bytes("out/README.md"), as: UTF8.self)
    let evidence = String(decoding: try folder.bytes("out/evidence.csv"), as: UTF8.self)

    #expect(page.hasPrefix("# The log of docket.example/drive\n"))
    #expect(page.contains("11 entries, 1 of them about evidence"))
    let digest = Digest.sha256(Array("abc".utf8)).hex
    #expect(evidence == "entry,instance,kind,size,sha256\r\n5,i1,session,3,\(digest)\r\n")
  }

  @Test func `a key that the auditor trusts decides, not the one in the bundle`() throws {
    try write(SampleLog())
    let other = try SigningKey.random(name: key.name).verifyingKey.encoded

    let (status, output) = try verify("audit.tar", key: other)

    #expect(status == 1)
    #expect(output.contains("checkpoint is not signed by docket.example/drive"))
  }

  /// Each way of forging the contents, and what the verifier must say.
  @Test(arguments: [
    ("checkpoint", "\n11\n", "\n10\n", "the signature of checkpoint is wrong"),
    ("tile/entries/000.p/11", "study", "stody", "entry 6: it has another hash"),
    ("payloads.jsonl", "第一季度", "第二季度", "entry 6: \"reason\" is not what was recorded"),
    ("payloads.jsonl", "\"reason\":", "\"reason2\":", "entry 4: \"reason2\" was added later"),
    ("payloads.jsonl", "\"index\":6", "\"index\":3", "payloads.jsonl: entry 3 is out of order"),
    ("evidence.csv", "5,i1,session,3", "5,i1,session,4", "entry 5: evidence.csv has another"),
    ("evidence.csv", "\r\n5,i1", "\r\n6,i1", "entry 5: evidence.csv has another"),
    ("workflows/drive%2F%E6%95%B4%E6%94%B9%402.scxml", "drive", "drove", "entry 2: it names"),
    ("minutes/m-7.xml", "minutes", "minuets", "minutes/m-7.xml is not what was registered"),
    ("docket.example%2Fdrive.vkey", "docket.example/drive+", "docket.example/drove+", "id is"),
  ])
  func `forged contents are named`(
    file: String, part: String, other: String, verdict: String
  ) throws {
    try write(SampleLog())
    try unpack()
    var bytes = try folder.bytes("out/\(file)")
    let place = try #require(bytes.firstRange(of: Array(part.utf8)))
    bytes.replaceSubrange(place, with: Array(other.utf8))
    try folder.put(bytes, "out/\(file)")

    let (status, output) = try verify("out")

    #expect(status == 1)
    #expect(output.contains("BAD: ") && output.contains(verdict), "\(output)")
  }

  @Test(arguments: [
    "checkpoint", "tile/entries/000.p/11", "tile/0/000.p/11", "payloads.jsonl", "evidence.csv",
    "minutes/m-7.xml", "workflows/drive%2F%E6%95%B4%E6%94%B9%402.scxml",
  ])
  func `a file that was removed is named`(file: String) throws {
    try write(SampleLog())
    try unpack()
    try FileManager.default.removeItem(atPath: folder.path + "/out/" + file)

    let (status, output) = try verify("out")

    #expect(status == 1)
    #expect(output.contains("\(file) is missing"), "\(output)")
  }

  @Test func `an entry that was cut off is named`() throws {
    try write(SampleLog())
    try unpack()
    let bytes = try folder.bytes("out/tile/entries/000.p/11")
    try folder.put(bytes.dropLast(4), "out/tile/entries/000.p/11")

    let (status, output) = try verify("out")

    #expect(status == 1)
    #expect(output.contains("entry 10: tile/entries/000.p/11 ends within it"), "\(output)")
  }

  /// The log's own key signs these logs: the rules of the entries see what hashes cannot.
  @Test func `a log that breaks a rule is refused although it is signed`() throws {
    func verdict(_ change: (inout SampleLog) -> Void) throws -> String {
      var log = SampleLog()
      change(&log)
      try write(log)
      return try verify("audit.tar").output
    }

    let skipped = try verdict { $0.add(.event, "i1", 3, "complete") }
    let stood = try verdict { $0.add(.event, "i1", 1, "complete") }
    let repeated = try verdict {
      $0.add(.event, "i1", 2, "complete") { $0.leaf.event?.id = "e6" }
    }
    let unknown = try verdict { $0.add(.event, "i9", 1, "complete") }
    let again = try verdict { $0.add(.started, "i1", 2) }
    let back = try verdict {
      $0.add(.event, "i1", 2, "complete") { $0.leaf.at = Instant.earliest }
    }
    let gone = try verdict { $0.entries[10].leaf.kind = .registered }
    let kept = try verdict { log in
      log.add(.erased, nil, nil) {
        $0.leaf.details = ["erased": [["field": "reason", "entries": [6]]]]
      }
    }
    let more = try verdict { $0.entries[6].payload.eraseAll() }

    #expect(skipped.contains("entry 11: i1 goes from revision 1 to 3"), "\(skipped)")
    #expect(stood.contains("entry 11: i1 goes from revision 1 to 1"), "\(stood)")
    #expect(repeated.contains("entry 11: event e6 of i1 was there before"), "\(repeated)")
    #expect(unknown.contains("entry 11: i9 goes from revision -1 to 1"), "\(unknown)")
    #expect(again.contains("entry 11: i1 goes from revision 1 to 2"), "\(again)")
    #expect(back.contains("entry 11: i1 goes back in time"), "\(back)")
    #expect(gone.contains("entry 1: \"names\" is gone, and no entry says"), "\(gone)")
    #expect(kept.contains("entry 11: it says that \"reason\" of entry 6 was erased"), "\(kept)")
    #expect(more.contains("entry 6: \"reason\" is gone, and no entry says"), "\(more)")
  }

  @Test func `a log that was rewritten does not fit the checkpoints that were kept`() throws {
    var log = SampleLog()
    let kept = try checkpoint(SampleLog(), size: 8)
    log.entries[7].leaf.actor = "p102"

    try write(log, kept: [kept])
    let (status, output) = try verify("audit.tar")

    #expect(status == 1)
    #expect(output.contains("entry 7: or one before it: kept-checkpoints/8-"), "\(output)")
  }

  @Test func `a log that was cut off does not fit the checkpoints that were kept`() throws {
    var log = SampleLog()
    log.add(.event, "i1", 2, "complete")
    let kept = try checkpoint(log, size: 12)

    try write(SampleLog(), kept: [kept])
    let (status, output) = try verify("audit.tar")

    #expect(status == 1)
    #expect(output.contains("is of 12 entries, the log has 11"), "\(output)")
  }

  @Test(arguments: [
    "", "/etc/passwd", "../x", "a/../b", "a//b", "checkpoint", "tile/0/000", "README.md",
    "x.vkey", "a b", "payloads.jsonl",
  ])
  func `a file that would take another's place is not added`(path: String) throws {
    var bundle = try BundleWriter(folder.path + "/audit.tar", log: key.verifyingKey)

    var code = ""
    do { try bundle.add([1], as: path) } catch { code = "\(error)" }

    #expect(code.hasSuffix("[bundle.path]"))
  }

  @Test func `bytes that are no entry are not bundled`() throws {
    var bundle = try BundleWriter(folder.path + "/audit.tar", log: key.verifyingKey)

    var isRefused = false
    do { try bundle.append(leaf: Array("{ }".utf8), payload: Array("{}".utf8)) } catch {
      isRefused = true
    }

    let size = bundle.size
    #expect(isRefused)
    #expect(size == 0)
  }

  // MARK: Making and reading

  private func checkpoint(_ log: SampleLog, size: Int? = nil) throws -> SignedCheckpoint {
    let hashes = try log.leaves().prefix(size ?? .max).map { MerkleTree.leafHash($0) }
    return try SignedCheckpoint(of: MerkleTree(leafHashes: hashes), by: key)
  }

  private func write(_ log: SampleLog, kept: [SignedCheckpoint]? = nil) throws {
    var bundle = try BundleWriter(folder.path + "/audit.tar", log: key.verifyingKey)
    for (leaf, entry) in zip(try log.leaves(), log.entries) {
      try bundle.append(leaf: leaf, payload: entry.payload.canonical)
    }
    try bundle.add(workflow: "drive/整改", version: "2", document: SampleLog.document)
    for kept in try kept ?? [checkpoint(log, size: 1), checkpoint(log, size: 8)] {
      try bundle.add(kept: kept)
    }
    try bundle.add(SampleLog.minutes, as: "minutes/m-7.xml")
    try bundle.finish(checkpoint(log), at: now)
  }

  private func verify(_ file: String, key other: String? = nil) throws
    -> (status: Int32, output: String)
  {
    let isForged = file == "out"
    let key = other ?? (isForged ? nil : key.verifyingKey.encoded)
    return try Python.run(
      [repository + "/tools/verify_bundle.py", folder.path + "/" + file] + (key.map { [$0] } ?? []))
  }

  /// Unpacks `audit.tar` to the folder `out` with Python's own reader.
  private func unpack() throws {
    let script = "import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])"
    let (status, output) = try Python.run([
      "-c", script, folder.path + "/audit.tar", folder.path + "/out",
    ])
    #expect(status == 0, "\(output)")
  }
}
