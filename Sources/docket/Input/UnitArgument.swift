import ArgumentParser

/// The unit that a question is about: `status G-1`, or `status --unit G-1` as commands that change
/// something write it.
struct UnitArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The unit's code.", valueName: "unit"))
  var code: String?

  @Option(name: .customLong("unit"), help: .hidden)
  var option: String?

  var unit: String? { code ?? option }

  func validate() throws {
    if let code, let option, code != option {
      throw ValidationError("one unit at a time: \(code) or \(option)")
    }
  }
}
