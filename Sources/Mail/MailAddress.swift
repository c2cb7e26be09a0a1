/// Where mail goes: `li.na@example.org`.
public struct MailAddress: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  /// Nil for what no mail server of today must understand: an address is one `@` between a name
  /// and a host in ASCII, unquoted (RFC 5321, section 4.1.2; without SMTPUTF8).
  public init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...64).contains(parts[0].utf8.count),
      (1...253).contains(parts[1].utf8.count), Self.isDotted(parts[0], Self.isName),
      Self.isDotted(parts[1], Self.isHost)
    else { return nil }
    self.text = text
  }

  public var description: String { text }

  /// Words joined by single dots.
  private static func isDotted(_ text: Substring, _ isAllowed: (UInt8) -> Bool) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { word in
      !word.isEmpty && word.utf8.allSatisfy(isAllowed)
    }
  }

  private static func isHost(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == 45 }

  private static func isName(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }
}
