public import AuditLog
public import Statechart

/// A request that cannot be judged at all. Nothing was changed and nothing was logged.
public enum RequestError: Error, Hashable, Sendable {
  /// What a name was meant to name.
  public enum Kind: String, Hashable, Sendable {
    case unit, instance, workflow, programme, batch, person, evidence, event, ledger, state
    case minutes, decision, lesson
  }

  /// There is no such thing; the names that are nearest, best first.
  case unknown(Kind, String, nearest: [String])
  /// The event id was used for the instance before, with another content.
  case eventIDReused(InstanceID, Identifier)
  /// The caller decided on a revision that is not the current one.
  case revisionMoved(InstanceID, expected: Int, found: Int)
  /// A workflow of that name and version is registered with another text.
  case versionTaken(WorkflowReference)
  /// The plan of the batch is frozen and is another one.
  case planFrozen(ProgrammeName, batch: Int)
  /// The request is not well formed; a sentence that says why.
  case invalid(String)
  /// The person (nil: who is not proven) may not read this; who could.
  case mayNotRead(PersonID?, String, [PersonID])
  /// With strict identity: the login is not the person's.
  case notTheLogin(person: PersonID, login: String)
  /// The clock may be set in a store for rehearsals only.
  case notARehearsal
  /// The minutes are approved: their text does not change any more.
  case minutesApproved(MinutesID)
  /// Only minutes that are approved can be enacted.
  case notApproved(MinutesID, MinutesRecord.Status)
  /// Orders of the minutes cannot be carried out; every one of them.
  case cannotEnact(MinutesID, [OrderFault])
  /// The decision that is cited cannot be rested on.
  case authority(Missing)
  /// The data of the request do not fit into an entry.
  case tooLarge(EntryTooLarge)
}

/// Why an order of minutes cannot be carried out.
public struct OrderFault: Error, Hashable, Sendable {
  public var authority: Authority
  /// The order's number among those of the minutes.
  public var number: Int
  public var error: RequestError

  public init(authority: Authority, number: Int, error: RequestError) {
    self.authority = authority
    self.number = number
    self.error = error
  }
}
