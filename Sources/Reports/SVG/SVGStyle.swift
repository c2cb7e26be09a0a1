/// The colours and fonts of a picture.
///
/// Plain classes with colours written out, and no custom properties, because many programs that read
/// SVG know no more than CSS 2. All are under one class, so that a page around the picture is left
/// alone.
enum SVGStyle {
  static let element = """
    <style>
    .docket-drawing text { font-family: "Noto Sans", "Noto Sans CJK SC", "Source Han Sans SC", \
    "PingFang SC", "Microsoft YaHei", sans-serif; font-size: 12px; fill: #1f2328; stroke: #ffffff; \
    stroke-width: 3px; stroke-linejoin: round; paint-order: stroke; }
    .docket-drawing .heading { font-size: 18px; font-weight: 600; }
    .docket-drawing .title { font-size: 14px; font-weight: 600; stroke: none; }
    .docket-drawing .id { font-family: "Noto Sans Mono", "DejaVu Sans Mono", "Noto Sans CJK SC", \
    monospace; font-size: 11px; fill: #59636e; stroke: none; }
    .docket-drawing .note { font-size: 11px; fill: #59636e; }
    .docket-drawing .inside { stroke: none; }
    .docket-drawing .middle { text-anchor: middle; }
    .docket-drawing .paper { fill: #ffffff; }
    .docket-drawing .box { fill: #f6f8fa; stroke: #59636e; stroke-width: 1.3; }
    .docket-drawing .inner { fill: none; stroke: #59636e; stroke-width: 1; }
    .docket-drawing .container { fill: #8c959f; fill-opacity: 0.07; stroke: #8c959f; \
    stroke-width: 1.2; }
    .docket-drawing .bar { fill: none; stroke: #8c959f; stroke-width: 0.8; }
    .docket-drawing .divider { fill: none; stroke: #8c959f; stroke-width: 1.2; \
    stroke-dasharray: 5 4; }
    .docket-drawing .start, .docket-drawing .head { fill: #3d444d; }
    .docket-drawing .arrow { fill: none; stroke: #3d444d; stroke-width: 1.3; }
    .docket-drawing .active .box { fill: #d3e3fd; stroke: #0b57d0; stroke-width: 2; }
    .docket-drawing .active .inner { stroke: #0b57d0; }
    .docket-drawing .active .container { stroke: #0b57d0; stroke-width: 1.6; }
    @media (prefers-color-scheme: dark) {
    .docket-drawing text { fill: #e6edf3; stroke: #0d1117; }
    .docket-drawing .id, .docket-drawing .note { fill: #9da7b1; }
    .docket-drawing .paper { fill: #0d1117; }
    .docket-drawing .box { fill: #1c2129; stroke: #8b949e; }
    .docket-drawing .inner { stroke: #8b949e; }
    .docket-drawing .start, .docket-drawing .head { fill: #b1bac4; }
    .docket-drawing .arrow { stroke: #b1bac4; }
    .docket-drawing .active .box { fill: #0a3069; stroke: #58a6ff; }
    .docket-drawing .active .inner, .docket-drawing .active .container { stroke: #58a6ff; }
    }
    </style>
    """
}
