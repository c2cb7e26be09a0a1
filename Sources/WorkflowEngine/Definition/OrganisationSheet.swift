/// What a sheet of an organisation lists, and the columns that it has, in both directions.
public enum OrganisationSheet: String, Hashable, Sendable, CaseIterable {
  case units, people, assignments, calendars
}

/// A column of a sheet: its own name, and what people call it in Chinese.
struct SheetColumn {
  var name: String
  var aliases: [String]

  init(_ name: String, _ aliases: String...) {
    self.name = name
    self.aliases = aliases
  }

  func isCalled(_ heading: String) -> Bool {
    heading.lowercased() == name || aliases.contains(heading)
  }
}

extension OrganisationSheet {
  /// Columns without which a row says nothing.
  var required: [SheetColumn] {
    switch self {
    case .units:
      [
        SheetColumn("code", "代码", "编码", "单位代码", "单位编码", "机构代码", "组织代码"),
        SheetColumn("kind", "类别", "类型", "单位类别", "单位类型"),
      ]
    case .people: [SheetColumn("id", "工号", "人员编号", "人员代码", "人员工号")]
    case .assignments:
      [
        SheetColumn("role", "角色"),
        SheetColumn("person", "人员", "工号", "人员编号", "人员代码", "人员工号"),
        SheetColumn("unit", "单位", "单位代码", "单位编码"),
      ]
    case .calendars: [SheetColumn("unit", "单位", "单位代码", "单位编码")]
    }
  }

  var optional: [SheetColumn] {
    switch self {
    case .units:
      [
        SheetColumn("parent", "上级", "上级单位", "上级代码", "上级单位代码"),
        SheetColumn("level", "层级", "级别"), SheetColumn("retired", "撤销时间"),
        SheetColumn("successors", "接续单位"),
      ]
    case .people:
      [
        SheetColumn("post", "职务", "岗位"), SheetColumn("login", "登录名", "账号"),
        SheetColumn("mail", "邮箱", "电子邮箱", "邮件地址"),
      ]
    case .assignments:
      [
        SheetColumn("from", "自", "开始日期", "起始日期", "生效日期"),
        SheetColumn("until", "至", "结束日期", "截止日期", "失效日期"),
        SheetColumn("on_behalf_of", "代", "被代理人", "代理对象"),
      ]
    case .calendars:
      [
        SheetColumn("zone", "时区"), SheetColumn("date", "日期"),
        SheetColumn("day", "类型", "类别"),
      ]
    }
  }

  var columns: [SheetColumn] { required + optional }

  /// Whether its things have names, in columns by language.
  var isNamed: Bool { self == .units || self == .people }

  /// The sheet that has these columns.
  init?(headings: [String]) {
    func has(_ sheet: OrganisationSheet, _ column: String) -> Bool {
      sheet.columns.contains { known in
        known.name == column && headings.contains { known.isCalled($0) }
      }
    }
    if has(.assignments, "role") {
      self = .assignments
    } else if has(.calendars, "zone") || has(.calendars, "date") {
      self = .calendars
    } else if has(.people, "id") {
      self = .people
    } else if has(.units, "code") {
      self = .units
    } else {
      return nil
    }
  }

  /// The language of a column of names such as `name_zh_Hans`; empty for a name in no language, and
  /// nil for other columns.
  static func language(ofNamesIn heading: String) -> String? {
    let lower = heading.lowercased()
    if lower == "name" || ["名称", "单位名称", "姓名"].contains(heading) { return "" }
    if ["英文名称", "英文名", "英文姓名"].contains(heading) { return "en" }
    guard lower.hasPrefix("name_") || lower.hasPrefix("name-") else { return nil }
    let tag = String(heading.dropFirst(5).map { $0 == "_" ? "-" : $0 })
    return tag.isEmpty ? nil : tag
  }

  /// The column of names in a language.
  static func heading(ofNamesIn language: String) -> String {
    language.isEmpty ? "name" : "name_" + String(language.map { $0 == "-" ? "_" : $0 })
  }
}

/// What a day of a calendar is that is not what its weekday says.
enum CalendarDay: String, CaseIterable {
  /// A weekday on which nobody works.
  case holiday
  /// A Saturday or Sunday on which people work (调休).
  case workday

  init?(word: String) {
    switch word {
    case "休", "休息", "休息日", "假日", "节假日", "放假": self = .holiday
    case "班", "上班", "工作日", "调休", "调休上班", "补班": self = .workday
    default: self.init(rawValue: word.lowercased())
    }
  }
}
