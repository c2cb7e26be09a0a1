import AuditLog
import Foundation
import Testing

/// What is erased is gone: from answers, from the file, from what is beside it.
@Suite struct AuditEraseTests {
  private func office() throws -> Office {
    let office = try Office()
    try office.launch()
    try office.write("roster.csv", "id,name,login\np999,Zhuangzhou Rememberme,butterfly-login\n")
    try office.succeed("apply", "roster.csv", "--as", "p001", "--now", "2023-09-08T10:30:00+08:00")
    try office.write("会议记录.txt", "bytes-that-shall-be-forgotten")
    try office.at(
      1, as: "p104-1", "advance", "acknowledge", "--reason", "words-to-forget", "--unit",
      "G-1-04-01")
    try office.at(2, as: "p104-1", "evidence", "add", "session", "会议记录.txt", "--unit", "G-1-04-01")
    return office
  }

  /// The places where a text still stands: the store's file and whatever is beside it.
  private func places(_ text: String, in office: Office) throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: office.folder.path)
      .filter { $0.hasPrefix("docket.sqlite") }
    return try names.filter { name in
      try Data(contentsOf: office.folder.appendingPathComponent(name))
        .range(of: Data(text.utf8)) != nil
    }
  }

  @Test func `the bytes of what was erased are not in the file any more`() throws {
    let office = try office()
    let digest = Digest.sha256(Array("bytes-that-shall-be-forgotten".utf8)).hex
    let texts = [
      "Zhuangzhou", "butterfly-login", "words-to-forget", "bytes-that-shall-be-forgotten",
      "会议记录.txt", digest,
    ]
    for text in texts { #expect(try !places(text, in: office).isEmpty, "\(text)") }
    let right = ["--authority", "m-9#2", "--reason", "retention"]

    try office.at(3, as: "p001", ["audit", "erase", "--person", "p999"] + right)
    try office.at(4, as: "p001", ["audit", "erase", "--person", "p104-1", "--texts"] + right)
    try office.at(5, as: "p001", ["audit", "erase", "--evidence", digest] + right)

    for text in texts { #expect(try places(text, in: office).isEmpty, "\(text)") }
    let audit = try office.json("audit", "verify")
    #expect(audit["valid"] == true)
    #expect(audit["entries"] == audit["replayed"])
    #expect((audit["erased"]?.int ?? 0) >= 6)
  }

  @Test func `what is erased is counted, and asked for once`() throws {
    let office = try office()
    let arguments = [
      "audit", "erase", "--person", "p999", "--authority", "m-9#2", "--reason", "retention",
    ]

    let rehearsed = try office.at(3, as: "p001", arguments + ["--dry-run"])
    let first = try office.at(4, as: "p001", arguments)
    let second = try office.at(5, as: "p001", arguments)

    #expect(rehearsed.output == "dry run: would erase 2 values (login 1, names 1)\n")
    #expect(first.output.hasPrefix("erased 2 values (login 1, names 1); entry "))
    #expect(second.output == "there is nothing left to erase\n")
  }
}
