import ArgumentParser
import Reports

/// `docket help`: every command on one screen of 24 lines and 80 columns, by group.
enum HelpScreen {
  static func isWanted(by arguments: [String]) -> Bool {
    arguments.isEmpty || [["help"], ["--help"], ["-h"]].contains(arguments)
  }

  static var text: String {
    var lines = [Docket.configuration.abstract, "", "Usage: docket COMMAND …", ""]
    for group in Docket.groups {
      let items = group.subcommands.map { command in
        (command.configuration.commandName ?? "", command.configuration.abstract)
      }
      lines += rows(of: items, title: group.name)
    }
    lines += ["", "docket help COMMAND shows its options and an example."]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Two commands a line, the group's name before the first.
  private static func rows(of items: [(name: String, abstract: String)], title: String) -> [String]
  {
    stride(from: 0, to: items.count, by: 2).map { start in
      let pair = items[start..<min(start + 2, items.count)]
      let cells = pair.map { padded($0.name, 9) + padded($0.abstract, 26) }
      let line = padded(start == 0 ? title : "", 9) + cells.joined()
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.displayWidth))
  }
}
