import Foundation
import Testing

@testable import Mail

@Suite(.enabled(if: MailServer.isHere, MailServer.absence))
struct SMTPClientTests {
  @Test func `a message arrives byte for byte`() throws {
    let server = try MailServer()
    let message = try MailMessageTests.sample()
    let client = try SMTPClient(host: "127.0.0.1", port: server.port)

    try client.send(message)

    client.quit()
    let expected = String(decoding: message.bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    let taken = try #require(try server.messages().first)
    let lines = taken.split(separator: "\n", maxSplits: 1)
    #expect(lines[0] == "office@example.org wang.li@example.org")
    #expect(lines[1] + "\n" == expected || lines[1] == expected)
  }

  @Test func `one who is refused does not keep the others from their letters`() throws {
    let server = try MailServer()
    let client = try SMTPClient(host: "127.0.0.1", port: server.port)
    var unknown = try MailMessageTests.sample()
    unknown.recipient = MailAddress("nobody@example.org")

    #expect {
      try client.send(unknown)
    } throws: { error in
      let failure = error as? SMTPFailure
      return failure?.isGeneral == false && failure?.reason.contains("no such mailbox") == true
    }
    try client.send(try MailMessageTests.sample())

    client.quit()
    #expect(try server.messages().count == 1)
  }

  @Test func `many messages go over one connection`() throws {
    let server = try MailServer()
    let client = try SMTPClient(host: "127.0.0.1", port: server.port)

    for number in 1...20 {
      var message = try MailMessageTests.sample()
      message.id = "letter-\(number)"
      try client.send(message)
    }

    client.quit()
    #expect(try server.messages().count == 20)
  }

  @Test func `a server that is not there is told apart from a refused message`() throws {
    let port = try MailServer().port

    #expect {
      _ = try SMTPClient(host: "127.0.0.1", port: port)
    } throws: { ($0 as? SMTPFailure)?.isGeneral == true }
  }
}
