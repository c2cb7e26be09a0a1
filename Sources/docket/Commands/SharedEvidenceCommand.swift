import ArgumentParser
import AuditLog
import Reports
import Statechart
import WorkflowEngine

extension EvidenceCommand {
  struct Shared: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "shared", abstract: "the same file from several units",
      discussion: """
        Files that more than one unit has given. A form that the office sent out may well be among \
        them; a study record should not. Names and hashes are shown to those who may read one of \
        the pieces.

        Example: docket evidence shared --programme drive-2023
        """)

    @Option(help: ArgumentHelp("Only what was given in this programme.", valueName: "name"))
    var programme: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let session = try await Session(store, actor, for: .reading)
      try await session.run {
        let programme = programme.map { Identifier($0) }
        let (identity, now) = (session.identity, session.engine.clock.now())
        let (table, hidden) = try await session.store.read { reader in
          if let programme { try reader.check(programme: programme) }
          var table = Table([
            .init("SHA-256", key: "sha256", maximumWidth: 16), .init("File", key: "name"),
            .init("Times", key: "times", .trailing), .init("Units", key: "units", .trailing),
            .init("Given as", key: "evidence"),
          ])
          var hidden = 0
          for file in try Disclosure(reader, for: identity, at: now).sharedFiles(in: programme) {
            hidden += file.digest == nil ? 1 : 0
            table.append([
              Cell(file.digest?.hex), Cell(file.name), Cell(file.pieces.count),
              Cell(file.units.count), Cell(.list(file.pieces.map(\.description))),
            ])
          }
          return (table, hidden)
        }
        try output.print(table)
        if hidden > 0 {
          Terminal.complain("note: the names of \(hidden) files are not for \(identity.actor)")
        }
      }
    }
  }
}
