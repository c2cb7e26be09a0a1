import ArgumentParser
import AuditLog
import Foundation
import Statechart
import WorkflowEngine

/// Who acts, and when.
struct ActorOptions: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Who acts; else $DOCKET_ACTOR, else the login.", valueName: "person"))
  var actor: String?

  @OptionGroup var clock: ClockOptions

  /// What the options and the environment say.
  var claim: Claim {
    let environment = ProcessInfo.processInfo.environment["DOCKET_ACTOR"] ?? ""
    return Claim(
      actor: actor ?? (environment.isEmpty ? nil : environment), login: Login.current)
  }
}

/// Who somebody says to be, before the store is asked.
struct Claim: Sendable {
  var actor: String?
  /// The operating system's user.
  var login: String

  /// The identity that entries keep. Without a claim, the actor is the person whose login it is,
  /// else the login itself.
  func identity(in reader: any StoreReader) throws -> Identity {
    let via = Leaf.Via(.cli, user: login)
    if let actor { return Identity(actor: Identifier(actor), via: via) }
    let people = try reader.people().filter { $0.login == login }
    return Identity(actor: people.count == 1 ? people[0].id : Identifier(login), via: via)
  }
}

/// The time, for rehearsals.
struct ClockOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The time it shall be, in a store for rehearsals.", valueName: "time"))
  var now: String?

  /// The time that was given.
  ///
  /// - Parameter zone: Where a mere date begins.
  func instant(in zone: Zone) throws -> Instant? {
    guard let now else { return nil }
    if let date = CalendarDate(now) { return zone.start(of: date) }
    guard let instant = Instant(rfc3339: now) else {
      throw UsageError(
        "\"\(now)\" is no time; write 2023-09-08 or 2023-09-08T09:30:00+08:00")
    }
    return instant
  }
}

/// What every command takes that changes something.
struct ChangeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The id of this change: sent twice, it is done once. Else a fresh one.", valueName: "id"))
  var eventID: String?

  @Flag(help: "Decide and answer, and leave no trace.")
  var dryRun = false

  /// The id that was given, or a fresh one.
  func id() throws -> Identifier {
    guard let eventID else { return FreshID.make() }
    guard !eventID.isEmpty, eventID.utf8.count <= 200,
      !eventID.unicodeScalars.contains(where: { $0.value < 32 })
    else {
      throw UsageError("an event id has 1 to 200 bytes, none of them a control character")
    }
    return Identifier(eventID)
  }
}

/// Ids that nobody has used before.
enum FreshID {
  /// Twenty letters and digits, 100 random bits; none that is easily taken for another.
  static func make() -> Identifier {
    let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
    var random = SystemRandomNumberGenerator()
    return Identifier(
      String((0..<20).map { _ in alphabet[Int.random(in: 0..<32, using: &random)] }))
  }
}
