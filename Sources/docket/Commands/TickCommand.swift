import ArgumentParser
import AuditLog
import Statechart
import WorkflowEngine

struct TickCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tick", abstract: "deliver what is due",
    discussion: """
      Completes launches that were interrupted, and delivers every deadline and reminder that is \
      due by now. Safe to run at any time and as often as you like, for example by cron.

      Example: docket tick --store /srv/docket.sqlite
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var actor: ActorOptions
  @Flag(help: "Count, and leave no trace.")
  var dryRun = false
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let session = try await Session(store, actor, for: dryRun ? .reading : .writing)
    try await session.run {
      let launched =
        dryRun
        ? try await session.store.read { try $0.batches().filter { $0.status == .launching } }
        : try await session.engine.resumeLaunches(identity: session.identity)
      let delivered = try await session.engine.tick(isDryRun: dryRun)
      let names = launched.map { "\($0.programme)/\($0.number)" }
      let sentence =
        "\(delivered) timers \(dryRun ? "are due" : "delivered")"
        + (names.isEmpty
          ? ""
          : "; batches \(dryRun ? "to complete" : "completed"): " + names.joined(separator: ", "))
        + (dryRun ? " (dry run: nothing was changed)" : "")
      try output.print(
        ["timers": JSON(delivered), "batches": JSON(names), "dryRun": .bool(dryRun)],
        words: sentence + "\n")
    }
  }
}
