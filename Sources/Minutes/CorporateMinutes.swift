import AuditLog
import Statechart
import WorkflowEngine

/// Minutes of an English-speaking body in the order of Robert's Rules: kind of meeting, body, date,
/// place, chair and secretary, attendance, the previous minutes, reports, motions with their
/// disposition, adjournment, signature. What was said is left out; what was done is there.
struct CorporateMinutes {
  let document: MinutesDocument
  let languages: [String]

  init(_ document: MinutesDocument, in languages: [String]) {
    self.document = document
    self.languages = languages
  }

  func words(_ text: LocalizedText) -> String { text.text(in: languages) ?? "" }

  var title: String { words(document.titles) }
  var issuer: String { words(document.issuers) }
  var date: String { document.meeting.date.inEnglish }

  /// `Minutes of the special meeting of 8 September 2023`.
  var subtitle: String {
    let kind =
      switch document.kind {
      case .regular: "regular"
      case .special: "special"
      case .launching: "launching"
      case .closing: "closing"
      }
    let preposition = document.meeting.date.precision == .day ? "held on" : "held in"
    return "Minutes of the \(kind) meeting \(preposition) \(date)"
  }

  /// Everything from the call to order to the adjournment.
  var body: [MinutesBlock] {
    var blocks = callToOrder + attendance
    if let previous = document.meeting.previous {
      let outcome = previous.disposition == .approved ? "approved as read" : "approved as corrected"
      blocks += [
        .heading(1, "Previous minutes"),
        .paragraph("The minutes \(previous.minutes) of the previous meeting were \(outcome)."),
      ]
    }
    for item in document.items { blocks += self.blocks(of: item) }
    if let adjourned = document.meeting.adjourned {
      blocks += [
        .heading(1, "Adjournment"), .paragraph("The meeting was adjourned at \(adjourned)."),
      ]
    }
    return blocks
  }

  private var callToOrder: [MinutesBlock] {
    let meeting = document.meeting
    var blocks: [MinutesBlock] = [.heading(1, "Call to order")]
    var facts: [(String, String)] = [("Date:", date + (meeting.opened.map { ", \($0)" } ?? ""))]
    let main = meeting.venues.filter(\.isMain).map { words($0.names) }
    if !main.isEmpty { facts.append(("Place:", main.joined(separator: "; "))) }
    let branches = meeting.venues.filter { !$0.isMain }.map {
      words($0.names) + ($0.mode == .video ? " (by video)" : "")
    }
    if !branches.isEmpty { facts.append(("Also at:", branches.joined(separator: "; "))) }
    if let chair = meeting.chair { facts.append(("Chair:", name(of: chair))) }
    if let recorder = meeting.recorder { facts.append(("Secretary:", name(of: recorder))) }
    blocks += facts.map { .entry(label: $0.0, text: $0.1) }
    return blocks
  }

  private var attendance: [MinutesBlock] {
    guard !document.attendance.isEmpty else { return [] }
    let labels: [(MinutesDocument.Group.Status, String)] = [
      (.present, "Present:"), (.leave, "Excused:"), (.guest, "Guests:"),
    ]
    return [.heading(1, "Attendance")]
      + labels.compactMap { status, label in
        let groups = document.attendance.filter { $0.status == status }
        guard !groups.isEmpty else { return nil }
        return .entry(label: label, text: groups.map { words(of: $0) }.joined(separator: "; "))
      }
  }

  private func words(of group: MinutesDocument.Group) -> String {
    var text = words(group.names)
    if !group.people.isEmpty {
      text += (text.isEmpty ? "" : ": ") + group.people.map { name(of: $0) }.joined(separator: "; ")
    }
    if let headcount = group.headcount {
      let number = headcount.minimum.inEnglish
      text += headcount.isApproximate ? " (over \(number))" : " (\(number))"
    }
    return text
  }

  private func name(of person: MinutesDocument.Participant) -> String {
    let represented = person.onBehalfOf.map { id in
      let everybody = document.attendance.flatMap(\.people)
      let known = everybody.first { $0.id == Identifier(id) }
      return " (for \(known.map { words($0.names) } ?? id))"
    }
    let post = words(person.posts)
    return words(person.names) + (post.isEmpty ? "" : ", " + post) + (represented ?? "")
  }

  // MARK: Items

