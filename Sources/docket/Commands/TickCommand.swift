import ArgumentParser
import AuditLog
import Statechart
import WorkflowEngine

struct TickCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tick", abstract: "deliver what is due",
    discussion: """
      Completes launches and orders of minutes that were interrupted, and delivers every deadline and reminder that is \
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
      var resumed = Resumed()
      if dryRun {
        (resumed.batches, resumed.orders) = try await session.store.read {
          (try $0.batches().filter { $0.status == .launching }, try $0.pendingOrders())
        }
      } else {
        let progress = ProgressLine()
        resumed = try await session.engine.resume(identity: session.identity) {
          progress.show($0.done, of: $0.size, $0.what)
        }
      }
      let delivered = try await session.engine.tick(isDryRun: dryRun)
      let names = resumed.batches.map { "\($0.programme)/\($0.number)" }
      let orders = resumed.orders.map(\.id.text)
      let sentence =
        "\(delivered) timers \(dryRun ? "are due" : "delivered")"
        + (names.isEmpty
          ? ""
          : "; batches \(dryRun ? "to complete" : "completed"): " + names.joined(separator: ", "))
        + (orders.isEmpty
          ? ""
          : "; orders \(dryRun ? "to carry out" : "carried out"): "
            + orders.joined(separator: ", "))
        + (dryRun ? " (dry run: nothing was changed)" : "")
      try output.print(
        [
          "timers": JSON(delivered), "batches": JSON(names), "orders": JSON(orders),
          "dryRun": .bool(dryRun),
        ],
        words: sentence + "\n")
    }
  }
}
