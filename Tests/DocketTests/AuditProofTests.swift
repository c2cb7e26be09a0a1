import AuditLog
import Foundation
import Testing

/// Checkpoints, witnesses and proofs, as an operator and an auditor use them.
@Suite struct AuditProofTests {
  /// An office with a key, where the drive was launched and the log signed.
  private func signed() throws -> Office {
    let office = try Office()
    try office.write("log.vkey", office.succeed("audit", "keygen", "-o", "log.key").output)
    try office.launch("G-1-04,G-1-04-01")
    try office.at(
      1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01", "--event-id", "e1")
    try office.succeed("audit", "checkpoint", "--key", "log.key", "-o", "first")
    return office
  }

  @Test func `a proof is checked where there is no store`() throws {
    let office = try signed()
    try office.succeed(
      "audit", "prove", "--unit", "G-1-04-01", "--event-id", "e1", "-o", "e1.tlog-proof")
    try FileManager.default.removeItem(at: office.store)

    let answer = try office.json("audit", "check-proof", "e1.tlog-proof", "--vkey", "log.vkey")

    #expect(answer["valid"] == true)
    #expect(answer["leaf"]?["event"]?["id"] == "e1")
    #expect(answer["leaf"]?["actor"] == "p104-1")
    #expect(answer["origin"] == "docket.example/tests")
  }

  @Test func `a proof that was changed does not hold`() throws {
    let office = try signed()
    let proof = try office.succeed("audit", "prove", "3").output
    try office.write("other", proof.replacing("index 3", with: "index 4"))
    try office.write("leaf", "{}")
    try office.write("proof", proof)

    let other = try office.run("audit", "check-proof", "other", "--vkey", "log.vkey")
    let leaf = try office.run(
      "audit", "check-proof", "proof", "--vkey", "log.vkey", "--leaf", "leaf")

    #expect(other.status == 5 && other.complaint.contains("[proof.inclusion]"))
    #expect(leaf.status == 5)
  }

  @Test func `an entry that came after the last checkpoint waits for the next`() throws {
    let office = try signed()
    try office.at(2, as: "p104", "advance", "acknowledge", "--unit", "G-1-04", "--event-id", "e2")

    let answer = try office.run("audit", "prove", "--unit", "G-1-04", "--event-id", "e2")

    #expect(answer.status == 1)
    #expect(answer.complaint.contains("`docket audit checkpoint`"))
  }

  @Test func `that the log only grew is checked from one checkpoint to the next`() throws {
    let office = try signed()
    let size = try office.json("audit", "checkpoint", "--list")[0]?["entries"]?.int ?? 0
    try office.at(2, as: "p104", "advance", "acknowledge", "--unit", "G-1-04")
    try office.succeed("audit", "checkpoint", "--key", "log.key", "-o", "second")
    try office.succeed("audit", "prove", "--from", "\(size)", "-o", "growth")

    let grown = try office.run(
      "audit", "check-proof", "growth", "--vkey", "log.vkey", "--old", "first")
    let wrong = try office.run(
      "audit", "check-proof", "growth", "--vkey", "log.vkey", "--old", "second")

    #expect(grown.status == 0, "\(grown.complaint)")
    #expect(grown.output.hasPrefix("the log only grew since it had \(size) entries\n"))
    #expect(wrong.status == 1)
  }

  @Test(.enabled(if: GoVerifier.isPresent, GoVerifier.absence))
  func `Go's own packages accept the proof of an entry, and that the log only grew`() throws {
    let office = try signed()
    let size = try office.json("audit", "checkpoint", "--list")[0]?["entries"]?.int ?? 0
    try office.at(2, as: "p104", "advance", "acknowledge", "--unit", "G-1-04")
    try office.succeed("audit", "checkpoint", "--key", "log.key")
    try office.succeed("audit", "prove", "\(size / 2)", "-o", "proof")
    try office.succeed("audit", "prove", "--from", "\(size)", "-o", "growth")

    let (status, output) = try GoVerifier.run(
      in: office.folder, "log.vkey", "proof", "first", "growth")

    #expect(status == 0, "\(output)")
    #expect(output.contains("OK entry \(size / 2) of"), "\(output)")
    #expect(output.contains("OK growth \(size) to"), "\(output)")
  }

  @Test func `a witness signs a log that grows, and verify asks for her signature`() throws {
    let office = try signed()
    try office.write(
      "w.vkey", office.succeed("audit", "keygen", "--witness", "w.example", "-o", "w.key").output)
    func cosign(from size: String) throws -> Program.Result {
      try office.succeed("audit", "prove", "--from", size, "-o", "request")
      return try office.run(
        "audit", "cosign", "request", "--key", "w.key", "--vkey", "log.vkey", "--seen", "seen")
    }
    let before = try office.run("audit", "verify", "--vkey", "log.vkey", "--witness", "w.vkey")

    let answer = try cosign(from: "0")
    try office.write("answer", answer.output)
    try office.succeed("audit", "checkpoint", "--add-cosignature", "answer", "--witness", "w.vkey")

    let after = try office.json("audit", "verify", "--vkey", "log.vkey", "--witness", "w.vkey")
    let again = try cosign(from: "0")
    #expect(before.status == 5 && before.complaint.contains("[checkpoint.quorum]"))
    #expect(after["valid"] == true)
    #expect(after["witnessed"] == after["entries"])
    #expect(again.status == 3 && again.complaint.contains("[witness.size]"))
  }

  @Test func `a store that was put back to an older copy is neither signed nor verified`() throws {
    let office = try signed()
    try office.succeed("backup", "old.sqlite")
    try office.at(2, as: "p104", "advance", "acknowledge", "--unit", "G-1-04")
    try office.succeed("audit", "checkpoint", "--key", "log.key", "-o", "second")
    // Somebody puts the older copy back, and goes on with another history.
    let old = office.folder.appendingPathComponent("old.sqlite")
    try Data(contentsOf: old).write(to: office.store)
    try office.at(3, as: "p104-1", "advance", "complete", "--unit", "G-1-04-01")

    let alone = try office.run("audit", "verify")
    let kept = try office.run(
      "audit", "verify", "--kept", "first", "second", "--vkey", "log.vkey")

    #expect(alone.status == 0)
    #expect(kept.status == 5 && kept.complaint.contains("[log."))
  }

  @Test func `kept checkpoints are listed`() throws {
    let office = try signed()

    let list = try office.json("audit", "checkpoint", "--list")

    #expect(list.array?.count == 1)
    #expect(list[0]?["signatures"] == ["docket.example/tests"])
  }
}
