internal import CLibXML2

/// XPath's own functions that take or make a string or a number (XPath 1.0, section 4), and the
/// comparisons that convert. libxml2's versions are never called: they print `1.7e+12`, read `1e3` as a
/// number and know no limit of length.
///
/// What is left to libxml2 (`last`, `position`, `count`, `id`, `local-name`, `namespace-uri`, `name`, `not`,
/// `true`, `false`, `lang`) converts nothing.
enum XPathCoreFunctions {
  /// The functions by name, as the lookup of libxml2 asks for them. A C function cannot carry a value,
  /// so each is spelled out.
  static let table: [String: xmlXPathFunction] = unsafe [
    "string": { unsafe XPathInvocation.run($0, $1, string) },
    "concat": { unsafe XPathInvocation.run($0, $1, concat) },
    "starts-with": { unsafe XPathInvocation.run($0, $1, startsWith) },
    "contains": { unsafe XPathInvocation.run($0, $1, contains) },
    "substring-before": { unsafe XPathInvocation.run($0, $1, substringBefore) },
    "substring-after": { unsafe XPathInvocation.run($0, $1, substringAfter) },
    "substring": { unsafe XPathInvocation.run($0, $1, substring) },
    "string-length": { unsafe XPathInvocation.run($0, $1, stringLength) },
    "normalize-space": { unsafe XPathInvocation.run($0, $1, normalizeSpace) },
    "translate": { unsafe XPathInvocation.run($0, $1, translate) },
    "boolean": { unsafe XPathInvocation.run($0, $1, boolean) },
    "number": { unsafe XPathInvocation.run($0, $1, number) },
    "sum": { unsafe XPathInvocation.run($0, $1, sum) },
    "floor": { unsafe XPathInvocation.run($0, $1, floor) },
    "ceiling": { unsafe XPathInvocation.run($0, $1, ceiling) },
    "round": { unsafe XPathInvocation.run($0, $1, round) },
    "eq": { unsafe XPathInvocation.run($0, $1, equal) },
    "ne": { unsafe XPathInvocation.run($0, $1, notEqual) },
    "lt": { unsafe XPathInvocation.run($0, $1, less) },
    "le": { unsafe XPathInvocation.run($0, $1, lessOrEqual) },
    "gt": { unsafe XPathInvocation.run($0, $1, greater) },
    "ge": { unsafe XPathInvocation.run($0, $1, greaterOrEqual) },
  ]

  private typealias Call = XPathInvocation

  // MARK: Strings (section 4.2)

  private static func string(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .string(try optional(call))
  }

  private static func concat(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    var result = ""
    for index in 0..<call.count {
      result += try call.string(index)
      try call.context.checkLength(result.utf8.count)
    }
    return .string(result)
  }

  private static func startsWith(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    let (text, start) = (try call.string(0), try call.string(1))
    return .boolean(text.utf8.starts(with: start.utf8))
  }

  private static func contains(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    let (text, part) = (Array(try call.string(0).utf8), Array(try call.string(1).utf8))
    return .boolean(firstIndex(of: part, in: text) != nil)
  }

  private static func substringBefore(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    let (text, part) = (Array(try call.string(0).utf8), Array(try call.string(1).utf8))
    let end = firstIndex(of: part, in: text) ?? 0
    return .string(String(decoding: text[..<end], as: UTF8.self))
  }

  private static func substringAfter(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    let (text, part) = (Array(try call.string(0).utf8), Array(try call.string(1).utf8))
    let start = firstIndex(of: part, in: text).map { $0 + part.count } ?? text.count
    return .string(String(decoding: text[start...], as: UTF8.self))
  }

