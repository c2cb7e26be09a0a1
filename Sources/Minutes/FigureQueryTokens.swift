import Statechart

/// The parts of a query's text: `FUNCTION(WORD … KEY=VALUE …)`.
struct FigureQueryTokens {
  struct Filter {
    var key: String
    var value: String
    /// The number of its token.
    var token: Int
  }

  private struct Token {
    var text: String
    /// In Unicode scalars from 0.
    var offset: Int
  }

  private var tokens: [Token] = []
  /// The number of the token to read next.
  private(set) var next = 0

  init(_ text: String) {
    var current: Token?
    for (offset, scalar) in text.unicodeScalars.enumerated() {
      let isMark = scalar == "(" || scalar == ")"
      if isMark || scalar.properties.isWhitespace {
        if let token = current { tokens.append(token) }
        current = nil
        if isMark { tokens.append(Token(text: String(scalar), offset: offset)) }
      } else {
        current = current ?? Token(text: "", offset: offset)
        current?.text.unicodeScalars.append(scalar)
      }
    }
    if let current { tokens.append(current) }
  }

  /// What is wrong with the token of that number, or at the end.
  func invalid(_ token: Int, _ message: String) -> InvalidFigureQuery {
    let end = tokens.last.map { $0.offset + $0.text.unicodeScalars.count } ?? 0
    return InvalidFigureQuery(
      offset: token < tokens.count ? tokens[token].offset : end, message: message)
  }

  /// The name before the parenthesis.
  mutating func function() throws(InvalidFigureQuery) -> String {
    guard let name = tokens.first?.text, name == "count" || name == "share" else {
      throw invalid(0, "a query begins with \"count(\" or \"share(\"")
    }
    guard tokens.count > 1, tokens[1].text == "(" else {
      throw invalid(1, "\"(\" is missing after \"\(name)\"")
    }
    guard tokens.last?.text == ")" else {
      throw invalid(tokens.count, "\")\" is missing at the end")
    }
    tokens.removeLast()
    next = 2
    return name
  }

  /// The words up to the first filter.
  mutating func words() throws(InvalidFigureQuery) -> [String] {
    var words: [String] = []
    while next < tokens.count, !tokens[next].text.contains("=") {
      words.append(tokens[next].text)
      next += 1
    }
    return words
  }

  /// The filters after the words.
  mutating func filters() throws(InvalidFigureQuery) -> [Filter] {
    var filters: [Filter] = []
    while next < tokens.count {
      let parts = tokens[next].text.split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw invalid(next, "a filter is written KEY=VALUE, without spaces")
      }
      let filter = Filter(key: String(parts[0]), value: String(parts[1]), token: next)
      if filters.contains(where: { $0.key == filter.key }) {
        throw invalid(next, "the filter \"\(filter.key)\" stands here twice")
      }
      filters.append(filter)
      next += 1
    }
    return filters
  }
}

extension [FigureQueryTokens.Filter] {
  func last(_ key: String) -> Element? { last { $0.key == key } }
  func identifier(_ key: String) -> Identifier? { last(key).map { Identifier($0.value) } }
}
