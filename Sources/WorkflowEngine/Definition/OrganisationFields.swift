import AuditLog
import Statechart

// What each thing of an organisation says, by the columns of its sheet. Sheets are written from
// this, and what a change changes is told by it.

/// A column and the text that a thing has in it; nil where it has none.
typealias SheetCell = (column: String, text: String?)

extension LocalizedText {
  fileprivate var cells: [SheetCell] {
    versions.map { (OrganisationSheet.heading(ofNamesIn: $0.language), $0.text) }
  }
}

extension Unit {
  var cells: [SheetCell] {
    [("code", code.text), ("parent", parent?.text), ("level", "\(level)"), ("kind", kind)]
      + names.cells
      + [
        ("retired", retiredAt?.description),
        (
          "successors",
          successors.isEmpty ? nil : successors.map(\.text).joined(separator: " ")
        ),
      ]
  }
}

extension Person {
  var cells: [SheetCell] {
    [("id", id.text)] + names.cells + [("post", post), ("login", login), ("mail", mail)]
  }
}

extension Assignment {
  var cells: [SheetCell] {
    [
      ("role", role.text), ("person", person.text), ("unit", unit.text),
      ("from", from?.description), ("until", until?.description),
      ("on_behalf_of", onBehalfOf?.text),
    ]
  }
}

extension WorkCalendar {
  /// Every day that is not what its weekday says, in order.
  var days: [(date: CalendarDate, day: CalendarDay)] {
    (holidays.map { ($0, CalendarDay.holiday) } + workdays.map { ($0, CalendarDay.workday) })
      .sorted { ($0.0, $0.1.rawValue) < ($1.0, $1.1.rawValue) }
  }

  /// A column for the zone, and one for each day.
  var cells: [SheetCell] {
    [("unit", unit.text), ("zone", zone)] + days.map { ("\($0.date)", $0.day.rawValue) }
  }
}

/// One thing that a change says anew: what a column held, and what it holds now.
public struct FieldChange: Hashable, Sendable {
  public var field: String
  public var old: String?
  public var new: String?

  public init(_ field: String, old: String?, new: String?) {
    self.field = field
    self.old = old
    self.new = new
  }

  /// Every column in which two states of one thing differ, in the order of the columns.
  static func between(_ old: [SheetCell], _ new: [SheetCell]) -> [FieldChange] {
    let before = Dictionary(old.map { ($0.column, $0.text) }, uniquingKeysWith: { $1 })
    let after = Dictionary(new.map { ($0.column, $0.text) }, uniquingKeysWith: { $1 })
    var seen: Set<String> = []
    return (new + old).map(\.column).filter { seen.insert($0).inserted }.compactMap { column in
      let (was, is_) = (before[column] ?? nil, after[column] ?? nil)
      // By bytes: Swift's equality takes NFC and NFD for one.
      return was.map { Identifier($0) } == is_.map { Identifier($0) }
        ? nil : FieldChange(column, old: was, new: is_)
    }
  }
}
