import AuditLog
import Statechart
import StatechartXML

/// Sessions that an instance invokes are instances of their own (section 6.4 of the standard): they
/// have timers, entries and an outbox, and outlive the process as every instance does.
extension EngineStepDecision {
  /// How many sessions can be inside each other: a document may invoke itself.
  static let depthLimit = 32

  /// Starts what the sender invokes. A document that cannot be used is told to the sender.
  func start(_ message: OutboxMessage, at: Instant) throws -> Proposal {
    guard let id = message.sender, let invocation = message.invocation else {
      throw StoreError.corrupt("the message \(message.id) starts nothing")
    }
    guard let invoker = try reader.instance(id) else {
      throw StoreError.corrupt("there is no instance \(id)")
    }
    guard Instance.depth(of: message.receiver) <= Self.depthLimit else {
      return failure(
        message, "error.platform", "sessions can be \(Self.depthLimit) deep inside each other", at)
    }
    do {
      let source = try source(of: invocation, by: invoker)
      return try start(invocation, by: invoker, source, message, at: at)
    } catch let error as InvocationFault {
      return failure(message, error.event, error.reason, at)
    }
  }

  private func start(
    _ invocation: Invocation, by invoker: Instance, _ source: WorkflowSource,
    _ message: OutboxMessage, at: Instant
  ) throws -> Proposal {
    let workflow: Workflow
    do throws(InvalidDocument) {
      workflow = try WorkflowLibrary.shared.workflow(source, isInvoked: true)
    } catch {
      let first = error.diagnostics.first { $0.severity == .error }
      throw InvocationFault(
        "what \"\(invocation.id)\" invokes cannot be used"
          + (first.map { ": \($0.location): \($0.message)" } ?? ""))
    }
    var session = Instance(
      id: message.receiver, programme: invoker.programme, batch: invoker.batch,
      unit: invoker.unit, workflow: workflow.reference, parent: invoker.id, startedAt: at, at: at)
    session.workflow.version = ""
    session.invokeID = invocation.id
    let facts = FactReader(reader, instance: session, actor: "engine", at: at)
    let step: Macrostep
    do {
      step = try workflow.interpreter.start(in: facts.environment, with: invocation.data)
    } catch {
      throw StoreError.corrupt("the data of \(session.id): \(error)")
    }
    if let failure = facts.failure { throw failure }
    guard step.outcome == .taken else {
      throw InvocationFault(
        "what \"\(invocation.id)\" invokes does not come to rest after its start",
        event: "error.platform")
    }
    var proposal = entry(.started, of: session, message, at: at)
    proposal.leaf.details["invokeID"] = .string(invocation.id)
    proposal.changes.append(.source(source.record))
    try StepDecision(
      workflow: workflow, reader: reader, instance: session, at: at, facts: facts,
      hops: message.hops + 1
    ).fill(&proposal, from: step, after: nil)
    guard fits(proposal) else {
      throw InvocationFault("its first entry does not fit into the log", event: "error.platform")
    }
    return proposal
  }

  /// Ends a session that its invoker has cancelled. One that has ended is left as it is.
  func cancel(_ session: Instance?, by message: OutboxMessage, at: Instant) throws -> Proposal {
    guard let session, !session.status.isClosed else {
      var proposal = delivery(message, to: session, at: at)
      proposal.leaf.details["dropped"] = "there is nothing to cancel"
      return proposal
    }
    let workflow = try WorkflowLibrary.shared.workflow(session.workflow, reader)
    let facts = FactReader(reader, instance: session, actor: "engine", at: at)
    let step: Macrostep
    do {
      step = try workflow.interpreter.cancel(
        workflow.snapshot(session.snapshot), in: facts.environment)
    } catch {
      throw StoreError.corrupt("the data of \(session.id): \(error)")
    }
    if let failure = facts.failure { throw failure }
    var proposal = entry(.cancelled, of: session, message, at: at)
    try StepDecision(
      workflow: workflow, reader: reader, instance: session, at: at, facts: facts,
      hops: message.hops + 1
    ).fill(&proposal, from: step, after: session.revision, isCancelled: true)
    proposal.changes.append(.removeUndo(session.id))
    return proposal
  }

  // MARK: Parts

  /// What is to be run, with the files that it in its turn can name: those of its invoker.
  private func source(of invocation: Invocation, by invoker: Instance) throws -> WorkflowSource {
    let known = try WorkflowLibrary.shared.workflow(invoker.workflow, reader).source
    switch invocation.source {
    case .content(let text):
      return WorkflowSource(Array(text.utf8), files: known.files, base: known.base)
    case .reference(let reference):
      let files = ResourceSet(known.files, base: known.base)
      do throws(ResourceError) {
        let text = try files.load(reference).bytes
        return WorkflowSource(
          text, files: known.files, base: files.folder(of: reference) ?? known.base)
      } catch {
        throw InvocationFault("\"\(reference)\" cannot be invoked: \(error.reason)")
      }
    }
  }

  /// The beginning of an entry about an invoked session.
  private func entry(
    _ kind: EntryKind, of session: Instance, _ message: OutboxMessage, at: Instant
  ) -> Proposal {
    var proposal = Proposal(
      kind, Leaf.Subject(type: "instance", id: session.id.text), at: at)
    proposal.leaf.place(session)
    Identity.engine(.engine).write(to: &proposal.leaf)
    proposal.leaf.details[Leaf.message] = .string(message.id.text)
    proposal.changes.append(.removeOutbox(message.id))
    return proposal
  }

  /// Nothing was started, and the one who wanted it is told.
  private func failure(
    _ message: OutboxMessage, _ name: String, _ reason: String, _ at: Instant
  ) -> Proposal {
    var proposal = delivery(message, to: nil, at: at)
    proposal.leaf.details["dropped"] = .string(reason)
    var event = Event.communicationError(invokeID: message.invocation?.id)
    event.name = name
    if let sender = message.sender {
      proposal.changes += [OutboxMessage.draft(.note, to: sender, event)]
        .changes(of: message.id.text, hops: message.hops + 1)
    }
    return proposal
  }
}

/// Why a session cannot be started, and what tells its invoker.
private struct InvocationFault: Error {
  var reason: String
  var event: String

  init(_ reason: String, event: String = "error.communication") {
    self.reason = reason
    self.event = event
  }
}

extension Leaf {
  /// The detail that names the message which started or ended an invoked session.
  static let message = "message"
}
