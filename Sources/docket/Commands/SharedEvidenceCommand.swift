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
        them; a study record should not.

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
        let table = try await session.store.read { reader in
          if let programme { try reader.check(programme: programme) }
          var table = Table([
            .init("SHA-256", key: "sha256", maximumWidth: 16), .init("File", key: "name"),
            .init("Times", key: "times", .trailing), .init("Given as", key: "evidence"),
          ])
          let pieces = try reader.evidenceOfSeveralUnits(in: programme)
          var start = pieces.startIndex
          while start < pieces.endIndex {
            let end =
              pieces[start...].firstIndex { $0.digest != pieces[start].digest } ?? pieces.endIndex
            table.append([
              Cell(pieces[start].digest?.hex), Cell(pieces[start].name), Cell(end - start),
              Cell(.list(pieces[start..<end].map(\.reference.description))),
            ])
            start = end
          }
          return table
        }
        try output.print(table)
      }
    }
  }
}

extension StoreReader {
  /// The other units that have given the same bytes, each once.
  func units(sharing evidence: Evidence, but unit: UnitCode) throws -> [UnitCode] {
    guard let digest = evidence.digest else { return [] }
    let units = try self.evidence(withDigest: digest).compactMap { try instance($0.instance)?.unit }
    return Set(units).subtracting([unit]).sorted()
  }
}
