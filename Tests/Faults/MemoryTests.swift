import AuditLog
import SQLiteStore
import Statechart
import Testing
import WorkflowEngine

/// What an audit holds in memory at its peak. Measured, not timed.
@Suite(
  .enabled(if: Extent.isFull, "only `make test-faults` makes logs that are long enough"),
  .enabled(if: Tool.has("python3"), "python3 is not installed, which tells the peak of a process"))
struct MemoryTests {
  private static let measure = """
    import resource, subprocess, sys
    status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    sys.exit(status)
    """

  @Test func `verifying ten times as many entries takes no more memory`() async throws {
    try await Folder.temporary { folder in
      _ = try Witness(folder)
      try await lengthen(folder.file("docket.sqlite"), by: 3_000)
      let short = try peak(of: folder)
      try await lengthen(folder.file("docket.sqlite"), by: 27_000)
      let long = try peak(of: folder)

      // In kilobytes. Holding no more than the hashes of 27,000 entries would be as much.
      #expect(long < short + 8_192, "\(short) kB for 3,000 entries, \(long) kB for 30,000")
    }
  }

  private func peak(of folder: Folder) throws -> Int {
    let result = try Command(
      "python3",
      [
        "-c", Self.measure, Tool.docket, "audit", "verify", "--store", folder.file("docket.sqlite"),
      ],
      in: folder
    ).run()
    guard result.status == 0, let peak = result.lines.last.flatMap({ Int($0) }) else {
      throw Unexpected(description: result.output + result.complaint)
    }
    return peak
  }

  private func lengthen(_ path: String, by count: Int) async throws {
    let store = try SQLiteStore.open(at: path)
    let start = try await store.read { try $0.tree().size }
    let requests = (start..<start + count).map { number in
      EventRequest(
        instance: Identifier("drive/u-\(number % 10)"), name: "go",
        id: Identifier("long-\(number)"), identity: Sample.identity)
    }
    _ = try await Engine(store: store, clock: StandingClock()).send(requests)
    try await store.close()
  }
}
