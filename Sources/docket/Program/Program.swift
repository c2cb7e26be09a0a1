import ArgumentParser
import ECMAScriptDatamodel
import Glibc
import Statechart
import StatechartXML
import WorkflowEngine
import XML

/// Where the program begins and ends: arguments in, one exit code out.
@main
enum Program {
  static func main() async {
    // A reader that goes away shall not kill a command between its commit and its answer.
    signal(SIGPIPE, SIG_IGN)
    Terminal.openStandardStreams()
    exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  static func run(_ arguments: [String]) async -> Exit {
    WorkflowReader.provide(.ecmascript())
    do {
      if HelpScreen.isWanted(by: arguments) {
        try Terminal.print(HelpScreen.text)
        return .done
      }
      try checkCommand(arguments)
      var command = try await Docket.asyncParseAsRoot(arguments)
      if var asyncCommand = command as? any AsyncParsableCommand {
        try await asyncCommand.run()
      } else {
        try command.run()
      }
      return .done
    } catch {
      return report(error)
    }
  }

  /// Names the command that was probably meant, where there is none of that name: `audit verfy`,
  /// `help advnce`.
  private static func checkCommand(_ arguments: [String]) throws {
    var words = arguments.drop { $0 == "help" }
    var commands = Docket.groups.flatMap(\.subcommands)
    var path = "docket"
    while !commands.isEmpty, let word = words.popFirst(), !word.hasPrefix("-") {
      let names = commands.compactMap { $0.configuration.commandName }
      guard let command = commands.first(where: { $0.configuration.commandName == word }) else {
        throw UsageError(
          "there is no command \"\(path == "docket" ? word : "\(path) \(word)")\""
            + (nearestName(to: word, among: names).map { "; did you mean \"\($0)\"?" }
              ?? "; `\(path == "docket" ? "docket help" : "\(path) --help")` lists them"))
      }
      path += " " + word
      commands = command.configuration.subcommands
    }
  }

  /// Says what went wrong, on standard error, and answers the exit code that stands for it.
  private static func report(_ error: any Error) -> Exit {
    if let exit = error as? Exit { return exit }
    if let invalid = error as? InvalidFiles {
      for line in invalid.lines { Terminal.complain(line) }
      return .invalidDocument
    }
    if let failure = Failure(error) {
      Terminal.complain("error: \(failure.sentence)")
      return failure.exit
    }
    let message = Docket.fullMessage(for: error)
    guard Docket.exitCode(for: error) != .success else {
      try? Terminal.print(message + "\n")
      return .done
    }
    // What ArgumentParser has to say about the arguments, in the form of our other sentences.
    let prefix = "Error: "
    Terminal.complain(
      message.hasPrefix(prefix) ? "error: " + message.dropFirst(prefix.count) : message)
    return .usage
  }
}
