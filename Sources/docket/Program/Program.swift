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
      var command = try await parsed(arguments)
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

  /// The command that the first arguments name, if it has none below it, and the arguments behind.
  ///
  /// Names the command that was probably meant, where there is none of that name: `audit verfy`,
  /// `help advnce`.
  private static func place(
    of arguments: [String]
  ) throws -> (command: any ParsableCommand.Type, rest: [String])? {
    var words = arguments.drop { $0 == "help" }
    let isHelp = words.count < arguments.count
    var commands = Docket.groups.flatMap(\.subcommands)
    var path = "docket"
    var place: any ParsableCommand.Type = Docket.self
    while !commands.isEmpty, let word = words.popFirst(), !word.hasPrefix("-") {
      let names = commands.compactMap { $0.configuration.commandName }
      guard let command = commands.first(where: { $0.configuration.commandName == word }) else {
        throw UsageError(
          "there is no command \"\(path == "docket" ? word : "\(path) \(word)")\""
            + (nearestName(to: word, among: names).map { "; did you mean \"\($0)\"?" }
              ?? "; `\(path == "docket" ? "docket help" : "\(path) --help")` lists them"))
      }
      path += " " + word
      place = command
      commands = command.configuration.subcommands
    }
    return commands.isEmpty && !isHelp ? (place, Array(words)) : nil
  }

  /// A command that has none below it is parsed as if it were the whole program. That takes half as
  /// long as to go down the tree, where Swift's runtime has to find out what each type on the way
  /// conforms to. Where there is something to say about the arguments, the tree says it, with the
  /// command's full name.
  private static func parsed(_ arguments: [String]) async throws -> any ParsableCommand {
    if let place = try place(of: arguments),
      let command = try? place.command.parseAsRoot(place.rest),
      type(of: command) == place.command
    {
      return command
    }
    return try await Docket.asyncParseAsRoot(arguments)
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
