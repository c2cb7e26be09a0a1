import ArgumentParser
import AuditLog
import Minutes
import SQLiteStore
import Statechart
import WorkflowEngine

struct MinutesDraftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draft", abstract: "closing minutes with figures from the log",
    discussion: """
      Writes minutes whose figures each carry the query and the place of the log (how many entries, \
      and the root over them) that they come from. Add the meeting and its decisions with an editor; \
      `docket minutes verify` counts every figure again. A file given as draft is sealed: its figures \
      are counted anew, everything else stays.

      Example: docket minutes draft --closing --programme drive-2023 --batch 2 -o closing.xml
      """)

  @Argument(help: ArgumentHelp("Minutes whose figures shall be counted.", valueName: "draft"))
  var draft: String?

  @Flag(help: "Closing minutes of a programme.")
  var closing = false

  @Option(help: ArgumentHelp("The programme.", valueName: "name"))
  var programme: String?

  @Option(help: ArgumentHelp("Only this batch.", valueName: "number"))
  var batch: Int?

  @Option(help: ArgumentHelp("By which they are cited; else m- and the date.", valueName: "id"))
  var id: String?

  @Option(help: ArgumentHelp("The day of the meeting; else today.", valueName: "date"))
  var date: String?

  @Option(
    name: [.customShort("o"), .customLong("to")],
    help: ArgumentHelp("Where to write it; else standard output.", valueName: "file"))
  var target: String?

  @OptionGroup var moment: MomentOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions

  func validate() throws {
    if draft == nil, !closing || programme == nil {
      throw ValidationError("say of what: --closing --programme NAME, or a draft to seal")
    }
    if draft != nil, closing || programme != nil || id != nil || date != nil {
      throw ValidationError("a draft says itself what it is of; --closing and --programme make one")
    }
  }

  func run() async throws {
    let input = try draft.map { try InputFile($0) }
    if let input, MinutesReader.check(input.bytes).document == nil {
      throw InvalidFiles(input.name, MinutesReader.check(input.bytes).diagnostics)
    }
    let session = try await Session(store, actor, for: .reading)
    let text = try await session.run {
      let state = try await session.state(at: moment)
      let now = session.engine.clock.now()
      let (bytes, plan) = (input?.bytes, try self.plan(today: session.zone.date(at: now)))
      return try await state.read { reader in
        let draft = try bytes ?? plan.map { try $0.draft(reader).xml } ?? []
        return try ClosingMinutes.seal(draft, in: reader)
      }
    }
    guard let target else { return try Terminal.print(bytes: text) }
    let file = try NewFile(target)
    try file.write(text)
    try file.finish()
  }

  private func plan(today: CalendarDate) throws -> Plan? {
    guard let programme else { return nil }
    let day = try date.map { text in
      guard let date = CalendarDate(text) else {
        throw UsageError("--date: \"\(text)\" is no date; write 2024-01-31")
      }
      return date
    }
    let date = day ?? today
    return Plan(
      programme: Identifier(programme), batch: batch, id: Identifier(id ?? "m-\(date)"), date: date)
  }
}

/// What the options ask for.
private struct Plan: Sendable {
  var programme: ProgrammeName
  var batch: Int?
  var id: MinutesID
  var date: CalendarDate

  func draft(_ reader: any StoreReader) throws -> ClosingDraft {
    try reader.check(programme: programme)
    let batches = try reader.batches().filter { $0.programme == programme }
    guard let last = batch == nil ? batches.last : batches.first(where: { $0.number == batch })
    else {
      let numbers = batches.map { "\($0.number)" }.joined(separator: ", ")
      throw UsageError("\(programme) has no batch \(batch ?? 0); it has \(numbers)")
    }
    var names = Names()
    let top = try reader.units().first { $0.parent == nil }
    return ClosingDraft(
      id: id, issuer: top?.names ?? LocalizedText(programme.text), date: date,
      programme: programme, batch: batch == nil && batches.count > 1 ? nil : last,
      workflow: try names.workflow(last.workflow, reader))
  }
}

extension Session {
  /// The store, or what it was at a moment of the past, rebuilt decision by decision.
  func state(at options: MomentOptions) async throws -> any Store {
    guard case .time(let time) = try options.moment(in: zone) else { return store }
    let size = try await store.read { try $0.position(at: time).size }
    guard size > 0 else { throw UsageError("the log begins after \(time)") }
    let past = try SQLiteStore.scratch()
    try await store.rebuild(
      size, in: past, progress: { Terminal.progress($0, of: $1, "entries decided again") })
    return past
  }
}
