import AuditLog
import Statechart
import WorkflowEngine

/// What reports say in their own words, in Chinese or in English.
struct ReportWords: Sendable {
  /// In which names and titles are wanted, the best first.
  let languages: [String]
  let isChinese: Bool

  init(_ languages: [String]) {
    self.languages = languages
    isChinese = languages.first?.lowercased().hasPrefix("zh") ?? false
  }

  var tag: String { isChinese ? "zh-Hans" : "en" }

  private func of(_ chinese: String, _ english: String) -> String {
    isChinese ? chinese : english
  }

  func title(_ stage: Stage) -> String { stage.titles.text(in: languages) ?? stage.id.text }
  func name(_ text: LocalizedText) -> String? { text.text(in: languages) }
  func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }

  // MARK: Headings

  var report: String { of("进展报告", "Progress report") }
  var byStage: String { of("各阶段进展", "Progress by stage") }
  var overTime: String { of("进展走势", "Progress over time") }
  var byBranch: String { of("各单位进展", "Progress by branch") }
  var heatMap: String { of("阶段热力图", "Heat map of stages") }
  var ageing: String { of("阶段停留时间", "Time in the stage") }
  var overdueList: String { of("逾期单位", "Overdue") }
  var behindList: String { of("滞后单位", "Behind") }
  var unacknowledgedList: String { of("尚未签收", "Not acknowledged") }
  var ledger: String { of("问题台账", "Ledger of problems") }
  var burden: String { of("工作量（减负对照）", "What is asked of one unit") }
  var aside: String { of("暂停、免予参加和取消", "Suspended, exempt and cancelled") }
  var sources: String { of("数据来源", "Where the figures come from") }

  // MARK: Words

  var units: String { of("单位数", "units") }
  var unit: String { of("单位", "Unit") }
  var unitsInScope: String { of("参加单位", "units taking part") }
  var finished: String { of("已办结", "finished") }
  var overdue: String { of("逾期", "overdue") }
  var behind: String { of("滞后", "behind") }
  var nearDue: String { of("临期", "near due") }
  var inTime: String { of("正常", "in time") }
  var unacknowledged: String { of("未签收", "not acknowledged") }
  var suspended: String { of("暂停", "suspended") }
  var exempted: String { of("免予参加", "exempt") }
  var cancelled: String { of("已取消", "cancelled") }
  var openItems: String { of("未销号问题", "problems open") }
  var continuingItems: String { of("继续整改", "problems going on") }
  var stage: String { of("阶段", "Stage") }
  var stages: String { of("阶段分布", "Stages") }
  var due: String { of("时限", "Due") }
  var since: String { of("进入时间", "Since") }
  var late: String { of("逾期天数", "Days late") }
  var status: String { of("状态", "Status") }
  var reason: String { of("原因", "Reason") }
  var done: String { of("办结", "Done") }
  var worst: String { of("最需关注", "Most pressing") }
  var noStage: String { of("不在任何阶段", "In no stage") }
  var windowEnds: String { of("计划结束", "window ends") }
  var daysInStage: String {
    of(
      "在本阶段的天数（点的大小为单位数，竖线为中位数）",
      "days in the stage (dots are as large as there are units; the bar is the median)")
  }
  var raised: String { of("登记", "Raised") }
  var closed: String { of("已销号", "Closed") }
  var open: String { of("未销号", "Open") }
  var continuing: String { of("继续整改", "Going on") }
  var files: String { of("材料", "Files") }
  var steps: String { of("操作", "Steps") }
  var signOffs: String { of("需第二人核准", "Second pair of eyes") }
  var ledgers: String { of("台账", "Ledgers") }
  var total: String { of("合计", "Total") }
  var none: String { of("无。", "None.") }
  var treeOrder: String {
    of("按组织树顺序排列，不排名次。", "In the order of the tree; nobody is ranked.")
  }
  var scopeNote: String {
    of(
      "面积自下而上依次为最后阶段至最初阶段，上缘为参加单位总数（不含免予参加和取消的单位）。",
      "From the last stage at the bottom to the first at the top; the upper edge is every unit that"
        + " takes part, the exempt and the cancelled left out.")
  }
  var burdenNote: String {
    of(
      "一个单位在不被退回时，自始至终须提交的材料和须办理的操作。",
      "What one unit is asked for from the start to the end, if nothing is sent back.")
  }
  var continuingNote: String {
    of(
      "“继续整改”指所属单位已办结而问题尚未最后销号，包括台账已按办结统计的。",
      "Problems go on where their unit has finished and they have not come to their end, those among"
        + " them that the ledger counts as closed included.")
  }
  var ahead: String { of("未开始", "ahead") }
  var passed: String { of("已通过", "passed") }
  var launching: String { of("部署中", "being launched") }
  var notShown: String { of("（无权查看或已删除）", "(not yours to read, or erased)") }

  var sharedFiles: String { of("多单位重复使用的材料", "The same file from several units") }
  var sharedNote: String {
    of(
      "统一下发的表格在所难免；学习记录则不应相同。明细：docket evidence shared",
      "A form that the office sent out may be among them; a study record should not. Which they are:"
        + " docket evidence shared")
  }
  func shared(_ shared: SharedEvidence) -> String {
    isChinese
      ? "\(shared.files)份材料由多个单位提交，涉及\(shared.units)个单位，共\(shared.pieces)次。"
      : "\(counted(shared.files, "file was", "files were")) given by several units:"
        + " \(shared.pieces) times, by \(counted(shared.units, "unit", "units"))."
  }

  var requirements: String { of("会议要求", "What the meeting asks for") }
  var requirement: String { of("要求", "Requirement") }
  var lesson: String { of("来自的经验", "Lesson it was drawn from") }
  var kind: String { of("类别", "Kind") }
  var required: String { of("要求", "required") }
  var forbidden: String { of("禁止", "forbidden") }

  var supersededDecisions: String { of("已被取代的决定", "Decisions that were set aside") }
  var supersededNote: String {
    of(
      "依据这些决定已办的事项仍然有效，此后不得再作为依据。明细：docket history --authority 决定",
      "What was done under them stands; nothing new can rest on them. What it was: docket history"
        + " --authority DECISION")
  }
  var decision: String { of("决定", "Decision") }
  var supersededBy: String { of("取代它的决定", "Superseded by") }
  var doneUnder: String { of("已依据它办理（按日志记录种类）", "Done under it (entries of the log)") }
  func superseded(by other: Authority) -> String {
    of("已被 \(other) 取代", "superseded by \(other)")
  }

  /// `2023-09 – 2024-01 (by and large)`; nil where nothing was said.
  func window(_ window: DateWindow) -> String? {
    let softly =
      window.hasSoftEnd && window.end != nil ? of("（基本结束）", " (by and large)") : ""
    switch (window.start, window.end) {
    case (nil, nil): return nil
    case (let start?, nil): return of("\(date(start))起", "from \(start)")
    case (nil, let end?): return of("至\(date(end))\(softly)", "until \(end)\(softly)")
    case (let start?, let end?):
      return of("\(date(start))至\(date(end))\(softly)", "\(start) – \(end)\(softly)")
    }
  }

  /// As precise as it was said: `2023年9月`.
  private func date(_ date: PartialDate) -> String {
    guard isChinese else { return date.description }
    return "\(date.year)年" + (date.month.map { "\($0)月" } ?? "") + (date.day.map { "\($0)日" } ?? "")
  }

  func legend(of colour: ProgressColour) -> String {
    switch colour {
    case .none: of("不计时限", "no deadline")
    case .green: finished
    case .plain: inTime
    case .blue: "\(nearDue) <"
    case .yellow: "\(behind) ~"
    case .red: "\(overdue) !"
    }
  }

  func colour(_ colour: ProgressColour) -> String {
    switch colour {
    case .none: of("不计", "–")
    case .green: finished
    case .plain: inTime
    case .blue: nearDue
    case .yellow: behind
    case .red: overdue
    }
  }

  func sign(of colour: ProgressColour) -> String {
    switch colour {
    case .red: "!"
    case .yellow: "~"
    case .blue: "&lt;"
    case .none, .green, .plain: ""
    }
  }

  func median(_ days: Int) -> String {
    isChinese ? "中位数 \(days) 天" : "median \(days) d"
  }

  func unitsAndDays(_ units: Int, _ days: Int) -> String {
    isChinese
      ? "\(units)个单位，\(days)天"
      : "\(counted(units, "unit", "units")), \(counted(days, "day", "days"))"
  }

  func cell(_ title: String, _ cell: HeatMap.Cell) -> String {
    isChinese
      ? "\(title)：未开始\(cell.ahead)，进行中\(cell.inside)，已通过\(cell.passed)"
      : "\(title): \(cell.ahead) ahead, \(cell.inside) here, \(cell.passed) passed"
  }

  func units(_ count: Int) -> String {
    isChinese ? "\(count)个单位" : counted(count, "unit", "units")
  }

  func more(_ count: Int) -> String {
    isChinese ? "另有 \(count) 个单位。" : "\(counted(count, "unit", "units")) more."
  }

  func batch(_ batch: Batch) -> String {
    isChinese ? "第\(batch.number)批" : "batch \(batch.number)"
  }

  func date(_ date: CalendarDate) -> String {
    let (year, month, day) = date.components
    return isChinese ? "\(year)年\(month)月\(day)日" : date.description
  }

  func asOf(_ survey: Survey) -> String {
    let (day, milliseconds) = survey.zone.wall(at: survey.now)
    let minutes = Int(milliseconds / 60_000)
    let clock =
      "\(minutes / 60 < 10 ? "0" : "")\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
    let root = survey.position.root.hex.prefix(12)
    return isChinese
      ? "截至\(date(day)) \(clock)（\(survey.zone)）· 日志第 \(survey.position.size) 条 · 根 \(root)…"
      : "As of \(day) \(clock) (\(survey.zone)) · entry \(survey.position.size) of the log ·"
        + " root \(root)…"
  }

  func provenance(_ survey: Survey) -> String {
    isChinese
      ? "全部数字由日志 \(survey.info.origin) 的前 \(survey.position.size) 条记录得出，该处根散列为"
      : "Every figure follows from the first \(survey.position.size) entries of the log"
        + " \(survey.info.origin), whose root there is"
  }

  var verification: String {
    of(
      "核对：docket audit verify 重新计算散列树并逐条重做决定；同一条日志、同一时刻的报告逐字节相同。",
      "To check: docket audit verify computes the tree again and decides every entry again; the report"
        + " of the same log and the same time is the same, byte by byte.")
  }
}
