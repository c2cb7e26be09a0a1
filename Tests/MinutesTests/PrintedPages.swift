import Foundation
import XML

/// A document as a browser prints it: the words of every page and where they stand.
struct PrintedPages {
  struct Word {
    var text: String
    /// From the left edge of the paper, in mm.
    var left: Double
    var right: Double
    /// The middle of the word from the upper edge of the paper, in mm.
    var middle: Double
  }

  struct Page {
    /// In mm.
    var width: Double
    var height: Double
    /// Each line in order from the top.
    var lines: [[Word]]
  }

  var pages: [Page]

  /// The programs that print and measure, where they are installed.
  static let browser = program("chromium")
  static let extractor = program("pdftotext")
  static var arePossible: Bool { browser != nil && extractor != nil }

  private static func program(_ name: String) -> String? {
    ["/usr/bin/", "/usr/local/bin/"].map { $0 + name }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  struct Unprintable: Error {
    var reason: String
  }

  /// Prints and measures. `$DOCKET_PRINTS` names a folder in which the PDF is kept, for looking at it.
  init(html: String, name: String) throws {
    guard let browser = Self.browser, let extractor = Self.extractor else {
      throw Unprintable(reason: "chromium or pdftotext is missing")
    }
    let manager = FileManager.default
    let folder = manager.temporaryDirectory.appendingPathComponent("docket-\(UUID())")
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(at: folder) }
    let (page, pdf, boxes) = (
      folder.appendingPathComponent("page.html"), folder.appendingPathComponent("page.pdf"),
      folder.appendingPathComponent("page.xml")
    )
    try Data(html.utf8).write(to: page)
    try Self.run(
      browser,
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--user-data-dir=\(folder.path)/profile", "--no-pdf-header-footer",
        "--print-to-pdf=\(pdf.path)", page.absoluteString,
      ])
    try Self.run(extractor, ["-bbox-layout", pdf.path, boxes.path])
    if let kept = ProcessInfo.processInfo.environment["DOCKET_PRINTS"] {
      let target = URL(fileURLWithPath: kept).appendingPathComponent("\(name).pdf")
      try? manager.removeItem(at: target)
      try manager.copyItem(at: pdf, to: target)
    }
    let text = try String(contentsOf: boxes, encoding: .utf8)
    guard let start = text.range(of: "<html") else { throw Unprintable(reason: "no boxes") }
    pages = Self.pages(of: try XMLDocument(parsing: Array(text[start.lowerBound...].utf8)).root)
  }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Unprintable(reason: "\(program) ended with \(process.terminationStatus)")
    }
  }

  private static func pages(of element: XMLElement) -> [Page] {
    if element.name.local != "page" { return element.elements.flatMap { pages(of: $0) } }
    // Words of one line may stand in different blocks: they belong together by their height.
    var lines: [[Word]] = []
    for word in words(of: element).sorted(by: { $0.middle < $1.middle }) {
      if let last = lines.last?.first, abs(last.middle - word.middle) < 1 {
        lines[lines.count - 1].append(word)
      } else {
        lines.append([word])
      }
    }
    return [
      Page(
        width: length("width", of: element), height: length("height", of: element),
        lines: lines.map { $0.sorted { $0.left < $1.left } })
    ]
  }

  private static func words(of element: XMLElement) -> [Word] {
    if element.name.local != "word" { return element.elements.flatMap { words(of: $0) } }
    let middle = (length("yMin", of: element) + length("yMax", of: element)) / 2
    return [
      Word(
        text: element.text, left: length("xMin", of: element), right: length("xMax", of: element),
        middle: middle)
    ]
  }

  /// PDF counts in points.
  private static func length(_ name: String, of element: XMLElement) -> Double {
    (element.attribute(name).flatMap { Double($0.value) } ?? 0) * 25.4 / 72
  }
}

extension [PrintedPages.Word] {
  var text: String { map(\.text).joined(separator: " ") }
  var left: Double { map(\.left).min() ?? 0 }
  var right: Double { map(\.right).max() ?? 0 }
  var middle: Double { first?.middle ?? 0 }
}
