/// What a mail server answers to one command.
///
/// Source: RFC 5321, section 4.2.
struct SMTPReply {
  /// Three digits.
  var code: Int
  /// The texts of its lines.
  var lines: [String]

  /// Whether the server did what it was asked.
  var isPositive: Bool { (200...399).contains(code) }

  /// In one line, for people.
  var sentence: String { "\(code) " + lines.joined(separator: " ").oneLine }

  /// Reads a reply, line by line: `250-…` is followed by more, `250 …` is the last.
  ///
  /// - Returns: Nil where this is no reply.
  init?(_ next: () throws(SMTPFailure) -> String) throws(SMTPFailure) {
    var lines: [String] = []
    while lines.count < 100 {
      let line = try next()
      guard line.utf8.count >= 3, let code = Int(line.prefix(3)), (200...599).contains(code)
      else { return nil }
      let rest = line.dropFirst(3)
      lines.append(String(rest.dropFirst()))
      if rest.first != "-" {
        self.code = code
        self.lines = lines
        return
      }
    }
    return nil
  }
}

/// A message that a mail server did not take.
public struct SMTPFailure: Error, Hashable, Sendable {
  /// A sentence for the operator, with the server's own words.
  public var reason: String
  /// Whether the server would take no other message either: it cannot be reached, or broke off.
  public var isGeneral: Bool
}
