import Foundation
import Testing

/// Every write and every wait for the disk of a process is recorded; then the power is lost at
/// moments of the recording: what was waited for is there, of the rest any sector may be or not.
@Suite(
  .enabled(if: Tool.powerLoss != nil, "the recorder of power losses is not beside the repository"),
  .enabled(if: Tool.has("cc") && Tool.has("python3"), "cc or python3 is not installed"))
struct PowerLossTests {
  /// Makes crash images of a recording, with the player's own functions.
  private static let player = """
    import sys, os, re
    tool, out, trials, waits = sys.argv[4], sys.argv[5], int(sys.argv[2]), sys.argv[6]
    source = open(tool).read()
    exec(source[:source.index('bad=')])
    if waits == 'none':
      ops[:] = [o for o in ops if not (o[0] == b'S' and o[1].endswith('-wal'))]
    made = 0
    for attempt in range(trials * 20):
      if made == trials: break
      files, acks = image(rnd.randrange(1, len(ops)), rnd.choice(['none', 'all', 'torn', 'torn']))
      if not acks: continue
      folder = os.path.join(out, str(made)); os.makedirs(folder); made += 1
      for name, data in files.items():
        if re.fullmatch(r'docket\\.sqlite(-wal|-journal)?', name):
          open(os.path.join(folder, name), 'wb').write(bytes(data))
      open(os.path.join(folder, 'ack'), 'w').write('\\n'.join(map(str, acks)))
    print(made)
    """

  /// The folders of crash images of one recorded run.
  private func images(in folder: Folder, count: Int, seed: Int, waits: String) throws -> [Folder] {
    guard let tool = Tool.powerLoss else { return [] }
    let (source, library) = (
      tool.appendingPathComponent("iolog.c").path, folder.file("iolog.so")
    )
    let compiled = try Command(
      "cc", ["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], in: folder
    ).run()
    guard compiled.status == 0 else { throw Unexpected(description: compiled.complaint) }
    let data = Folder(path: folder.file("data"))
    try FileManager.default.createDirectory(atPath: data.path, withIntermediateDirectories: true)
    let recording = [
      "LD_PRELOAD": library, "IOLOG": folder.file("log"), "IOLOG_DIR": data.path,
    ]
    let witness = Witness(watching: data)
    for arguments in [
      ["make", data.file("docket.sqlite")],
      witness.sending(from: 0, count: Extent.of(60, all: 300)),
    ] {
      let result = try Command(
        Tool.acknowledge, arguments, in: folder, environment: recording
      ).run()
      guard result.status == 0 else { throw Unexpected(description: result.complaint) }
    }
    let played = try Command(
      "python3",
      [
        "-c", Self.player, folder.file("log"), "\(count)", "\(seed)",
        tool.appendingPathComponent("replay.py").path, folder.file("images"), waits,
      ], in: folder
    ).run()
    guard played.status == 0, let made = Int(played.output.dropLast()) else {
      throw Unexpected(description: played.output + played.complaint)
    }
    return (0..<made).map { Folder(path: folder.file("images/\($0)")) }
  }

  @Test func `what was acknowledged outlives a loss of power at any moment`() async throws {
    try await Folder.temporary { folder in
      let seed = Int.random(in: 0..<1_000_000)
      let images = try images(in: folder, count: Extent.of(12, all: 200), seed: seed, waits: "all")

      #expect(!images.isEmpty)
      for (number, image) in images.enumerated() {
        let problems = try await Witness(watching: image).problems()
        #expect(problems == [], "seed \(seed), image \(number)")
      }
    }
  }

  @Test func `a store that did not wait for its log would lose what was acknowledged`()
    async throws
  {
    try await Folder.temporary { folder in
      // As with synchronous=NORMAL, which leaves these waits out: the test above can fail.
      let images = try images(in: folder, count: 12, seed: 7, waits: "none")

      var lossy = 0
      for image in images {
        let problems = try? await Witness(watching: image).problems()
        if problems != [] { lossy += 1 }
      }
      #expect(lossy > 0)
    }
  }
}
