import AuditLog
import Statechart
import StatechartXML
import WorkflowEngine

/// An error as one sentence for the person at the keyboard, and the exit code it stands for.
///
/// Every error that a command lets through becomes words here and nowhere else.
struct Failure {
  var sentence: String
  var exit: Exit

  /// Nil for errors of the argument parser, which has its own words.
  init?(_ error: any Error) {
    switch error {
    case let error as UsageError: self.init(error.sentence, .usage)
    case let error as OutputFailure: self.init(error.sentence, .storeUnavailable)
    case let error as UnknownOutcome: self.init(error.sentence, .storeUnavailable)
    case let error as RequestError: self.init(request: error)
    case let error as StoreError: self.init(store: error)
    case let error as InvalidDocument:
      self.init(
        error.diagnostics.map { "\($0.location): \($0.message) [\($0.code)]" }
          .joined(separator: "\n"), .invalidDocument)
    case let error as InvalidSelector:
      self.init("--where, character \(error.offset + 1): \(error.message)", .usage)
    case let error as UnknownZone: self.init("\(error)", .usage)
    case let error as UnfinishedErasure: self.init(error.sentence, .conflict)
    case let error as CheckpointError: self.init(checkpoint: error)
    case let error as ProofError: self.init(proof: error)
    case let error as Witness.Refusal: self.init(witness: error)
    case let error as InvalidNote: self.init(note: error)
    case let error as CorruptData: self.init("\(error)", .auditFailure)
    case let error as Undeliverable: self.init("HTTP: \(error.reason)", .storeUnavailable)
    case let error as InvalidEntry: self.init("\(error)", .auditFailure)
    default: return nil
    }
  }

  private init(_ sentence: String, _ exit: Exit) {
    self.sentence = sentence
    self.exit = exit
  }

  private init(request error: RequestError) {
    switch error {
    case .unknown(let kind, let name, let nearest):
      self.init("there is no \(kind.rawValue) \"\(name)\"" + Self.question(nearest), .usage)
    case .eventIDReused(let instance, let id):
      self.init(
        "the event id \"\(id)\" was used for \(instance) before, with another content", .conflict)
    case .revisionMoved(let instance, let expected, let found):
      self.init(
        "\(instance) is at revision \(found), not \(expected): somebody was faster", .conflict)
    case .versionTaken(let reference):
      self.init(
        "\(reference) is registered with another text; give the new text a version of its own",
        .conflict)
    case .planFrozen(let programme, let batch):
      self.init(
        "batch \(batch) of \(programme) was launched with other units or another workflow; "
          + "use another number with --batch", .conflict)
    case .invalid(let sentence): self.init(sentence, .usage)
    case .minutesApproved(let id):
      self.init(
        "\(id) is approved and stays as it is; minutes that correct it have an id of their own and"
          + " supersede its decisions", .conflict)
    case .notApproved(let id, let status):
      self.init(
        "\(id) is \(status.rawValue); only approved minutes are enacted: docket minutes approve"
          + " \(id)", .refused)
    case .cannotEnact(let id, let faults):
      let lines = faults.map { fault in
        "  - \(fault.authority), order \(fault.number): \(Failure(request: fault.error).sentence)"
      }
      self.init(
        (["\(id) cannot be enacted, and nothing was changed:"] + lines).joined(separator: "\n"),
        .refused)
    case .authority(let missing):
      self.init("\(missing.message) [\(missing.code)]", .refused)
    case .mayNotRead(let person, let what, let others):
      let who = person.map { "\($0) may not read \(what)" } ?? "only who is known may read \(what)"
      let could = others.prefix(6).map(\.text).joined(separator: ", ")
      self.init(who + (could.isEmpty ? "" : "; who could: \(could)"), .refused)
    case .notTheLogin(let person, let login):
      self.init(
        "this store demands that the login is the person's, and \"\(login)\" is not the login of"
          + " \(person)", .refused)
    case .notARehearsal:
      self.init(
        "--now sets the clock of rehearsals only, and this store is a real one", .usage)
    case .tooLarge(let error): self.init(Self.plain("\(error)"), .usage)
    }
  }

