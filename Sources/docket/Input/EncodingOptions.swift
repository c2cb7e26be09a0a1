import ArgumentParser

/// In which encoding sheets are, for those that do not say so.
struct EncodingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The encoding of sheets, such as GB18030 or UTF-16; else it is found out.", valueName: "name")
  )
  var encoding: String?
}
