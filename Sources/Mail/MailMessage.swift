/// One message in the form of RFC 5322: a plain text in UTF-8 to one person.
public struct MailMessage: Hashable, Sendable {
  public var sender: MailAddress
  /// The name of the person; may be empty where there is an address.
  public var name: String
  /// Nil where none is known: then nobody can send the message, but a person can read whom it is for.
  public var recipient: MailAddress?
  public var subject: String
  /// Lines ended by line feeds.
  public var text: String
  /// The part of the message's id before the `@`: the same for the same message.
  public var id: String
  /// The part behind it.
  public var idHost: String
  /// Milliseconds since 1970.
  public var sentAt: Int64

  public init(
    sender: MailAddress, name: String, recipient: MailAddress?, subject: String, text: String,
    id: String, idHost: String, sentAt: Int64
  ) {
    self.sender = sender
    self.name = name
    self.recipient = recipient
    self.subject = subject
    self.text = text
    self.id = id
    self.idHost = idHost
    self.sentAt = sentAt
  }

  /// The bytes of the message, lines ended by CR LF.
  ///
  /// RFC 3834 asks programs to say that no person wrote this, so that no holiday is announced to us.
  public var bytes: [UInt8] {
    let fields = [
      "Date: " + Self.date(sentAt),
      "From: <\(sender)>",
      "To: " + recipientField,
      "Message-ID: " + messageID,
      "Subject: " + EncodedWord.unstructured(subject, column: 9),
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      "Auto-Submitted: auto-generated",
    ]
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String(String.UnicodeScalarView($0.last == "\r" ? $0.dropLast() : $0)) }
    let body = TransferEncoding.base64Lines(Array(lines.joined(separator: "\r\n").utf8))
    return Array((fields.map { $0 + "\r\n" }.joined() + "\r\n" + body).utf8)
  }

  /// `<id@host>`.
  public var messageID: String { "<\(id)@\(idHost)>" }

  /// Without an address a group without members says whom it is for (section 3.4).
  private var recipientField: String {
    let phrase = name.isEmpty ? "" : EncodedWord.phrase(name, column: 4)
    guard let recipient else { return (phrase.isEmpty ? "nobody" : phrase) + ":;" }
    return phrase.isEmpty ? "<\(recipient)>" : "\(phrase)\r\n <\(recipient)>"
  }

  /// `Fri, 08 Sep 2023 01:00:00 +0000` (section 3.3).
  static func date(_ milliseconds: Int64) -> String {
    let seconds = Int(milliseconds / 1_000 - (milliseconds % 1_000 < 0 ? 1 : 0))
    let day = Int((Double(seconds) / 86_400).rounded(.down))
    let time = seconds - day * 86_400
    let (year, month, number) = civil(day)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    return "\(weekdays[((day % 7) + 7) % 7]), \(two(number)) \(months[month - 1]) \(year)"
      + " \(two(time / 3_600)):\(two(time / 60 % 60)):\(two(time % 60)) +0000"
  }

  /// Year, month and day of a day counted from 1 January 1970, by the Gregorian calendar. Counts
  /// years from March, so that the leap day is the last of its year.
  private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * ofYear + 2) / 153
    let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, ofYear - (153 * fromMarch + 2) / 5 + 1)
  }
}
