import Foundation
import SecondOpinion
import Testing

@Suite struct AuditExportTests {
  /// An office where something happened, with a key and a checkpoint that was kept.
  private func worked() throws -> Office {
    let office = try Office()
    try office.launch("G-1-04,G-1-04-01")
    let key = try office.succeed("audit", "keygen", "-o", "log.key")
    try office.write("log.vkey", key.output)
    try office.succeed("audit", "checkpoint", "--key", "log.key", "-o", "kept")
    return office
  }

  @Test func `the private key is readable by its owner only, and never written over`() throws {
    let office = try worked()

    let again = try office.run("audit", "keygen", "-o", "log.key")

    #expect(again.status == 1)
    let path = office.folder.appendingPathComponent("log.key").path
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect((mode as? NSNumber)?.intValue == 0o600)
  }

  @Test func `a log that only grew agrees with a kept checkpoint`() throws {
    let office = try worked()
    try office.at(1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01")

    let answer = try office.run("audit", "verify", "--kept", "kept", "--vkey", "log.vkey")

    #expect(answer.status == 0)
  }

  @Test func `another log of the same name contradicts a kept checkpoint`() throws {
    let office = try worked()
    try office.succeed(
      "init", "--store", "other.sqlite", "--rehearsal", "--name", "docket.example/tests")

    let answer = try office.run(
      "audit", "verify", "--store", "other.sqlite", "--kept", "kept", "--vkey", "log.vkey")

    #expect(answer.status == 5)
    #expect(answer.complaint.contains("[log.truncated]"))
  }

  @Test func `a checkpoint that somebody else signed is refused`() throws {
    let office = try worked()
    let other = try office.succeed("audit", "keygen", "-o", "other.key")

    let answer = try office.run(
      "audit", "verify", "--kept", "kept", "--vkey",
      other.output.trimmingCharacters(in: .whitespacesAndNewlines))

    #expect(answer.status == 1)
  }

  @Test func `every export is written`() throws {
    let office = try worked()

    try office.succeed(
      "audit", "export", "--tiles", "瓦片", "--bundle", "log.tar", "--xes", "log.xes", "--csv",
      "log.csv", "--jsonl", "log.jsonl", "--key", "log.key")

    for name in ["瓦片/checkpoint", "log.tar", "log.xes", "log.csv", "log.jsonl"] {
      let path = office.folder.appendingPathComponent(name).path
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
      #expect((size?.intValue ?? 0) > 0, "\(name)")
    }
  }

  @Test func `tiles cannot be exported without the key of the log`() throws {
    let office = try worked()

    let answer = try office.run("audit", "export", "--tiles", "tiles")

    #expect(answer.status == 1)
    #expect(answer.complaint.contains("--key"))
  }

  @Test(
    .enabled(
      if: Python.has("cryptography"), Comment(rawValue: Python.absence("the package cryptography")))
  )
  func `a bundle of a store verifies with Python alone, after an erasure, with its minutes`() throws
  {
    let office = try worked()
    try office.at(
      2, as: "p001", "audit", "erase", "--person", "p104-1", "--texts", "--authority", "m#1",
      "--reason", "retention")
    try office.succeed(
      "apply", Program.workflows("example/minutes-2023-09-08.xml"), "--as", "p001", "--now",
      "2023-09-08T12:30:00+08:00")
    try office.succeed("audit", "export", "--bundle", "log.tar", "--key", "log.key")

    let (status, output) = try Python.run([
      Program.repository.appendingPathComponent("tools/verify_bundle.py").path,
      office.folder.appendingPathComponent("log.tar").path,
      office.folder.appendingPathComponent("log.vkey").path,
    ])
    let names = try Python.run([
      "-m", "tarfile", "-l", office.folder.appendingPathComponent("log.tar").path,
    ]).output

    #expect(status == 0, "\(output)")
    #expect(output.hasSuffix("OK\n") && output.contains("1 erased"), "\(output)")
    #expect(names.contains("minutes/") && names.contains("kept-checkpoints/"), "\(names)")
  }
}
