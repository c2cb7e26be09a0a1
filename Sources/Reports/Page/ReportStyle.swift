/// How a report looks on screens and on paper.
enum ReportStyle {
  static let rules = """
    * { box-sizing: border-box; }
    html { color: var(--ink); background: var(--paper); font: 15px/1.55 \(PlotStyle.fonts); }
    body { margin: 0 auto; max-width: 1080px; padding: 40px 28px 64px; }
    header { border-bottom: 3px solid var(--red); padding-bottom: 18px; margin-bottom: 26px; }
    .kind { color: var(--red); font-weight: 600; letter-spacing: .14em; margin: 0; }
    h1 { font-size: 30px; line-height: 1.25; margin: 4px 0 6px; }
    .sub { color: var(--soft); margin: 0; }
    .batches { list-style: none; padding: 0; margin: 10px 0 0; color: var(--soft); font-size: 13.5px; }
    h2 { font-size: 18px; margin: 0 0 4px; }
    .note { color: var(--soft); font-size: 13.5px; margin: 0 0 10px; }
    section { margin: 34px 0 0; break-inside: auto; }
    section > h2, section > .note { break-after: avoid; }
    .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(90px, 1fr)); gap: 10px; }
    .card { background: var(--card); border-radius: 8px; padding: 12px 10px 10px 12px; }
    .card b { display: block; font-size: 28px; line-height: 1.15; font-variant-numeric: tabular-nums; }
    .card span { display: block; color: var(--soft); font-size: 13px; }
    .card span::first-letter, .list th::first-letter { text-transform: uppercase; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
    .list { font-size: 13.5px; }
    .list th { text-align: left; color: var(--soft); font-weight: 600; border-bottom: 1px solid var(--faint); }
    .list th, .list td { padding: 5px 12px 5px 0; vertical-align: middle; }
    .list td { border-bottom: 1px solid var(--rule); }
    .list tr { break-inside: avoid; } .flag { color: var(--red); }
    .number { text-align: right !important; white-space: nowrap; }
    .list th.number, .list td.number { padding-right: 16px; }
    .unit { display: inline-block; } code { font-family: "Noto Sans Mono", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace; font-size: .92em; }
    .unit code { color: var(--soft); margin-right: .35em; }
    .bars th { text-align: left; font-weight: 600; font-size: 14px; width: 1%; white-space: nowrap; padding: 4px 16px 4px 0; }
    .bars td.bar { height: 24px; }
    .bar { display: flex; min-width: 120px; height: 14px; background: var(--ahead); border-radius: 3px; overflow: hidden; }
    .bars td.bar { display: table-cell; background: none; padding: 4px 0; }
    .bars td.bar i { height: 18px; display: inline-block; vertical-align: middle; }
    .bars td.bar i:first-child { border-radius: 3px 0 0 3px; } .bars td.bar i:last-child { border-radius: 0 3px 3px 0; }
    .bars td.number { width: 64px; font-weight: 600; }
    .bar i { display: block; height: 100%; }
    .key { color: var(--soft); font-size: 13px; margin: 8px 0 0; }
    .key span { margin-right: 18px; white-space: nowrap; }
    .key i { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin-right: 6px; vertical-align: -1px; }
    .mark { white-space: nowrap; }
    .mark::before { content: ""; display: inline-block; width: 9px; height: 9px; border-radius: 50%; background: var(--c); margin-right: 6px; }
    .zero { color: var(--faint); }
    svg.plot { display: block; width: 100%; height: auto; }
    footer { border-top: 1px solid var(--rule); margin-top: 44px; padding-top: 16px; color: var(--soft); font-size: 13px; }
    footer h2 { font-size: 15px; color: var(--ink); } footer code { overflow-wrap: anywhere; }
    i, .mark::before, svg * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    @media (max-width: 720px) { body { padding: 20px 14px 40px; } section { overflow-x: auto; } }
    @page { size: A4; margin: 16mm 14mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 9pt; color: #5b6673; } }
    @media print {
    html { font-size: 10.5pt; background: none; } body { max-width: none; padding: 0; }
    h1 { font-size: 20pt; } section { margin-top: 20pt; } .card b { font-size: 19pt; }
    .cards { grid-template-columns: repeat(5, 1fr); } .card { border: 1px solid var(--rule); background: none; }
    .list, .note, .key, footer { font-size: 9pt; } thead { display: table-header-group; }
    svg.plot { break-inside: avoid; }
    }
    """
}
