import ArgumentParser

/// The program's commands. No rule lives here: each command translates a request and its answer.
struct Docket: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "docket",
    abstract: "docket: what meetings decide, carried out by every unit, on record.",
    version: "0.1.0",
    groupedSubcommands: groups)

  static let groups = [
    CommandGroup(
      name: "Define",
      subcommands: [
        InitCommand.self, CheckCommand.self, ApplyCommand.self, DrawCommand.self,
        SimulateCommand.self, MinutesCommand.self,
      ]),
    CommandGroup(
      name: "Work",
      subcommands: [
        StartCommand.self, AdvanceCommand.self, ExplainCommand.self, StatusCommand.self,
        TasksCommand.self, ReportCommand.self, EvidenceCommand.self, ItemCommand.self,
      ]),
    CommandGroup(
      name: "Manage",
      subcommands: [
        WithdrawCommand.self, SuspendCommand.self, ResumeCommand.self, CancelCommand.self,
        ExemptCommand.self, ExtendCommand.self, TickCommand.self, UnitCommand.self,
        AppointCommand.self, DismissCommand.self, DelegateCommand.self,
        RemindCommand.self, OutboxCommand.self,
      ]),
    CommandGroup(
      name: "Account",
      subcommands: [
        HistoryCommand.self, AuditCommand.self, SampleCommand.self, ExportCommand.self,
        BackupCommand.self, RestoreCommand.self,
      ]),
    CommandGroup(name: "Shell", subcommands: [CompletionsCommand.self]),
  ]
}
