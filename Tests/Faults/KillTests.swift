import Testing

@Suite struct KillTests {
  @Test func `what was acknowledged outlives kill -9 at any moment, and is repeated, not redone`()
    async throws
  {
    try await Folder.temporary { folder in
      let witness = try Witness(folder)
      var first: [Int: Int] = [:]
      var next = 0

      for round in 0..<Extent.of(6, all: 60) {
        // From a little before the last acknowledged one, so that some are sent again.
        let start = max(0, next - 3)
        let running = try Command(
          Tool.acknowledge, witness.sending(from: start, count: 1_000), in: folder
        ).start()
        let before = witness.folder.text("ack").utf8.count
        // Killed when so much more was acknowledged: between any two writes of a commit.
        while running.isRunning, folder.text("ack").utf8.count < before + 8 + round % 23 {}
        running.kill()
        let lines = running.finish().lines
        for (number, index) in answers("accepted", in: lines) {
          #expect(first[number] == nil, "e-\(number) was done twice")
          first[number] = index
        }
        for (number, index) in answers("repeated", in: lines) {
          #expect(first[number] ?? index == index, "e-\(number) got another answer")
          first[number] = index
        }
        next = (witness.acknowledged.max() ?? -1) + 1
      }

      #expect(try await witness.problems() == [])
      #expect(witness.acknowledged == Set(0..<next))
      #expect(next > 0)
    }
  }
}
