import ArgumentParser
import AuditLog
import Statechart
import WorkflowEngine

extension ItemCommand {
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "raise problems",
      discussion: """
        One problem, or those of a sheet (--from, CSV): unit and problem, and ledger, owner, \
        responsible, standard, measure, deadline where they are known. Rows whose column item names \
        an item that is there are left alone, so that a ledger can be exported, completed and read \
        again. What you write is kept where it can be erased.

        Example: docket item add problems --unit G-1 --problem "no spare parts list" --as p110
        """)

    @Argument(help: ArgumentHelp("The ledger, as the workflow names it.", valueName: "ledger"))
    var ledger: String?

    @OptionGroup var target: InstanceOptions

    @Option(help: ArgumentHelp("What is wrong.", valueName: "words"))
    var problem: String?

    @Option(help: ArgumentHelp("Who answers for it.", valueName: "words"))
    var responsible: String?

    @Option(help: ArgumentHelp("When it counts as put right.", valueName: "words"))
    var standard: String?

    @Option(help: ArgumentHelp("What will be done.", valueName: "words"))
    var measure: String?

    @Option(help: ArgumentHelp("By when: a day, or a month for its end.", valueName: "date"))
    var deadline: String?

    @Option(
      help: ArgumentHelp(
        "The unit that must deal with it; else the unit itself.", valueName: "code"))
    var owner: String?

    @Option(
      name: .customLong("from"), help: ArgumentHelp("A sheet of problems.", valueName: "file"))
    var sheet: String?

    @Option(help: ArgumentHelp("The id of the whole sheet; the same goes on.", valueName: "id"))
    var job: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var change: ChangeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      if let sheet { return try await addMany(sheet) }
      guard let ledger else { throw UsageError("say which ledger; the workflow names it") }
      guard let problem else { throw UsageError("say what is wrong, with --problem") }
      let choice = try target.choice
      let id = try change.id()
      let texts = [problem, responsible, standard, measure]
      let fields = zip(ItemCommand.fields, texts).compactMap { field, text in
        text.map { (field: field, value: $0) }
      }
      let day = try deadline.map { try Self.day($0, "--deadline") }
      let session = try await Session(store, actor, for: .writing)
      try await session.run {
        let instance = try await session.store.read { try $0.instance(choice).id }
        let request = ItemRequest(
          instance: instance, ledger: Identifier(ledger), owner: owner.map { Identifier($0) },
          deadline: day, fields: fields, id: id, identity: session.identity)
        let answer = try await session.certain(id) {
          try await session.engine.raise(request, isDryRun: change.dryRun)
        }
        let report = AnswerReport(
          answer, what: "item of \(ledger)", eventID: id, isDryRun: change.dryRun)
        try await report.show(in: output, session)
      }
    }

    private func addMany(_ path: String) async throws {
      guard target.unit == nil, target.instance == nil, problem == nil else {
        throw UsageError("the sheet says which units and problems; leave --unit and --problem out")
      }
      let job = try job.map { Identifier($0) } ?? change.id()
      let file = try InputFile(path)
      let sheet = try Sheet(
        file, required: ["unit", "problem"],
        optional: ["item", "ledger", "owner", "deadline"] + ItemCommand.fields, ignoresOthers: true)
      let session = try await Session(store, actor, for: .writing)
      try await session.run {
        let programme = target.programme.map { Identifier($0) }
        let rows = try await session.store.read { reader in
          if let programme { try reader.check(programme: programme) }
          return try sheet.rows.compactMap { row in
            try self.row(row, file.name, job, session.identity, programme, reader)
          }
        }
        let known = sheet.rows.count - rows.count
        if known > 0 { Terminal.complain("note: \(known) items of the sheet are there already") }
        guard !rows.isEmpty else { throw UsageError("the sheet has no new problem") }
        let requests = rows.compactMap { try? $0.request.get() }
        let progress = ProgressLine()
        let verdicts = try await session.certain(job) {
          try await session.engine.raise(requests, isDryRun: change.dryRun) {
            progress.show($0, of: requests.count, "items")
          }
        }
        var next = verdicts.makeIterator()
        try BulkReport(
          rows.compactMap { row in
            guard case .failure(let error) = row.request else { return next.next() }
            return BulkVerdict(instance: row.unit, result: .failed(error))
          }, job: job, isDryRun: change.dryRun, in: output
        ).show()
      }
    }

    /// Nil for a row whose item is there already.
    private func row(
      _ row: Sheet.Row, _ file: String, _ job: Identifier, _ identity: Identity,
      _ programme: ProgrammeName?, _ reader: any StoreReader
    ) throws -> (unit: UnitCode, request: Result<ItemRequest, RequestError>)? {
      if let item = row["item"], try reader.instance(Identifier(item)) != nil { return nil }
      let place = "\(file):\(row.line)"
      guard let unit = row["unit"], row["problem"] != nil else {
        throw UsageError("\(place): the unit or the problem is missing")
      }
      guard let ledger = row["ledger"] ?? ledger else {
        throw UsageError("\(place): no ledger: neither in the sheet nor on the command line")
      }
      let deadline = try row["deadline"].map { try Self.day($0, place) }
      let fields = ItemCommand.fields.compactMap { field in
        row[field].map { (field: field, value: $0) }
      }
      do {
        let instance = try reader.instance(.unit(Identifier(unit), programme)).id
        let request = ItemRequest(
          instance: instance, ledger: Identifier(ledger),
          owner: row["owner"].flatMap { $0 == unit ? nil : Identifier($0) }, deadline: deadline,
          fields: fields, id: Identifier("\(job)/\(row.line)"), identity: identity)
        return (Identifier(unit), .success(request))
      } catch let error as RequestError {
        return (Identifier(unit), .failure(error))
      } catch let error as UsageError {
        return (Identifier(unit), .failure(.invalid(error.sentence)))
      }
    }

    /// A day, or the last one of a month.
    private static func day(_ text: String, _ place: String) throws -> CalendarDate {
      guard let date = PartialDate(text) else {
        throw UsageError("\(place): \"\(text)\" is no date; write 2023-10-31, or 2023-10")
      }
      return date.lastDay
    }
  }
}
