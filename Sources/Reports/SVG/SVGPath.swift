/// Path data (SVG 1.1, section 8.3).
enum SVGPath {
  /// A line through all points that is vertical at each of them.
  ///
  /// - Parameter end: How much of the end is left out, for the arrow's head.
  static func curve(through points: [Point], shortenedBy end: Double) -> String {
    var points = withoutNeedless(points)
    guard let first = points.first, let last = points.last, points.count > 1 else { return "" }
    points[points.count - 1].y += points[points.count - 2].y < last.y ? -end : end
    var path = "M\(number(first.x)) \(number(first.y))"
    var here = first
    for point in points.dropFirst() {
      if abs(point.x - here.x) < straight {
        path += "V\(number(point.y))"
      } else {
        let middle = (here.y + point.y) / 2
        path += "C\(number(here.x)) \(number(middle)) \(number(point.x)) \(number(middle)) "
        path += "\(number(point.x)) \(number(point.y))"
      }
      here = point
    }
    return path
  }

  /// Distances too small to be seen.
  private static let straight = 0.05

  /// The points without those that are where the line is already, or in the middle of a straight
  /// part.
  private static func withoutNeedless(_ points: [Point]) -> [Point] {
    var kept: [Point] = []
    for point in points {
      if let last = kept.last, abs(last.x - point.x) < straight, abs(last.y - point.y) < straight {
        continue
      }
      if kept.count > 1, abs(kept[kept.count - 1].x - point.x) < straight,
        abs(kept[kept.count - 2].x - point.x) < straight
      {
        kept.removeLast()
      }
      kept.append(point)
    }
    return kept
  }
}

/// A coordinate with at most one digit after the point.
func number(_ value: Double) -> String {
  let text = decimal(value, fractionDigits: 1)
  if text == "-0.0" { return "0" }
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// Text for the content of an element or an attribute in double quotes.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.withoutControls.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
