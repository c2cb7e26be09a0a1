import AuditLog
import Mail
import Reports
import Statechart
import WorkflowEngine

/// What a letter says: one line for each instance that its reader shall look at.
struct LetterText: Sendable {
  var sender: MailAddress?
  private let dates: Dates
  private let now: Instant
  private let names: Names
  private let unitNames: [UnitCode: String]
  private let titles: [InstanceID: [Identifier: String]]
  private var isChinese: Bool { names.languages.first?.hasPrefix("zh") ?? false }

  /// Looks up what the notices that wait speak of.
  init(_ zone: Zone, _ now: Instant, _ reader: any StoreReader) throws {
    dates = Dates(zone: zone, format: .table)
    self.now = now
    var names = Names()
    var units: [UnitCode: String] = [:]
    var titles: [InstanceID: [Identifier: String]] = [:]
    var query = NoticeQuery(isPending: true)
    while true {
      let page = try reader.notices(query)
      for notice in page {
        if units[notice.unit] == nil { units[notice.unit] = try names.unit(notice.unit, reader) }
        guard let state = notice.state, titles[notice.instance]?[state] == nil,
          let instance = try reader.instance(notice.instance)
        else { continue }
        let title = try names.workflow(instance.workflow, reader)
          .title(of: state, languages: names.languages)
        titles[notice.instance, default: [:]][state] = title
      }
      guard page.count == query.limit, let last = page.last else { break }
      query.after = last.sequence
    }
    self.names = names
    unitNames = units
    self.titles = titles
  }

  func message(_ letter: Letter) -> MailMessage {
    let host = letter.origin.unicodeScalars.map { scalar -> Character in
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      return isPlain || scalar == "." || scalar == "-" ? Character(scalar) : "."
    }
    return MailMessage(
      sender: sender ?? Self.standardSender,
      name: letter.person.names.text(in: names.languages) ?? letter.person.id.text,
      recipient: letter.person.mail.flatMap { MailAddress($0) }, subject: subject(letter),
      text: text(letter), id: letter.id.text, idHost: String(host),
      sentAt: now.millisecondsSinceEpoch)
  }

  private static var standardSender: MailAddress {
    guard let address = MailAddress("docket@localhost") else {
      preconditionFailure("docket@localhost is an address")
    }
    return address
  }

  private func subject(_ letter: Letter) -> String {
    let programmes = Set(letter.notices.map(\.programme.text)).sorted().joined(separator: ", ")
    let count = letter.notices.count
    if isChinese { return "\(programmes)：\(count) 项事项提醒" }
    return "\(programmes): \(count == 1 ? "a reminder" : "\(count) reminders")"
  }

  private func text(_ letter: Letter) -> String {
    let name = letter.person.names.text(in: names.languages) ?? letter.person.id.text
    var lines = [isChinese ? "\(name)：" : "Dear \(name),", ""]
    for notice in letter.notices {
      lines.append("- " + line(notice))
      if let words = letter.words[notice.sequence], !words.isEmpty { lines.append("  " + words) }
    }
    lines += [
      "",
      isChinese
        ? "查看办法：docket explain --instance 实例编号。本信由系统自动发出。"
        : "What can be done: docket explain --instance ID. This letter was written by a program.",
    ]
    return lines.map { $0.visible + "\n" }.joined()
  }

  private func line(_ notice: Notice) -> String {
    let unit = unitNames[notice.unit] ?? notice.unit.text
    let title = notice.state.map { titles[notice.instance]?[$0] ?? $0.text }
    var parts = [unit, title, "(\(notice.instance))"].compactMap(\.self).joined(separator: " ")
    if let due = notice.due {
      let hasPassed = due < now
      parts +=
        isChinese
        ? "，\(hasPassed ? "已于" : "应于") \(dates.words(due)) \(hasPassed ? "到期" : "前完成")"
        : ", \(hasPassed ? "was due" : "is due") \(dates.words(due))"
    }
    if notice.cause == .escalated {
      parts += isChinese ? "（逾期上报）" : " (escalated: the deadline has passed)"
    }
    return parts
  }
}
