import AuditLog
import Statechart
import WorkflowEngine

/// Minutes as Chinese offices write them: the text of the document, block by block.
struct OfficialMinutes {
  let document: MinutesDocument
  let languages: [String]

  init(_ document: MinutesDocument, in languages: [String]) {
    self.document = document
    self.languages = languages
  }

  func words(_ text: LocalizedText) -> String { text.text(in: languages) ?? "" }

  var title: String { words(document.titles) }
  var issuer: String { words(document.issuers) }
  /// The red head: the issuer and what it is.
  var flag: String { issuer.hasSuffix("纪要") ? issuer : issuer + "会议纪要" }
  /// `2023年9月8日`, as precise as the minutes are.
  var date: String { document.meeting.date.inChinese }

  /// The body: how the meeting went, then item by item.
  var body: [MinutesBlock] {
    var blocks: [MinutesBlock] = [.paragraph(opening)]
    for (index, item) in document.items.enumerated() {
      blocks.append(.heading(1, Self.numeral(index + 1) + "、" + words(item.titles)))
      blocks += passages(of: item)
      blocks += figures(of: item)
    }
    return blocks
  }

  private var opening: String {
    let meeting = document.meeting
    var sentence = "\(date)，\(issuer)召开会议。"
    let main = meeting.venues.filter(\.isMain).map { words($0.names) }
    let branches = meeting.venues.filter { !$0.isMain }
    if !main.isEmpty { sentence += "主会场设在\(main.joined(separator: "、"))" }
    if !branches.isEmpty {
      let names = branches.map { words($0.names) }.joined(separator: "、")
      let isVideo = branches.allSatisfy { $0.mode == .video }
      sentence += (main.isEmpty ? "" : "，") + (isVideo ? "视频分会场" : "分会场") + "设在\(names)"
    }
    if !meeting.venues.isEmpty { sentence += "。" }
    if let chair = meeting.chair { sentence += "\(name(of: chair))主持会议。" }
    return sentence + "现将会议情况纪要如下。"
  }

  /// A post and a name, the post first.
  private func name(of person: MinutesDocument.Participant) -> String {
    var text = words(person.posts) + words(person.names)
    if let represented = person.onBehalfOf { text += "（代\(nameOfKnown(represented))）" }
    return text
  }

  /// The name of somebody whose id stands elsewhere in the minutes; else what was written.
  private func nameOfKnown(_ id: String) -> String {
    let everybody =
      [document.meeting.chair, document.meeting.recorder].compactMap { $0 }
      + document.attendance.flatMap(\.people)
    return everybody.first { $0.id == Identifier(id) }.map { words($0.names) } ?? id
  }

  // MARK: Items

  /// What was said stands first and has no number; a single passage needs none.
  private func passages(of item: MinutesDocument.Item) -> [MinutesBlock] {
    var blocks: [MinutesBlock] = []
    var numbered: [(passage: MinutesDocument.Passage, suffix: String)] = []
    for content in item.contents {
      switch content {
      case .passage(let passage) where passage.kind == .statement:
        let speaker = item.speaker.map { name(of: $0) + "指出：" } ?? ""
        blocks.append(.paragraph(speaker + words(passage.text)))
        blocks += points(of: passage)
      case .passage(let passage): numbered.append((passage, ""))
      case .resolution(let resolution):
        numbered.append((resolution.passage, suffix(of: resolution)))
      case .figure: continue
      }
    }
    if let speaker = item.speaker, blocks.isEmpty {
      blocks.append(.paragraph("\(name(of: speaker))作了发言。"))
    }
    for (index, part) in numbered.enumerated() {
      let mark = numbered.count == 1 ? "" : "（\(Self.numeral(index + 1))）"
      blocks += self.blocks(of: part.passage, mark: mark, suffix: part.suffix)
    }
    return blocks
  }

  private func blocks(of passage: MinutesDocument.Passage, mark: String, suffix: String)
    -> [MinutesBlock]
  {
    var blocks: [MinutesBlock] = []
    if passage.titles.isEmpty {
      blocks.append(.paragraph(mark + words(passage.text) + suffix))
    } else {
      blocks.append(.heading(2, mark + words(passage.titles)))
      let text = words(passage.text) + suffix
      if !text.isEmpty { blocks.append(.paragraph(text)) }
    }
    return blocks + points(of: passage)
  }

