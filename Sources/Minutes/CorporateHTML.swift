/// English corporate minutes on A4, in CSS for paged media.
extension CorporateMinutes {
  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <title>\(title.escapedForHTML)</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    <header>
    <div class="issuer">\(issuer.escapedForHTML)</div>
    <h1>\(title.escapedForHTML)</h1>
    <div class="subtitle">\(subtitle.escapedForHTML)</div>
    \(number.map { "<div class=\"number\">\($0.escapedForHTML)</div>" } ?? "")
    </header>
    <main>
    \(MinutesBlock.html(body))
    </main>
    <section class="signatures">
    \(signers.map(signature).joined(separator: "\n"))
    </section>
    \(footer)
    </body>
    </html>

    """
  }

  /// A number that is a Chinese one says itself what it is.
  private var number: String? { document.number.map { $0.contains("号") ? $0 : "No. \($0)" } }

  private func signature(role: String, name: String) -> String {
    "<div><span class=\"rule\"></span>\(name.escapedForHTML)<br>\(role.escapedForHTML)</div>"
  }

  private var footer: String {
    guard !distribution.isEmpty else { return "" }
    return "<footer>Distribution: \(distribution.escapedForHTML)</footer>"
  }

  private var style: String {
    """
    @page {
      size: A4; margin: 25mm 25mm 25mm 25mm;
      @bottom-center {
        content: "Page " counter(page) " of " counter(pages);
        font: 9pt/1.2 \(Self.serif); vertical-align: top; padding-top: 8mm;
      }
    }
    html { font: 11pt/1.45 \(Self.serif); orphans: 2; widows: 2; }
    body { margin: 0; }
    header { text-align: center; margin-bottom: 8mm; }
    .issuer { font-size: 13pt; font-variant: small-caps; letter-spacing: 0.04em; }
    h1 { font-size: 18pt; line-height: 1.2; margin: 3mm 0; text-wrap: balance; }
    .number { font-size: 10pt; }
    h2 { font-size: 12.5pt; margin: 6mm 0 1.5mm; break-after: avoid; }
    h3 { font-size: 11pt; font-style: italic; margin: 3mm 0 1mm; break-after: avoid; }
    p, dl { margin: 0 0 2mm; overflow-wrap: anywhere; }
    dl { display: flex; gap: 2mm; break-inside: avoid; }
    dt { flex: none; min-width: 22mm; font-weight: bold; }
    dd { margin: 0; }
    .point { padding-left: 9mm; text-indent: -9mm; margin-left: calc(var(--depth) * 9mm); }
    .point span { display: inline-block; width: 9mm; text-indent: 0; }
    table + dl { font-size: 8.5pt; } table + dl dt { min-width: 16mm; }
    table { width: 100%; border-collapse: collapse; margin: 3mm 0; font-size: 10pt; }
    th, td { border-bottom: 0.2mm solid #888; padding: 1mm 2mm; text-align: left; }
    th, td { overflow-wrap: anywhere; vertical-align: top; }
    td:nth-child(2) { white-space: nowrap; font-variant-numeric: tabular-nums; }
    td:nth-child(3) { font: 8.5pt/1.4 ui-monospace, "Noto Sans Mono CJK SC", monospace; }
    tr { break-inside: avoid; }
    .signatures { display: flex; gap: 15mm; margin-top: 20mm; break-inside: avoid; }
    .signatures div { flex: 1; }
    .rule { display: block; border-top: 0.2mm solid; margin-bottom: 1mm; }
    footer { margin-top: 10mm; font-size: 9pt; }
    """
  }

  private static let serif =
    "Georgia, \"Times New Roman\", \"Liberation Serif\", \"Noto Serif\", \"Noto Serif CJK SC\", serif"
}