  private func blocks(of item: MinutesDocument.Item) -> [MinutesBlock] {
    var blocks: [MinutesBlock] = [.heading(1, words(item.titles))]
    var rows: [[String]] = []
    let isList = item.isList
    var number = 0
    for content in item.contents {
      switch content {
      case .passage(let passage) where passage.kind == .statement: continue
      case .passage(let passage) where isList:
        number += 1
        blocks.append(.point(depth: 0, label: "\(number).", text: words(passage.text)))
      case .passage(let passage): blocks += self.blocks(of: passage, lead: "")
      case .resolution(let resolution): blocks += self.blocks(of: resolution)
      case .figure(let figure):
        rows.append([
          words(figure.labels), figure.sealed?.value.words ?? "to be counted",
          figure.query.description,
        ])
      }
    }
    if !rows.isEmpty {
      blocks.append(.table(header: ["Figure", "Value", "Counted as"], rows: rows))
      for position in ClosingMinutes.positions(of: document) {
        blocks.append(
          .entry(
            label: "Source:",
            text: "the first \(position.size) entries of the log, root \(position.root.hex)"))
      }
    }
    // Somebody spoke, and nothing was done.
    if blocks.count == 1, let speaker = item.speaker {
      blocks.append(.paragraph("\(name(of: speaker)) addressed the meeting."))
    }
    return blocks
  }

  private func blocks(of passage: MinutesDocument.Passage, lead: String) -> [MinutesBlock] {
    var blocks: [MinutesBlock] = []
    if case .report(let unit) = passage.kind {
      let title = words(passage.titles)
      blocks.append(.heading(2, "Report of \(title.isEmpty ? unit.text : title)"))
    } else if !passage.titles.isEmpty {
      blocks.append(.heading(2, words(passage.titles)))
    }
    if !passage.text.isEmpty || !lead.isEmpty {
      blocks.append(.paragraph(lead + words(passage.text)))
    }
    for (index, point) in passage.points.enumerated() {
      blocks.append(.point(depth: 0, label: "\(index + 1).", text: words(point.text)))
      for (inner, point) in point.points.enumerated() {
        blocks.append(
          .point(depth: 1, label: "\(index + 1).\(inner + 1)", text: words(point.text)))
      }
    }
    return blocks
  }

  /// The motion with its wording, its mover, its disposition and the counted votes.
  private func blocks(of resolution: MinutesDocument.Resolution) -> [MinutesBlock] {
    let mover = resolution.mover.map { "On the motion of \(name(of: $0)): " } ?? ""
    let disposition =
      switch resolution.disposition {
      case .adopted: "Adopted"
      case .lost: "Lost"
      case .postponed: "Postponed"
      case .referred: "Referred"
      case .withdrawn: "Withdrawn"
      }
    let votes = resolution.votes.map {
      ": \($0.inFavour) for, \($0.against) against, \($0.abstaining) abstaining"
    }
    var blocks: [MinutesBlock] = [.heading(2, "Decision \(document.id)#\(resolution.id)")]
    var passage = resolution.passage
    if !passage.text.isEmpty { passage.titles = LocalizedText() }
    blocks += self.blocks(of: passage, lead: mover)
    return blocks + [.paragraph(disposition + (votes ?? "") + ".")]
  }

  // MARK: The end

  var distribution: String {
    document.publication?.distribution.map { words($0) }.joined(separator: "; ") ?? ""
  }

  var signers: [(role: String, name: String)] {
    [("Secretary", document.meeting.recorder), ("Chair", document.meeting.chair)]
      .compactMap { role, person in person.map { (role, words($0.names)) } }
  }

  var markdown: String {
    var blocks: [MinutesBlock] = [.paragraph(issuer), .paragraph(subtitle)] + body
    blocks += signers.map { .entry(label: $0.role + ":", text: $0.name) }
    if !distribution.isEmpty { blocks.append(.entry(label: "Distribution:", text: distribution)) }
    return "# \(title.escapedForMarkdown)\n\n" + MinutesBlock.markdown(blocks)
  }
}

extension MinutesDocument.Item {
  /// Whether it is a row of outcomes, lessons, requirements or prohibitions of one text each, which
  /// people cite by their numbers.
  fileprivate var isList: Bool {
    let passages = contents.compactMap { content -> MinutesDocument.Passage? in
      if case .passage(let passage) = content, passage.kind != .statement { passage } else { nil }
    }
    return passages.count > 1
      && contents.allSatisfy { if case .passage = $0 { true } else { false } }
      && passages.allSatisfy { passage in
        [.outcome, .lesson, .requirement, .prohibition].contains(passage.kind)
          && passage.titles.isEmpty && passage.points.isEmpty
      }
  }
}

extension Int {
  /// `10,000`.
  fileprivate var inEnglish: String {
    let digits = Array("\(self)")
    return digits.enumerated().map { place, digit in
      let left = digits.count - place
      return (place > 0 && left % 3 == 0 ? "," : "") + String(digit)
    }.joined()
  }
}

extension PartialDate {
  /// `8 September 2023`.
  var inEnglish: String {
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    return (day.map { "\($0) " } ?? "") + (month.map { names[$0 - 1] + " " } ?? "") + "\(year)"
  }
}