  private func points(of passage: MinutesDocument.Passage) -> [MinutesBlock] {
    passage.points.enumerated().flatMap { index, point in
      [MinutesBlock.paragraph("\(index + 1)．" + words(point.text))]
        + point.points.enumerated().map { index, inner in
          .paragraph("（\(index + 1)）" + words(inner.text))
        }
    }
  }

  private func suffix(of resolution: MinutesDocument.Resolution) -> String {
    var parts = resolution.mover.map { ["\(name(of: $0))提出"] } ?? []
    switch resolution.disposition {
    case .adopted: break
    case .lost: parts.append("未通过")
    case .postponed: parts.append("暂缓")
    case .referred: parts.append("交有关方面研究")
    case .withdrawn: parts.append("撤回")
    }
    if let votes = resolution.votes {
      parts.append("赞成\(votes.inFavour)票，反对\(votes.against)票，弃权\(votes.abstaining)票")
    }
    return parts.isEmpty ? "" : "（" + parts.joined(separator: "；") + "）"
  }

  /// The figures of an item as a table, and where they come from.
  private func figures(of item: MinutesDocument.Item) -> [MinutesBlock] {
    let figures = item.contents.compactMap { content -> MinutesDocument.Figure? in
      if case .figure(let figure) = content { figure } else { nil }
    }
    guard !figures.isEmpty else { return [] }
    let rows = figures.map {
      [words($0.labels), $0.sealed?.value.words ?? "待定", $0.query.description]
    }
    var blocks: [MinutesBlock] = [.table(header: ["指标", "数值", "统计口径"], rows: rows)]
    for position in ClosingMinutes.positions(of: document)
    where figures.contains(where: { $0.sealed?.position == position }) {
      blocks.append(
        .entry(
          label: "数据出处：", text: "日志前\(position.size)条，根哈希 \(position.root.hex)"))
    }
    return blocks
  }

  // MARK: Behind the body

  /// Who was there, who was excused, who was invited.
  var attendance: [MinutesBlock] {
    let labels: [(MinutesDocument.Group.Status, String)] = [
      (.present, "出席："), (.leave, "请假："), (.guest, "列席："),
    ]
    return labels.compactMap { status, label in
      let groups = document.attendance.filter { $0.status == status }
      guard !groups.isEmpty else { return nil }
      return .entry(label: label, text: groups.map { words(of: $0) }.joined(separator: "；"))
    }
  }

  private func words(of group: MinutesDocument.Group) -> String {
    var text = words(group.names)
    if !group.people.isEmpty {
      text += (text.isEmpty ? "" : "：") + group.people.map { name(of: $0) }.joined(separator: "、")
    }
    if let headcount = group.headcount {
      text += headcount.isApproximate ? "（\(headcount.minimum)余人）" : "（\(headcount.minimum)人）"
    }
    return text
  }

  /// Who gets a copy; empty for nobody.
  var distribution: String {
    document.publication?.distribution.map { words($0) }.joined(separator: "，") ?? ""
  }

  var printer: String { document.publication.map { words($0.authors) } ?? "" }

  var printDate: String { document.publication?.date.map { PartialDate($0).inChinese } ?? "" }

  // MARK: Numbers

  /// A number in Chinese, 1 to 99; beyond that in digits.
  static func numeral(_ number: Int) -> String {
    let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
    guard (1...99).contains(number) else { return String(number) }
    let tens = number < 10 ? "" : (number < 20 ? "" : digits[number / 10]) + "十"
    return tens + digits[number % 10]
  }

  var markdown: String {
    var blocks = [MinutesBlock.entry(label: flag, text: document.number ?? "")] + body
    blocks += attendance
    if !distribution.isEmpty { blocks.append(.entry(label: "抄送：", text: distribution + "。")) }
    if !printer.isEmpty {
      blocks.append(.paragraph(printer + (printDate.isEmpty ? "" : "  \(printDate)印发")))
    }
    return "# \(title.escapedForMarkdown)\n\n" + MinutesBlock.markdown(blocks)
  }
}

extension PartialDate {
  /// `2023年9月8日`.
  var inChinese: String {
    "\(year)年" + (month.map { "\($0)月" } ?? "") + (day.map { "\($0)日" } ?? "")
  }
}
