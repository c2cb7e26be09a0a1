import Foundation
import Testing

@Suite(
  .enabled(if: Tool.canMount, "no file system can be mounted here; it takes unshare and its right"))
struct FullDiskTests {
  /// In a file system of 2 MiB: writes until it is full, reads, makes room, writes on.
  private static let scenario = """
    set -eu
    mount -t tmpfs -o size=2m none disk
    cp docket.sqlite disk/
    status=0
    "$ACKNOWLEDGE" send disk/docket.sqlite ack 0 100000 > first || status=$?
    echo "$status" > status
    "$DOCKET" status --store disk/docket.sqlite --output json > board || echo $? > unread
    mount -o remount,size=64m disk
    "$ACKNOWLEDGE" send disk/docket.sqlite ack $(tail -1 first | cut -d' ' -f2) 20 > second
    cp disk/docket.sqlite* .
    """

  @Test func `a full disk refuses cleanly, is read, and is written on when there is space`()
    async throws
  {
    try await Folder.temporary { folder in
      let witness = try Witness(folder)
      try FileManager.default.createDirectory(
        atPath: folder.file("disk"), withIntermediateDirectories: true)

      let result = try Command(
        "unshare", ["-m", "bash", "-c", Self.scenario], in: folder,
        environment: ["ACKNOWLEDGE": Tool.acknowledge, "DOCKET": Tool.docket]
      ).run()

      #expect(result.status == 0, "\(result.output) \(result.complaint)")
      #expect(folder.text("status") == "7\n")
      #expect(folder.text("first").contains("the disk is full"))
      #expect(folder.text("unread") == "")
      #expect(folder.text("board").contains("\"programme\": \"drive\""))
      #expect(
        answers("accepted", in: folder.text("second").split(separator: "\n").map(String.init))
          .count == 20)
      #expect(try await witness.problems() == [])
    }
  }
}
