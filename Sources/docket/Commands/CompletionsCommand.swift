import ArgumentParser

struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "for bash, zsh, fish",
    discussion: """
      Prints a script that makes the shell complete commands and options.

      Example: docket completions bash > ~/.local/share/bash-completion/completions/docket
      """)

  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish
  }

  @Argument(help: "The shell.")
  var shell: Shell

  func run() throws {
    let script =
      switch shell {
      case .bash: Docket.completionScript(for: .bash)
      case .zsh: Docket.completionScript(for: .zsh)
      case .fish: Docket.completionScript(for: .fish)
      }
    try Terminal.print(script)
  }
}