  /// Characters at positions p with round(start) <= p < round(start) + round(length).
  private static func substring(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    let scalars = try call.string(0).unicodeScalars
    let first = XPathNumbers.round(try call.number(1))
    let end = call.count == 3 ? first + XPathNumbers.round(try call.number(2)) : .infinity
    // Comparisons with NaN are false, so that NaN gives nothing, as the standard's examples show.
    guard first < end else { return .string("") }
    let skipped = first <= 1 ? 0 : Int(min(first - 1, 1e9))
    let last = end <= 1 ? 0 : Int(min(end - 1, 1e9))
    return .string(String(scalars.prefix(last).dropFirst(skipped)))
  }

  /// In characters of the standard, which are Unicode scalars.
  private static func stringLength(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .number(Double(try optional(call).unicodeScalars.count))
  }

  private static func normalizeSpace(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    let words = try optional(call).unicodeScalars.split(whereSeparator: \.isXMLSpace)
    return .string(words.map { String($0) }.joined(separator: " "))
  }

  private static func translate(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    let (text, from, to) = (try call.string(0), try call.string(1), try call.string(2))
    var replacements: [Unicode.Scalar: Unicode.Scalar?] = [:]
    var targets = to.unicodeScalars.makeIterator()
    for scalar in from.unicodeScalars {
      let target = targets.next()
      // The first occurrence counts.
      if replacements[scalar] == nil { replacements[scalar] = .some(target) }
    }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch replacements[scalar] {
      case .none: result.append(scalar)
      case .some(.some(let target)): result.append(target)
      case .some(.none): break
      }
    }
    return .string(String(result))
  }

  // MARK: Booleans and numbers (sections 4.3 and 4.4)

  private static func boolean(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .boolean(call.boolean(0))
  }

  private static func number(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .number(call.count == 0 ? XPathNumbers.number(try call.contextString()) : try call.number(0))
  }

  private static func sum(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    guard call.isNodes(0) else {
      throw XPathError(code: "xpath.type", message: "sum() takes nodes, not a single value")
    }
    var result = 0.0
    for node in 0..<call.nodeCount(0) {
      result += XPathNumbers.number(try call.nodeString(0, node))
    }
    return .number(result)
  }

  private static func floor(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .number(try call.number(0).rounded(.down))
  }

  private static func ceiling(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .number(try call.number(0).rounded(.up))
  }

  private static func round(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .number(XPathNumbers.round(try call.number(0)))
  }

  // MARK: Comparisons (section 3.4)

  private static func equal(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .boolean(try XPathComparison.equality(call, isNegated: false))
  }

  private static func notEqual(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .boolean(try XPathComparison.equality(call, isNegated: true))
  }

  private static func less(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .boolean(try XPathComparison.order(call, <))
  }

  private static func lessOrEqual(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .boolean(try XPathComparison.order(call, <=))
  }

  private static func greater(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .boolean(try XPathComparison.order(call, >))
  }

  private static func greaterOrEqual(_ call: borrowing Call) throws(XPathError) -> XPathValue {
    .boolean(try XPathComparison.order(call, >=))
  }

  // MARK: Parts

  /// The argument as a string, or the context node's text if there is none.
  private static func optional(_ call: borrowing Call) throws(XPathError) -> String {
    call.count == 0 ? try call.contextString() : try call.string(0)
  }

  /// Where `part` first occurs, by Knuth, Morris and Pratt: linear whatever the texts are.
  private static func firstIndex(of part: [UInt8], in text: [UInt8]) -> Int? {
    guard let first = part.first else { return 0 }
    guard part.count <= text.count else { return nil }
    if part.count == 1 { return text.firstIndex(of: first) }
    var fallback = [Int](repeating: 0, count: part.count)
    var matched = 0
    for index in 1..<part.count {
      while matched > 0, part[index] != part[matched] { matched = fallback[matched - 1] }
      if part[index] == part[matched] { matched += 1 }
      fallback[index] = matched
    }
    matched = 0
    for (index, byte) in text.enumerated() {
      while matched > 0, byte != part[matched] { matched = fallback[matched - 1] }
      if byte == part[matched] { matched += 1 }
      if matched == part.count { return index - part.count + 1 }
    }
    return nil
  }
}
