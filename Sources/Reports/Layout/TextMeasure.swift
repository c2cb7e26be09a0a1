/// How wide text will be, without a font at hand: an estimate that errs on the wide side for the
/// fonts that the pictures ask for.
struct TextMeasure {
  /// In units of the picture.
  var fontSize: Double
  var isMonospaced = false
  var isBold = false

  func width(of text: String) -> Double {
    text.reduce(0) { $0 + width(of: $1) }
  }

  /// The text in lines that are not wider than `width`, if a word or a character is not so by
  /// itself. Chinese may break anywhere, Latin at spaces, and a word that is too long anywhere.
  ///
  /// - Parameter maximumLines: The last line ends in `…` if there is more.
  func lines(of text: String, width: Double, maximumLines: Int) -> [String] {
    var lines = [""]
    for word in Self.words(text) {
      let line = lines[lines.count - 1]
      let fits = self.width(of: line + word.trimmed) <= width
      if fits || line.isEmpty && self.width(of: word.trimmed) <= width {
        lines[lines.count - 1] += word
      } else if self.width(of: word.trimmed) <= width {
        lines.append(word)
      } else {
        for character in word {
          if self.width(of: lines[lines.count - 1] + String(character)) > width {
            lines.append("")
          }
          lines[lines.count - 1].append(character)
        }
      }
    }
    lines = lines.map(\.trimmed)
    guard lines.count > maximumLines, maximumLines > 0 else { return lines }
    let last = lines[maximumLines - 1]
    let ellipsis = self.width(of: "…")
    var used = 0.0
    let kept = last.prefix { character in
      used += self.width(of: character)
      return used + ellipsis <= width
    }
    return Array(lines[..<(maximumLines - 1)]) + [kept + "…"]
  }

  private func width(of character: Character) -> Double {
    let ems: Double
    switch character.displayWidth {
    case 0: return 0
    case 2: ems = 1
    default: ems = isMonospaced ? 0.61 : Self.ems(character)
    }
    return ems * fontSize * (isBold ? 1.06 : 1)
  }

  /// The width of a narrow character of Noto Sans, in groups.
  private static func ems(_ character: Character) -> Double {
    switch character {
    case "i", "j", "l", "I", "'", "|", ".", ",", ":", ";", "!", " ": 0.29
    case "f", "t", "r", "(", ")", "[", "]", "/", "\\", "-", "{", "}", "\"", "·": 0.38
    case "m", "w", "M", "W", "@", "%", "—", "…": 0.92
    case "A"..."Z", "=", "+", "<", ">", "≤", "≥", "→": 0.68
    default: 0.58
    }
  }

  /// The text cut where a line may end; a space belongs to the word before it.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var mayBreak = true
    for character in text {
      if mayBreak || character.displayWidth == 2 && !closing.contains(character) {
        words.append("")
      }
      words[words.count - 1].append(character)
      mayBreak = character == " "
    }
    return words
  }

  /// No line of Chinese text begins with these.
  private static let closing: Set<Character> = [
    "，", "。", "、", "；", "：", "？", "！", "）", "》", "」", "』", "】",
  ]
}

extension String {
  /// Without spaces at the end.
  fileprivate var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
