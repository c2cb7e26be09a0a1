import Foundation
import Testing

@testable import Mail

@Suite struct MailMessageTests {
  static func sample(
    name: String = "王丽", subject: String = "整改专项：三项提醒", text: String = "第一行\n.\n..点\n"
  ) throws -> MailMessage {
    MailMessage(
      sender: try #require(MailAddress("office@example.org")), name: name,
      recipient: MailAddress("wang.li@example.org"), subject: subject, text: text,
      id: "0123abcd", idHost: "docket.example", sentAt: 1_694_134_800_000)
  }

  private func fields(_ message: MailMessage) -> [Substring] {
    String(decoding: message.bytes, as: UTF8.self)
      .replacingOccurrences(of: "\r\n ", with: " ").split(separator: "\r\n")
  }

  @Test func `a message says when, from whom, to whom and what, in ASCII alone`() throws {
    let message = try Self.sample()

    #expect(message.bytes.allSatisfy { $0 < 128 })
    #expect(
      fields(message).prefix(5) == [
        "Date: Fri, 08 Sep 2023 01:00:00 +0000", "From: <office@example.org>",
        "To: =?UTF-8?B?546L5Li9?= <wang.li@example.org>", "Message-ID: <0123abcd@docket.example>",
        "Subject: =?UTF-8?B?5pW05pS55LiT6aG577ya5LiJ6aG55o+Q6YaS?=",
      ])
  }

  @Test func `no line of a message is longer than mail servers take`() throws {
    let message = try Self.sample(
      name: String(repeating: "王", count: 90), subject: String(repeating: "整改👩🏽‍🔬", count: 60),
      text: String(repeating: "字", count: 5_000))

    let lines = String(decoding: message.bytes, as: UTF8.self).components(separatedBy: "\r\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 78 })
  }

  @Test func `an encoded word never splits a character's bytes`() throws {
    let message = try Self.sample(subject: String(repeating: "整", count: 100))

    let words = fields(message)[4].dropFirst("Subject: ".count).split(separator: " ")
    let texts = words.compactMap { Data(base64Encoded: String($0.dropFirst(10).dropLast(2))) }
      .compactMap { String(data: $0, encoding: .utf8) }
    #expect(texts.joined() == String(repeating: "整", count: 100))
  }

  @Test func `a name cannot smuggle a field in`() throws {
    let message = try Self.sample(name: "Li\r\nBcc: all@example.org")

    #expect(!fields(message).contains { $0.hasPrefix("Bcc") })
  }

  @Test func `without an address the letter still says whom it is for`() throws {
    var message = try Self.sample(name: "Li Na")
    message.recipient = nil

    #expect(fields(message).contains("To: Li Na:;"))
  }

  @Test(arguments: [
    (0, "Thu, 01 Jan 1970 00:00:00 +0000"), (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 +0000"),
    (-1, "Wed, 31 Dec 1969 23:59:59 +0000"), (4_107_542_399_999, "Sun, 28 Feb 2100 23:59:59 +0000"),
  ])
  func `dates are those of the calendar`(_ milliseconds: Int64, _ text: String) {
    #expect(MailMessage.date(milliseconds) == text)
  }

  @Test(arguments: [
    ("li.na@example.org", true), ("a+b@x", true), ("li na@example.org", false), ("@x", false),
    ("a@", false), ("a@b@c", false), ("王@example.org", false), ("a@b\r\nDATA", false),
    ("a..b@x.org", false), ("<a@x.org>", false), ("", false),
  ])
  func `an address is one at sign between ASCII words`(_ text: String, _ isOne: Bool) {
    #expect((MailAddress(text) != nil) == isOne)
  }

  @Test func `lines that begin with a dot get another one`() {
    let stuffed = SMTPClient.stuffed(Array(".\r\na\r\n..b".utf8))

    #expect(String(decoding: stuffed, as: UTF8.self) == "..\r\na\r\n...b\r\n.\r\n")
  }
}
