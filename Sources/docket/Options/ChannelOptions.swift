import ArgumentParser
import Foundation
import Mail
import WorkflowEngine

/// How people are told: through a mail server, or as files.
struct ChannelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder that gets one .eml file a letter; else $DOCKET_MAIL_FOLDER.", valueName: "folder"))
  var mailFolder: String?

  @Option(
    help: ArgumentHelp(
      "A mail server that relays for this machine; else $DOCKET_SMTP.", valueName: "host:port"))
  var smtp: String?

  @Option(
    help: ArgumentHelp("The address letters come from; else $DOCKET_SENDER.", valueName: "address"))
  var sender: String?

  /// The channel that was asked for; nil where neither the options nor the environment name one.
  func channel(_ letters: LetterText) throws -> (any NoticeChannel)? {
    var (folder, server) = (mailFolder, smtp)
    if folder == nil, server == nil {
      folder = Self.variable("DOCKET_MAIL_FOLDER")
      server = Self.variable("DOCKET_SMTP")
    }
    guard folder != nil || server != nil else { return nil }
    guard folder == nil || server == nil else {
      throw UsageError("letters go into a folder or to a mail server, not both")
    }
    var letters = letters
    if let sender = sender ?? Self.variable("DOCKET_SENDER") {
      letters.sender = MailAddress(sender)
      guard letters.sender != nil else {
        throw UsageError("\"\(sender)\" is no address such as office@example.org")
      }
    }
    if let folder { return try MailFolder(folder, letters) }
    let (host, port) = try Self.server(server ?? "")
    return MailServer(host: host, port: port, letters)
  }

  /// `host`, `host:port`, or `[IPv6]:port`; the port is 25 where there is none.
  private static func server(_ text: String) throws -> (host: String, port: UInt16) {
    let isBracketed = text.hasPrefix("[") && text.contains("]")
    let end = isBracketed ? text.firstIndex(of: "]") ?? text.endIndex : text.startIndex
    guard let colon = text[end...].lastIndex(of: ":") else {
      guard !text.isEmpty else { throw UsageError("the mail server has no name") }
      return (text.filter { $0 != "[" && $0 != "]" }, 25)
    }
    let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
    guard !host.isEmpty, let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
      throw UsageError("\"\(text)\" is no mail server; write host:port")
    }
    return (host, port)
  }

  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
