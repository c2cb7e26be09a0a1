import ArgumentParser
import AuditLog
import Statechart
import WorkflowEngine

struct TickCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tick", abstract: "deliver what is due",
    discussion: """
      Completes launches and orders of minutes that were interrupted, and delivers every deadline \
      and reminder that is due by now. Safe to run at any time and as often as you like, for example \
      by cron. With a channel (--mail-folder, --smtp, or their variables) it hands over what people \
      are to be told.

      Example: docket tick --store /srv/docket.sqlite
      """)

  @OptionGroup var channel: ChannelOptions
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
      let delivered = try await session.engine.tick(isDryRun: dryRun) {
        Terminal.progress("\($0) timers delivered", isOver: false)
      }
      Terminal.progress("", isOver: true)
      let report = dryRun ? nil : try await channel.report(in: session)
      let names = resumed.batches.map { "\($0.programme)/\($0.number)" }
      let orders = resumed.orders.map(\.id.text)
      var sentence = "\(delivered) timers \(dryRun ? "are due" : "delivered")"
      if !names.isEmpty {
        sentence += "; batches \(dryRun ? "to complete" : "completed"): "
        sentence += names.joined(separator: ", ")
      }
      if !orders.isEmpty {
        sentence += "; orders \(dryRun ? "to carry out" : "carried out"): "
        sentence += orders.joined(separator: ", ")
      }
      if let report { sentence += "; \(report.letters) letters handed over" }
      if dryRun { sentence += " (dry run: nothing was changed)" }
      try output.print(
        [
          "timers": JSON(delivered), "batches": JSON(names), "orders": JSON(orders),
          "letters": report.map { JSON($0.letters) } ?? .null, "dryRun": .bool(dryRun),
        ],
        words: sentence + "\n")
      for (person, failure) in report?.failures ?? [] {
        Terminal.complain("not told: \(person): \(failure.message)")
      }
    }
  }
}
