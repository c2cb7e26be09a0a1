import Foundation
import Mail
import Reports
import WorkflowEngine

/// Letters as files, one `.eml` each, which mail programs open and mail servers pick up.
struct MailFolder: NoticeChannel {
  let name = "files"
  private let folder: URL
  private let letters: LetterText

  /// Makes the folder if it is missing.
  init(_ path: String, _ letters: LetterText) throws {
    folder = URL(fileURLWithPath: path, isDirectory: true)
    self.letters = letters
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw UsageError("the folder \(path) cannot be made")
    }
  }

  /// The file is named after the letter's id: the same letter again replaces itself. Nobody finds
  /// half a file under its name.
  func deliver(_ letter: Letter) async throws(DeliveryFailure) {
    let file = folder.appendingPathComponent("\(letter.id).eml")
    do {
      try Data(letters.message(letter).bytes).write(to: file, options: .atomic)
    } catch {
      throw DeliveryFailure("\(file.path) cannot be written", isGeneral: true)
    }
  }
}

/// Letters through a mail server, over one connection that is made with the first.
actor MailServer: NoticeChannel {
  nonisolated let name = "smtp"
  private let host: String
  private let port: UInt16
  private let letters: LetterText
  private var client: SMTPClient?

  init(host: String, port: UInt16, _ letters: LetterText) {
    self.host = host
    self.port = port
    self.letters = letters
  }

  func deliver(_ letter: Letter) async throws(DeliveryFailure) {
    guard let mail = letter.person.mail else { throw DeliveryFailure("no address is known") }
    guard MailAddress(mail) != nil else {
      throw DeliveryFailure("\"\(mail.visible)\" is no address that a mail server understands")
    }
    do throws(SMTPFailure) {
      if client == nil { client = try SMTPClient(host: host, port: port) }
      try client?.send(letters.message(letter))
    } catch {
      if error.isGeneral { client = nil }
      throw DeliveryFailure(error.reason, isGeneral: error.isGeneral)
    }
  }
}
