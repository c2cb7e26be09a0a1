/// What a figure's query gave: exact, so that it can be compared.
public enum FigureValue: Hashable, Sendable, CustomStringConvertible {
  case count(Int)
  /// So many of so many.
  case share(Int, of: Int)

  /// Reads what `description` writes: `57` or `53/55`.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
    }
    guard numbers.count == parts.count else { return nil }
    switch numbers.count {
    case 1: self = .count(numbers[0])
    case 2 where numbers[0] <= numbers[1]: self = .share(numbers[0], of: numbers[1])
    default: return nil
    }
  }

  public var description: String {
    switch self {
    case .count(let count): String(count)
    case .share(let part, let whole): "\(part)/\(whole)"
    }
  }

  /// As people read it: a share in per cent with one decimal, rounded half up, `–` of nothing.
  public var words: String {
    switch self {
    case .count(let count): return String(count)
    case .share(_, of: 0): return "–"
    case .share(let part, let whole):
      // Nobody counts so far, but a document may say so.
      guard whole <= Int.max / 4_000 else { return description }
      let tenths = (part * 2_000 + whole) / (2 * whole)
      return "\(tenths / 10).\(tenths % 10)%"
    }
  }
}
