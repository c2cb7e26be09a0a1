import ArgumentParser
import AuditLog
import Foundation
import SQLiteStore
import WorkflowEngine

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "make a store",
    discussion: """
      What is said here holds for the store's whole life.

      Example: docket init --store 整改.sqlite --zone Asia/Shanghai
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions

  @Flag(help: "A store for rehearsals, whose clock can be set with --now.")
  var rehearsal = false

  @Flag(help: "Demand that the login is the person's who acts.")
  var strictIdentity = false

  @Option(
    help: ArgumentHelp(
      "The time zone of dates, by its IANA name; else this machine's.", valueName: "zone"))
  var zone: String?

  @Option(
    help: ArgumentHelp(
      "The log's name, unique in the world, such as docket.example.org/2023.", valueName: "origin"))
  var name: String?

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let path = try store.path
    let zone = try Zone(zone ?? Self.machineZone)
    let origin = name ?? "\(ProcessInfo.processInfo.hostName)/\(FreshID.make())"
    guard !origin.isEmpty, !origin.contains(where: { $0.isWhitespace || $0 == "+" }) else {
      throw UsageError("the name of a log has no spaces and no plus sign")
    }
    let set = try actor.clock.instant(in: zone)
    if set != nil, !rehearsal { throw RequestError.notARehearsal }

    let clock = ProgramClock(set: set)
    let info = StoreInfo(
      origin: origin, isRehearsal: rehearsal, hasStrictIdentity: strictIdentity, zone: zone.name,
      madeAt: clock.now())
    let made = try await SQLiteStore.create(at: path)
    let claim = actor.claim
    let engine = Engine(store: made, clock: clock)
    try await engine.initialize(
      info, identity: made.read { try claim.identity(in: $0) })
    try await made.close()

    let kind = [rehearsal ? "for rehearsals" : nil, strictIdentity ? "with strict identity" : nil]
      .compactMap { $0 }.joined(separator: ", ")
    try output.print(
      [
        "store": .string(path), "origin": .string(origin), "zone": .string(zone.name),
        "rehearsal": .bool(rehearsal), "strictIdentity": .bool(strictIdentity),
      ],
      words: "\(path) is a new store" + (kind.isEmpty ? "" : " " + kind)
        + "; its zone is \(zone), its log is \(origin)\n")
  }

  /// The zone of this machine, where it has a name that can be kept; else UTC.
  private static var machineZone: String {
    let name = TimeZone.current.identifier
    return (try? Zone(name)) == nil ? "UTC" : name
  }
}
