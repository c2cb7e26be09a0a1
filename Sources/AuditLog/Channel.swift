/// The way by which a request came. A reader keeps channels that it does not know.
public struct Channel: RawRepresentable, Sendable {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The command line.
  public static let cli = Channel(rawValue: "cli")

  /// The web server.
  public static let server = Channel(rawValue: "server")

  /// A timer that came due.
  public static let timer = Channel(rawValue: "timer")

  /// The engine itself, as the consequence of another entry.
  public static let engine = Channel(rawValue: "engine")
}

extension Channel: Hashable, CustomStringConvertible {
  public var description: String { rawValue }

  public static func == (left: Self, right: Self) -> Bool {
    sameBytes(left.rawValue, right.rawValue)
  }

  public func hash(into hasher: inout Hasher) {
    hashBytes(of: rawValue, into: &hasher)
  }
}
