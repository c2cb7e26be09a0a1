public import AuditLog
public import Statechart
public import WorkflowEngine

/// Closing minutes before anybody has written them: the programme in figures, each with the query it
/// comes from. The clerk adds who was there and what was decided; no number is typed.
public struct ClosingDraft: Sendable {
  /// By which the minutes are cited.
  public var id: MinutesID
  /// Whose meeting it is.
  public var issuer: LocalizedText
  public var date: CalendarDate
  public var programme: ProgrammeName
  /// Nil closes every batch of the programme.
  public var batch: Batch?
  /// The workflow of the batch, or of the last one.
  public var workflow: Workflow

  public init(
    id: MinutesID, issuer: LocalizedText, date: CalendarDate, programme: ProgrammeName,
    batch: Batch?, workflow: Workflow
  ) {
    self.id = id
    self.issuer = issuer
    self.date = date
    self.programme = programme
    self.batch = batch
    self.workflow = workflow
  }

  /// Minutes in `urn:docket:minutes:1` whose figures have queries and no values: `ClosingMinutes.seal`
  /// gives them.
  public var xml: [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

  // MARK: The document

  private var lines: [String] {
    [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<!--",
      "  A draft of closing minutes. Add the meeting, who was there, what was decided; no number needs",
      "  to be typed: texts name the figures, and `docket minutes verify` counts them again.",
      "-->",
      "<minutes xmlns=\"urn:docket:minutes:1\">",
      "  <head id=\"\(escaped(id.text))\" kind=\"closing\">",
    ] + named("issuer", issuer, "    ")
      + named("title", title, "    ") + [
        "  </head>", "",
        "  <meeting>", "    <date iso=\"\(date)\" precision=\"day\"/>", "  </meeting>", "",
        "  <programme id=\"\(escaped(programme.text))\">",
      ] + named("title", workflow.titles, "    ") + batchLines + [
        "  </programme>", "", "  <items>",
      ]
      + items.enumerated().flatMap { item($1, number: $0 + 1) } + ["  </items>", "</minutes>"]
  }

  private var title: LocalizedText {
    let names = both(workflow.titles, else: programme.text)
    let number = batch.map(\.number)
    return LocalizedText([
      .init("zh-Hans", "\(names.chinese)\(number.map { "第\($0)批" } ?? "")总结会议纪要"),
      .init("en", "Closing of \(number.map { "batch \($0) of " } ?? "")\(names.english)"),
    ])
  }

  private var batchLines: [String] {
    guard let batch else { return [] }
    var line = "    <batch n=\"\(batch.number)\""
    if let start = batch.start { line += " start=\"\(start)\"" }
    if let end = batch.end { line += " end=\"\(end)\"" }
    if batch.hasSoftEnd { line += " endMode=\"soft\"" }
    return [line + "/>"]
  }

  // MARK: Items

  /// A figure: its id, what is counted, and what people call it.
  private struct Figure {
    var id: String
    var subject: FigureQuery.Subject
    var chinese: String
    var english: String
  }

  private struct Item {
    var chinese: String
    var english: String
    /// A sentence in both languages; `[id]` stands for the value of a figure.
    var sentences: [(chinese: String, english: String)]
    var figures: [Figure]
  }

  private var items: [Item] {
    [overall, stages] + (workflow.ledgers.isEmpty ? [] : [problems]) + [conduct]
  }

  /// The state in which a unit has acknowledged receipt, where the workflow knows that.
  private var acknowledged: Identifier? {
    let chart = workflow.chart
    return (0..<chart.transitionCount).map { TransitionIndex($0) }
      .first { chart.events($0).contains { $0.text == StagePlan.acknowledgement.text } }
      .flatMap { chart.targets($0).first }.map { chart.id($0) }
  }

  private var overall: Item {
    var item = Item(
      chinese: "总体情况", english: "The programme in figures", sentences: [],
      figures: [Figure(id: "units", subject: .units, chinese: "部署单位", english: "Units in the plan")]
    )
    if let acknowledged {
      item.figures.append(
        Figure(
          id: "acknowledged", subject: .instances(.entered(acknowledged)), chinese: "已签收",
          english: "Acknowledged"))
      item.sentences.append(
        (
          "共部署[units]个单位，其中[acknowledged]个已签收，[ended]个已办结。",
          "Units: [units]; acknowledged receipt: [acknowledged]; finished: [ended]."
        ))
    } else {
      item.sentences.append(
        ("共部署[units]个单位，其中[ended]个已办结。", "Units: [units]; finished: [ended]."))
    }
    item.figures += [
      Figure(id: "ended", subject: .instances(.ended), chinese: "已办结", english: "Finished"),
      Figure(
        id: "on-time", subject: .onTime, chinese: "办结单位中全程未逾期",
        english: "Finished without missing a deadline"),
      Figure(
        id: "exempted", subject: .instances(.exempted), chinese: "免予参加", english: "Exempt"),
      Figure(
        id: "suspended", subject: .instances(.suspended), chinese: "暂停", english: "Suspended"),
      Figure(id: "overdue", subject: .instances(.overdue), chinese: "逾期", english: "Overdue"),
    ]
    item.sentences.append(
      (
        "目前逾期[overdue]个，暂停[suspended]个，免予参加[exempted]个。",
        "Overdue: [overdue]; suspended: [suspended]; exempt: [exempted]."
      ))
    return item
  }

  private var stages: Item {
    Item(
      chinese: "阶段分布", english: "Where units are", sentences: [],
      figures: StagePlan(workflow).phases.map { phase in
        let names = both(phase.titles, else: phase.id.text)
        return Figure(
          id: "stage-\(phase.id)", subject: .instances(.stage(phase.id)), chinese: names.chinese,
          english: names.english)
      })
  }

  private var problems: Item {
    Item(
      chinese: "问题整改", english: "Problems",
      sentences: [
        (
          "共登记问题[raised]项，台账办结[closed]项，未办结[open]项；其中[continuing]项在单位办结后继续整改。",
          "Problems raised: [raised]; closed for the ledger: [closed]; open: [open]. Going on after"
            + " their unit has finished: [continuing]."
        )
      ],
      figures: [
        Figure(
          id: "raised", subject: .items(.raised), chinese: "登记问题", english: "Problems raised"),
        Figure(
          id: "closed", subject: .items(.closed), chinese: "台账办结问题",
          english: "Problems closed for the ledger"),
        Figure(
          id: "open", subject: .items(.open), chinese: "未办结问题", english: "Problems open"),
        Figure(
          id: "continuing", subject: .items(.continuing), chinese: "继续整改问题",
          english: "Problems going on"),
      ])
  }

  private var conduct: Item {
    var item = Item(
      chinese: "过程情况", english: "On the way", sentences: [],
      figures: [
        Figure(
          id: "evidence", subject: .evidence(kind: nil), chinese: "佐证材料",
          english: "Pieces of evidence"),
        Figure(
          id: "refusals", subject: .refusals(nil), chinese: "不予受理次数", english: "Refused"),
      ])
    let chart = workflow.chart
    let returns = (0..<chart.transitionCount).contains { index in
      chart.events(TransitionIndex(index)).contains { $0.text == "return" }
    }
    if returns {
      item.figures.insert(
        Figure(
          id: "returns", subject: .events("return"), chinese: "退回次数", english: "Sent back"),
        at: 0)
    }
    return item
  }

  // MARK: Writing

  private func item(_ item: Item, number: Int) -> [String] {
    var lines = ["    <item n=\"\(number)\">"]
    lines += named("title", texts(item.chinese, item.english), "      ")
    for sentence in item.sentences {
      lines += [
        "      <outcome>", "        <text xml:lang=\"zh-Hans\">\(words(sentence.chinese))</text>",
        "        <text xml:lang=\"en\">\(words(sentence.english))</text>", "      </outcome>",
      ]
    }
    for figure in item.figures {
      let query = FigureQuery(figure.subject, programme: programme, batch: batch?.number)
      lines.append(
        "      <figure id=\"\(escaped(figure.id))\" query=\"\(escaped(query.description))\">")
      lines += named("label", texts(figure.chinese, figure.english), "        ")
      lines.append("      </figure>")
    }
    return lines + ["    </item>", ""]
  }

  private func texts(_ chinese: String, _ english: String) -> LocalizedText {
    LocalizedText([.init("zh-Hans", chinese), .init("en", english)])
  }

  private func both(_ text: LocalizedText, else name: String) -> (chinese: String, english: String)
  {
    (text.text(in: ["zh-Hans", "zh"]) ?? name, text.text(in: ["en"]) ?? name)
  }

  /// An element for each language; a text without one counts as English.
  private func named(_ element: String, _ text: LocalizedText, _ indent: String) -> [String] {
    let versions =
      text.versions.isEmpty ? [LocalizedText.Version("en", programme.text)] : text.versions
    return versions.map { version in
      let language = version.language.isEmpty ? "en" : version.language
      return
        "\(indent)<\(element) xml:lang=\"\(escaped(language))\">\(escaped(version.text))</\(element)>"
    }
  }

  private func words(_ sentence: String) -> String {
    escaped(sentence).replacing("[", with: "<value of=\"").replacing("]", with: "\"/>")
  }

  private func escaped(_ text: String) -> String { text.escapedForHTML }
}