  private init(store error: StoreError) {
    switch error {
    case .missing(let address):
      self.init("there is no store at \(address); `docket init` makes one", .storeUnavailable)
    case .exists(let address):
      self.init("\(address) exists already and is left as it is", .conflict)
    case .unknownAddress(let address):
      self.init(
        address.hasPrefix("postgres")
          ? "this program has no PostgreSQL store yet; --store takes a file"
          : "\"\(address)\" is no address of a store; --store takes a file", .storeUnavailable)
    case .unavailable(let reason): self.init("the store: \(reason)", .storeUnavailable)
    case .newerFormat(let found, let known):
      self.init(
        "the store has format \(found); this program knows formats up to \(known)",
        .storeUnavailable)
    case .busy:
      self.init(
        "another process holds the store and did not let go; nothing was changed", .conflict)
    case .revisionConflict(let instance, _, _):
      self.init("somebody changed \(instance) at the same time; nothing was changed", .conflict)
    case .unknownOutcome(let reason):
      self.init(
        "it is not known whether the change was kept: \(reason); the same command again finds out,"
          + " and does nothing twice", .storeUnavailable)
    case .corrupt(let reason):
      self.init(
        "the store is damaged: \(reason); `docket audit verify` says more", .auditFailure)
    }
  }

  private init(checkpoint error: CheckpointError) {
    switch error {
    case .truncated(let kept, let size):
      self.init(
        "the log had \(kept.size) entries when it was signed last and has \(size): the last were"
          + " removed; nothing was signed [log.truncated]", .auditFailure)
    case .otherHistory(let start, let size):
      self.init(
        "entries \(start) to \(size - 1) do not lead from the last checkpoint to the tree that the"
          + " store has: something was changed; nothing was signed [log.forked]", .auditFailure)
    case .nothingKept: self.init("no checkpoint was kept yet", .usage)
    case .unmatched(let error):
      self.init("no checkpoint takes these signatures: \(Self.plain("\(error)"))", .usage)
    }
  }

  private init(proof error: ProofError) {
    switch error {
    case .noEntry(let index): self.init("the log has no entry \(index)", .usage)
    case .notYetSigned(let index, let size):
      self.init(
        "entry \(index) came after the last checkpoint, which is of \(size) entries;"
          + " `docket audit checkpoint` makes a new one", .usage)
    case .noCheckpoint(let size):
      self.init(
        size == 0
          ? "no checkpoint was kept yet; `docket audit checkpoint` makes one"
          : "no checkpoint of \(size) entries was kept; `docket audit checkpoint --list` lists them",
        .usage)
    case .otherHistory(let size):
      self.init(
        "the log is not the one that was signed with \(size) entries [log.forked]", .auditFailure)
    }
  }

  private init(witness refusal: Witness.Refusal) {
    let exit: Exit =
      switch refusal {
      case .forked, .inconsistent, .unsigned: .auditFailure
      case .unknownLog, .otherSize: .refused
      }
    self.init(Self.plain("\(refusal)"), exit)
  }

  /// What cannot be read is the caller's to mend; what can be read and does not hold is not.
  private init(note error: InvalidNote) {
    let exit: Exit =
      switch error.reason {
      case .malformed, .purpose, .checkpoint, .proof: .usage
      case .signature, .unsigned, .origin, .different, .inclusion: .auditFailure
      }
    self.init(Self.plain("\(error)"), exit)
  }

  static func question(_ nearest: [String]) -> String {
    guard !nearest.isEmpty else { return "" }
    let quoted = nearest.prefix(3).map { "\"\($0)\"" }
    return "; did you mean " + quoted.joined(separator: " or ") + "?"
  }

  /// Without the form of a diagnostic around it.
  private static func plain(_ description: String) -> String {
    let prefix = "error: "
    return description.hasPrefix(prefix) ? String(description.dropFirst(prefix.count)) : description
  }
}

/// The arguments cannot be used; a sentence that says why.
struct UsageError: Error {
  var sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}

/// The answer could not be written. What the command did is done.
struct OutputFailure: Error {
  var sentence: String
}

/// The connection to the store died in COMMIT.
struct UnknownOutcome: Error {
  var eventID: Identifier
  var reason: String

  var sentence: String {
    "it is not known whether the change was kept: \(reason); the same command with"
      + " --event-id \(eventID) finds out, and does nothing twice"
  }
}

/// Files that cannot be used, with everything that is wrong with them.
struct InvalidFiles: Error {
  /// `file:line:column: error: sentence [code]`
  var lines: [String]

  init(lines: [String]) { self.lines = lines }

  init(_ file: String, _ diagnostics: [Diagnostic]) {
    lines = diagnostics.map { $0.line(in: file) }
  }
}

extension Diagnostic {
  /// `file:line:column: error: sentence [code]`
  func line(in file: String) -> String {
    "\(file):\(location): \(severity.rawValue): \(message) [\(code)]"
  }
}
