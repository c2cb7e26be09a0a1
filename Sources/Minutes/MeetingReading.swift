import AuditLog
import Statechart
import WorkflowEngine
import XML

/// Who met, when and where, and what the programme is.
extension MinutesBuilder {
  mutating func readMeeting(_ element: XMLElement?) -> MinutesDocument.Meeting {
    var meeting = MinutesDocument.Meeting(
      date: PartialDate(CalendarDate(dayNumber: 0)), inferred: [], venues: [])
    guard let element else { return meeting }
    if let place = child("date", of: element) { readDate(place, into: &meeting) }
    meeting.opened = text("opened", of: element)
    meeting.adjourned = text("adjourned", of: element)
    if let opened = meeting.opened, let adjourned = meeting.adjourned, adjourned < opened {
      findings.error(
        "minutes.meeting.times",
        at: element.attribute("adjourned")?.position ?? element.position,
        "the meeting ended at \(adjourned), before it began")
    }
    meeting.venues = children("venue", of: element).map { venue in
      MinutesDocument.Venue(
        names: texts("name", of: venue), isMain: text("kind", of: venue) == "main",
        mode: text("mode", of: venue).flatMap { .init(rawValue: $0) } ?? .room)
    }
    meeting.chair = child("chair", of: element).map { readParticipant($0) }
    meeting.recorder = child("recorder", of: element).map { readParticipant($0) }
    meeting.previous = child("previous", of: element).flatMap { previous in
      identifier("minutes", of: previous).map {
        MinutesDocument.PreviousMinutes(
          minutes: $0,
          disposition: text("disposition", of: previous).flatMap { .init(rawValue: $0) }
            ?? .approved)
      }
    }
    return meeting
  }

  private mutating func readDate(
    _ element: XMLElement, into meeting: inout MinutesDocument.Meeting
  ) {
    guard let date = date("iso", of: element) else { return }
    meeting.date = date
    if let attribute = element.attribute("precision"),
      let stated = PartialDate.Precision(rawValue: attribute.value), stated != date.precision
    {
      findings.error(
        "minutes.date.precision", at: attribute.position,
        "the date \(date) is known to the \(date.precision.rawValue), not to the"
          + " \(stated.rawValue)")
    }
    guard let attribute = element.attribute("inferred") else { return }
    for word in attribute.value.split(whereSeparator: \.isWhitespace) {
      guard let part = PartialDate.Precision(rawValue: String(word)) else { continue }
      let isThere = part == .year || (part == .month ? date.month : date.day) != nil
      if !isThere {
        findings.error(
          "minutes.date.inferred", at: attribute.position,
          "the date \(date) has no \(part.rawValue) that could be inferred")
      }
      meeting.inferred.insert(part)
    }
  }

  mutating func readParticipant(_ element: XMLElement) -> MinutesDocument.Participant {
    let posts = texts("post", of: element)
    if let attribute = element.attribute("post"), !posts.isEmpty {
      findings.error(
        "minutes.post.repeated", at: attribute.position,
        "the post stands in an attribute and in elements; one of them is enough")
    }
    return MinutesDocument.Participant(
      id: identifier("id", of: element), names: texts("name", of: element),
      posts: posts.isEmpty ? text("post", of: element).map { LocalizedText($0) } ?? posts : posts,
      onBehalfOf: text("onBehalfOf", of: element))
  }

  mutating func readGroup(_ element: XMLElement) -> MinutesDocument.Group {
    let group = MinutesDocument.Group(
      status: text("status", of: element).flatMap { .init(rawValue: $0) } ?? .present,
      names: texts("name", of: element), classification: identifier("class", of: element),
      level: number("level", of: element),
      headcount: child("headcount", of: element).flatMap { count in
        number("min", of: count).map {
          MinutesDocument.Headcount(
            minimum: $0, isApproximate: flag("approx", of: count) ?? false)
        }
      }, people: children("person", of: element).map { readParticipant($0) })
    if group.names.isEmpty, group.people.isEmpty {
      findings.error(
        "minutes.group.empty", at: element.position,
        "this group has neither a name nor a person in it")
    }
    if let headcount = group.headcount, headcount.minimum < group.people.count {
      findings.error(
        "minutes.group.headcount", at: element.position,
        "\(group.people.count) people of the group are named, but the headcount is"
          + " \(headcount.minimum)")
    }
    return group
  }

  mutating func readSupervision(_ element: XMLElement?) -> [MinutesDocument.GuidanceGroup] {
    children("guidanceGroup", of: element).compactMap { group in
      guard let level = identifier("level", of: group), let number = number("number", of: group)
      else { return nil }
      return MinutesDocument.GuidanceGroup(
        level: level, number: number, names: texts("name", of: group))
    }
  }

  mutating func readProgramme(_ element: XMLElement) -> MinutesDocument.Programme? {
    guard let id = identifier("id", of: element) else { return nil }
    checkUnique(
      children("workstream", of: element), "id", "minutes.workstream.duplicate", "workstream")
    checkUnique(children("batch", of: element), "n", "minutes.batch.duplicate", "batch")
    return MinutesDocument.Programme(
      id: id, titles: texts("title", of: element),
      workstreams: children("workstream", of: element).compactMap { workstream in
        identifier("id", of: workstream).map { .init(id: $0, names: texts("name", of: workstream)) }
      },
      batches: children("batch", of: element).compactMap { batch in
        guard let number = number("n", of: batch) else { return nil }
        return .init(
          number: number,
          window: readWindow(of: batch, isSoft: text("endMode", of: batch) == "soft"),
          scope: texts("scope", of: batch))
      })
  }

  /// The window that `start` and `end` give.
  mutating func readWindow(of element: XMLElement, isSoft: Bool) -> DateWindow {
    let window = DateWindow(
      start: date("start", of: element), end: date("end", of: element), hasSoftEnd: isSoft)
    if window.isEmpty, let start = window.start, let end = window.end {
      findings.error(
        "minutes.window.empty", at: element.attribute("end")?.position ?? element.position,
        "the window ends in \(end), before it begins in \(start)")
    }
    return window
  }

  mutating func readPublication(_ element: XMLElement?, meeting: PartialDate)
    -> MinutesDocument.Publication?
  {
    guard let element else { return nil }
    let date = day("date", of: element)
    if let date, date < meeting.firstDay {
      findings.warn(
        "minutes.publication.early", at: element.attribute("date")?.position ?? element.position,
        "the minutes were printed on \(date), before the meeting")
    }
    return MinutesDocument.Publication(
      authors: texts("author", of: element), date: date,
      distribution: children("recipient", of: child("distribution", of: element)).map {
        texts("name", of: $0)
      })
  }
}
