import WorkflowEngine

/// The layout of GB/T 9704-2012 for minutes, in CSS for paged media.
///
/// The type area is 156 mm by 225 mm with 22 lines of 28 characters. Every line of the body stands on
/// that grid, so the page breaks are those of the standard.
extension OfficialMinutes {
  var html: String {
    """
    <!DOCTYPE html>
    <html lang="zh-Hans">
    <head>
    <meta charset="utf-8">
    <title>\(title.escapedForHTML)</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    <header>
    <div class="flag">\(flag.escapedForHTML)</div>
    <div class="number">\((document.number ?? "").escapedForHTML)</div>
    <div class="line"><span>\(issuer.escapedForHTML)</span><span>\(date.escapedForHTML)</span></div>
    </header>
    <h1>\(title.escapedForHTML)</h1>
    <main>
    \(MinutesBlock.html(body))
    </main>
    <section class="attendance">
    \(MinutesBlock.html(attendance))
    </section>
    <div class="end"></div>
    \(imprint)
    </body>
    </html>

    """
  }

  /// 版记: who gets a copy, who printed it and when, between rules at the foot of the last page.
  private var imprint: String {
    guard !distribution.isEmpty || !printer.isEmpty else { return "" }
    var rows: [String] = []
    if !distribution.isEmpty {
      rows.append(
        "<div class=\"copies\"><span>抄送：</span><span>\(distribution.escapedForHTML)。</span></div>")
    }
    if !printer.isEmpty {
      let printed = printDate.isEmpty ? "" : printDate + "印发"
      rows.append(
        "<div class=\"printed\"><span>\(printer.escapedForHTML)</span>"
          + "<span>\(printed.escapedForHTML)</span></div>")
    }
    return "<footer>\(rows.joined(separator: "\n"))</footer>"
  }

  /// How many lines the imprint takes: 28 full-width characters of 三号 are 31 of 四号, less the
  /// margins and the label of the copies.
  private var imprintLines: Int {
    let copies = distribution.isEmpty ? 0 : (distribution.unicodeScalars.count + 1 + 25) / 26
    return copies + (printer.isEmpty ? 0 : 1)
  }

  /// The flag as large as it may be: the characters fill the type area, 15 mm at most.
  private var flagSize: String {
    let count = max(1, flag.unicodeScalars.count)
    let tenths = min(150, 1_500 / count)
    return "\(tenths / 10).\(tenths % 10)mm"
  }

  // 二号 is 22 pt, 三号 16 pt, 四号 14 pt, 五号 10.5 pt. A line is 225 mm / 22; rounded down, so that 22
  // of them never need a hair more than the page. The letter spacing makes 28 characters 156 mm.
  private var style: String {
    """
    @page {
      size: 210mm 297mm; margin: 37mm 26mm 35mm 28mm;
    }
    /* The dash stands 7 mm below the type area, one character from its outer edge. */
    @page :right {
      @bottom-right {
        content: "— " counter(page) " —"; vertical-align: top; text-align: right;
        font: 14pt/14pt \(Self.song); padding: 4.5mm 5.57mm 0 0;
      }
    }
    @page :left {
      @bottom-left {
        content: "— " counter(page) " —"; vertical-align: top; text-align: left;
        font: 14pt/14pt \(Self.song); padding: 4.5mm 0 0 5.57mm;
      }
    }
    html {
      font: 16pt/10.22mm \(Self.fang); letter-spacing: -0.0745mm;
      line-break: strict; orphans: 1; widows: 1;
      text-spacing-trim: space-all; text-autospace: no-autospace;
    }
    body { margin: 0; position: relative; }
    h1, h2, h3, p, dl, dd { margin: 0; font-weight: normal; }
    p, h2, h3 { text-indent: 2em; text-align: justify; overflow-wrap: anywhere; }
    h1 {
      font: 22pt/10.22mm \(Self.biaoSong); letter-spacing: 0;
      text-align: center; text-wrap: balance; margin: 20.44mm 0 10.22mm;
    }
    h2 { font: inherit; font-family: \(Self.hei); break-after: avoid; }
    h3 { font: inherit; font-family: \(Self.kai); break-after: avoid; }
    /* The flag's upper edge is 35 mm below that of the type area. */
    header { padding-top: 34.2mm; }
    .flag {
      font: \(flagSize)/1 \(Self.biaoSong); letter-spacing: 0;
      color: #d7000f; text-align: center; white-space: nowrap; height: 21mm;
    }
    .number { text-align: center; min-height: 10.22mm; }
    .line {
      display: flex; justify-content: space-between; padding: 0 1em 0;
      border-bottom: 0.7mm solid #d7000f;
    }
    .attendance { margin-top: 10.22mm; }
    dl { display: flex; padding-left: 2em; }
    dt { font-family: \(Self.hei); flex: none; }
    dd { flex: 1; overflow-wrap: anywhere; }
    main dl { font-size: 10.5pt; line-height: 5.11mm; padding-left: 0; letter-spacing: 0; }
    table {
      width: 100%; border-collapse: collapse; margin: 5.11mm 0; letter-spacing: 0;
      font-size: 10.5pt; line-height: 5.11mm;
    }
    th, td { border: 0.25mm solid; padding: 0.8mm 2mm; text-align: left; overflow-wrap: anywhere; }
    th { font-family: \(Self.hei); font-weight: normal; }
    th:nth-child(2), td:nth-child(2) { white-space: nowrap; }
    td:nth-child(3) { font-family: ui-monospace, "Noto Sans Mono CJK SC", monospace; font-size: 9pt; }
    tr { break-inside: avoid; }
    /* The imprint ends with the last line of the last page. */
    .end { height: 0; anchor-name: --end; }
    footer {
      box-sizing: border-box; margin-top: 10.22mm; letter-spacing: 0;
      font-size: 14pt; line-height: 9mm; text-indent: 0;
      border-top: 0.35mm solid; border-bottom: 0.35mm solid; break-inside: avoid;
    }
    @supports (top: calc(round(up, anchor(bottom), 1mm))) {
      footer {
        --height: calc(\(imprintLines) * 9mm + 1mm);
        position: absolute; position-anchor: --end; left: 0; right: 0; margin: 0;
        height: var(--height);
        top: calc(round(up, anchor(bottom) + var(--height) + 1mm, 225mm) - var(--height));
      }
    }
    footer > div { display: flex; padding: 0 1em; }
    footer > div + div { border-top: 0.25mm solid; }
    .copies > :first-child { flex: none; }
    .printed { justify-content: space-between; }
    """
  }

  // The fonts of the standard under the names that systems give them; at the end what is free.
  private static let biaoSong =
    "\"FZXiaoBiaoSong-B05S\", \"方正小标宋简体\", \"小标宋\", STZhongsong, SimSun, \"Noto Serif CJK SC\", serif"
  private static let fang =
    "FangSong_GB2312, \"仿宋_GB2312\", FangSong, \"仿宋\", STFangsong, \"Noto Serif CJK SC\", serif"
  private static let hei =
    "SimHei, \"黑体\", STHeiti, \"Noto Sans CJK SC\", sans-serif"
  private static let kai =
    "KaiTi_GB2312, \"楷体_GB2312\", KaiTi, \"楷体\", STKaiti, \"Noto Serif CJK SC\", serif"
  private static let song = "SimSun, \"宋体\", STSong, \"Noto Serif CJK SC\", serif"
}
