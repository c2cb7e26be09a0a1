public import AuditLog

/// Appointments as a file that calendar programs subscribe to (RFC 5545).
public struct ICalendar: Sendable {
  /// One thing that is due.
  public struct Entry: Hashable, Sendable {
    public enum Due: Hashable, Sendable {
      /// The whole of a day, wherever its reader is.
      case day(CalendarDate)
      /// From the first to the last day of a stretch of time; as something to do, due on the last.
      case days(CalendarDate, CalendarDate)
      case time(Instant)
    }

    /// Unique in the world, and the same each time the entry is written.
    public var uid: String
    /// When what it says was said last.
    public var stamp: Instant
    /// How often it was said anew.
    public var sequence: Int
    public var due: Due
    public var summary: String
    public var description: String
    public var categories: [String]
    /// When its reader is reminded.
    public var alarms: [Instant]

    public init(
      uid: String, stamp: Instant, sequence: Int, due: Due, summary: String,
      description: String = "", categories: [String] = [], alarms: [Instant] = []
    ) {
      self.uid = uid
      self.stamp = stamp
      self.sequence = sequence
      self.due = due
      self.summary = summary
      self.description = description
      self.categories = categories
      self.alarms = alarms
    }
  }

  public var name: String
  public var entries: [Entry]
  /// Whether they are things to do (VTODO) rather than events; fewer programs show those.
  public var areTasks: Bool

  public init(name: String, entries: [Entry], areTasks: Bool = false) {
    self.name = name
    self.entries = entries
    self.areTasks = areTasks
  }

  /// The file's text: lines that end with CR LF and have at most 75 bytes (section 3.1).
  public var text: String {
    var lines = Lines()
    lines.add("BEGIN", "VCALENDAR")
    lines.add("VERSION", "2.0")
    lines.add("PRODID", "-//Docket//Deadlines//EN")
    lines.add("CALSCALE", "GREGORIAN")
    lines.add("X-WR-CALNAME", Self.escaped(name))
    for entry in entries { lines.add(entry, isTask: areTasks) }
    lines.add("END", "VCALENDAR")
    return lines.text
  }

  /// Section 3.3.11; a carriage return has no form of its own.
  fileprivate static func escaped(_ text: String) -> String {
    var result = ""
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", ";", ",": result += "\\" + String(Character(scalar))
      case "\n" where previous == "\r": break
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": result += "\\n"
      // Other control characters may not stand in a text (section 3.1).
      case _ where scalar.value < 0x20 && scalar != "\t" || scalar.value == 0x7F: break
      default: result.unicodeScalars.append(scalar)
      }
      previous = scalar
    }
    return result
  }
}

private struct Lines {
  private(set) var text = ""

  mutating func add(_ entry: ICalendar.Entry, isTask: Bool) {
    let component = isTask ? "VTODO" : "VEVENT"
    add("BEGIN", component)
    add("UID", ICalendar.escaped(entry.uid))
    add("DTSTAMP", Self.utc(entry.stamp))
    add("LAST-MODIFIED", Self.utc(entry.stamp))
    add("SEQUENCE", "\(entry.sequence)")
    switch (entry.due, isTask) {
    case (.days(let first, let last), false):
      add("DTSTART;VALUE=DATE", Self.basic(first))
      add("DTEND;VALUE=DATE", Self.basic(last.adding(days: 1)))
      add("TRANSP", "TRANSPARENT")
    case (.days(_, let last), true): add("DUE;VALUE=DATE", Self.basic(last))
    case (.day(let date), false):
      // The end is the first day that is not meant any more (section 3.6.1).
      add("DTSTART;VALUE=DATE", Self.basic(date))
      add("DTEND;VALUE=DATE", Self.basic(date.adding(days: 1)))
      add("TRANSP", "TRANSPARENT")
    case (.time(let instant), false):
      add("DTSTART", Self.utc(instant))
      add("TRANSP", "TRANSPARENT")
    case (.day(let date), true): add("DUE;VALUE=DATE", Self.basic(date))
    case (.time(let instant), true): add("DUE", Self.utc(instant))
    }
    if isTask { add("STATUS", "NEEDS-ACTION") }
    add("SUMMARY", ICalendar.escaped(entry.summary))
    if !entry.description.isEmpty { add("DESCRIPTION", ICalendar.escaped(entry.description)) }
    if !entry.categories.isEmpty {
      add("CATEGORIES", entry.categories.map(ICalendar.escaped).joined(separator: ","))
    }
    for alarm in entry.alarms {
      add("BEGIN", "VALARM")
      add("ACTION", "DISPLAY")
      add("TRIGGER;VALUE=DATE-TIME", Self.utc(alarm))
      add("DESCRIPTION", ICalendar.escaped(entry.summary))
      add("END", "VALARM")
    }
    add("END", component)
  }

  /// Folds after at most 75 bytes, never inside a character's bytes (section 3.1).
  mutating func add(_ name: String, _ value: String) {
    var width = 0
    for scalar in "\(name):\(value)".unicodeScalars {
      let bytes = UTF8.width(scalar)
      if width + bytes > 75 {
        text += "\r\n "
        width = 1
      }
      text.unicodeScalars.append(scalar)
      width += bytes
    }
    text += "\r\n"
  }

  /// `20231031`
  private static func basic(_ date: CalendarDate) -> String {
    String(date.description.filter { $0 != "-" })
  }

  /// `20231031T155959Z` (section 3.3.5, form 2): whole seconds.
  private static func utc(_ instant: Instant) -> String {
    String(instant.description.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
  }
}
