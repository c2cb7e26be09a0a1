import WorkflowEngine

/// The colours of reports and heat maps, as custom properties of CSS: one set for light screens and
/// paper, one for dark screens.
///
/// Blue, yellow and red are those of follow-up offices; green is finished. Stages have no colour of
/// their own but a depth: the further, the deeper.
enum PlotStyle {
  /// - Parameter stages: How many stages there are, the last of which means finished.
  static func properties(stages: Int) -> String {
    """
    :root {
    --ink: #1b2430; --soft: #5b6673; --faint: #8a94a0; --rule: #d9dee5; --paper: #ffffff;
    --card: #f5f7fa; --none: #c3cad3; --plain: #a9b6c6; --blue: #2f6fdb; --yellow: #e3a008;
    --red: #d0342c; --green: #2f8f5b; --ahead: #edf0f4; --on-colour: #ffffff;
    \(ramp(stages, from: (0xD3, 0xDE, 0xEA), to: (0x3D, 0x63, 0x8F), last: "#2f8f5b"))
    }
    @media screen and (prefers-color-scheme: dark) {
    :root {
    --ink: #e6ebf1; --soft: #a3aebb; --faint: #7c8794; --rule: #333c47; --paper: #12161c;
    --card: #1a2028; --none: #48525e; --plain: #5f6f82; --blue: #5b96f5; --yellow: #d9a21b;
    --red: #ef5f57; --green: #45b37a; --ahead: #232b35; --on-colour: #0d1117;
    \(ramp(stages, from: (0x2B, 0x38, 0x48), to: (0x8F, 0xB4, 0xDD), last: "#45b37a"))
    }
    }
    """
  }

  /// The fonts of every picture and page; at the end what is free.
  static let fonts =
    "\"Noto Sans\", \"Source Sans 3\", \"PingFang SC\", \"Microsoft YaHei\", \"Noto Sans CJK SC\", "
    + "\"Source Han Sans SC\", system-ui, sans-serif"

  private static func ramp(
    _ count: Int, from: (Int, Int, Int), to: (Int, Int, Int), last: String
  ) -> String {
    (0..<count).map { stage in
      guard stage < count - 1 else { return "--s\(stage): \(last);" }
      func mixed(_ a: Int, _ b: Int) -> String {
        let value = count > 2 ? a + (b - a) * stage / (count - 2) : a
        let digits = String(value, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }
      return "--s\(stage): #\(mixed(from.0, to.0))\(mixed(from.1, to.1))\(mixed(from.2, to.2));"
    }.joined(separator: " ")
  }

  /// The rules that pictures need beside the properties.
  static let rules = """
    .plot { font-family: \(fonts); font-size: 12px; }
    .plot text { fill: var(--soft); }
    .plot .strong { fill: var(--ink); font-weight: 600; }
    .plot .title { fill: var(--ink); font-size: 15px; font-weight: 600; }
    .plot .middle { text-anchor: middle; } .plot .end { text-anchor: end; }
    .plot .on { fill: var(--on-colour); font-weight: 600; }
    .plot .paper { fill: var(--paper); }
    .plot .grid { stroke: var(--rule); stroke-width: 1; fill: none; }
    .plot .axis { stroke: var(--faint); stroke-width: 1; fill: none; }
    .plot .scope { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 4; fill: none; }
    .plot .due { stroke: var(--red); stroke-width: 1.2; stroke-dasharray: 2 3; fill: none; }
    .plot .area { stroke: var(--paper); stroke-width: .6; }
    """
}

extension ProgressColour {
  /// The custom property that has the colour.
  var property: String { "var(--\(rawValue))" }
}
