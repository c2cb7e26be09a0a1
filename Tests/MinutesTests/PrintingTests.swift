import Foundation
import Minutes
import Testing

/// Minutes printed by a browser and measured in millimetres, against GB/T 9704-2012.
@Suite(
  .enabled(if: PrintedPages.arePossible, "chromium or pdftotext is not installed"), .serialized)
struct PrintingTests {
  /// Long minutes, so that there are full pages, printed once for all tests.
  static let long = Result { try print(LongMinutes.document(), as: "long") }
  static let short = Result { try print(ExampleMinutes.launching(), as: "launching") }

  private static func print(_ document: MinutesDocument, as name: String) throws -> PrintedPages {
    try PrintedPages(html: MinutesRenderer.html(document, layout: .official), name: name)
  }

  @Test func `official minutes are on A4`() throws {
    let pages = try Self.long.get().pages

    #expect(pages.count >= 3)
    for page in pages {
      #expect(abs(page.width - 210) < 0.5)
      #expect(abs(page.height - 297) < 0.5)
    }
  }

  @Test func `the body stands 28 mm from the left and is 156 mm wide`() throws {
    let lines = try Self.body(Self.long.get().pages[1])

    #expect(lines.allSatisfy { $0.left > 27.8 && $0.right < 184.3 })
    #expect(lines.contains { abs($0.left - 28) < 0.2 && abs($0.right - 184) < 0.3 })
  }

  @Test func `a full page has 22 lines of 28 characters`() throws {
    let lines = try Self.body(Self.long.get().pages[1])

    #expect(lines.count == 22)
    let full = lines.filter { abs($0.left - 28) < 0.2 && $0.right > 183.5 }
    #expect(!full.isEmpty)
    #expect(full.allSatisfy { $0.text.unicodeScalars.count == 28 })
  }

  @Test func `the lines of the body are 225 mm divided by 22 apart`() throws {
    let lines = try Self.body(Self.long.get().pages[1])

    let distances = zip(lines, lines.dropFirst()).map { $1.middle - $0.middle }
    #expect(distances.allSatisfy { abs($0 - 225.0 / 22) < 0.3 })
    let whole = (lines.last?.middle ?? 0) - (lines.first?.middle ?? 0)
    #expect(abs(whole - 225.0 / 22 * 21) < 0.5)
  }

  @Test func `page numbers stand outside: right on odd pages, left on even ones`() throws {
    let pages = try Self.long.get().pages

    for (index, page) in pages.enumerated() {
      let number = try #require(page.lines.last)
      #expect(number.text == "— \(index + 1) —")
      // One character from the edge of the type area; the dash 7 mm below it.
      if index % 2 == 0 {
        #expect(abs(number.right - (184 - 5.57)) < 1)
      } else {
        #expect(abs(number.left - (28 + 5.57)) < 1)
      }
      #expect(abs(number.middle - (262 + 7)) < 1.5)
    }
  }

  @Test func `the red head is centred in the type area`() throws {
    let page = try #require(try Self.short.get().pages.first)

    let flag = try #require(page.lines.first)
    #expect(flag.text.hasSuffix("纪要"))
    #expect(abs((flag.left + flag.right) / 2 - 106) < 0.5)
  }

  @Test func `the imprint ends with the last line of the last page`() throws {
    for printed in [Self.long, Self.short] {
      let page = try #require(try printed.get().pages.last)

      let imprint = try #require(page.lines.dropLast().last)
      #expect(imprint.text.contains("印发"))
      // 四号 on a line of 9 mm: its middle is half a line above the edge of the type area.
      #expect(abs(imprint.middle - (262 - 4.5)) < 3)
    }
  }

  @Test func `the names of those present are aligned behind the colon`() throws {
    let lines = try Self.short.get().pages.flatMap { Self.body($0) }

    let first = try #require(lines.firstIndex { $0.text.hasPrefix("出席：") })
    let behind = lines[first].left + 3 * 156 / 28
    #expect(abs(lines[first].left - (28 + 2 * 156.0 / 28)) < 0.5)
    #expect(abs(lines[first + 1].left - behind) < 0.5)
  }

  @Test func `English minutes print with their motions and a page count`() throws {
    let pages = try Self.corporate.get().pages

    #expect(pages.last?.lines.last?.text == "Page \(pages.count) of \(pages.count)")
    #expect(pages.allSatisfy { $0.lines.allSatisfy { $0.left > 24.8 && $0.right < 185.5 } })
  }

  private static let corporate = Result {
    try PrintedPages(
      html: MinutesRenderer.html(try ExampleMinutes.launching(), layout: .corporate),
      name: "corporate")
  }

  @Test func `English minutes stand on A4 with 25 mm on each side, their page count in the middle`()
    throws
  {
    for page in try Self.corporate.get().pages {
      #expect(abs(page.width - 210) < 0.5 && abs(page.height - 297) < 0.5)
      let last = try #require(page.lines.last)
      #expect(abs((last.left + last.right) / 2 - 105) < 0.5)
      #expect(last.middle > 297 - 25)
      #expect(page.lines.dropLast().allSatisfy { $0.middle > 25 && $0.middle < 297 - 25 })
    }
  }

  @Test func `the head of English minutes is centred`() throws {
    let page = try #require(try Self.corporate.get().pages.first)

    for line in page.lines.prefix(4) { #expect(abs((line.left + line.right) / 2 - 105) < 0.7) }
  }

  @Test func `labels stand at the edge, what belongs to them 24 mm to the right`() throws {
    let page = try #require(try Self.corporate.get().pages.first)

    for label in ["Date:", "Place:", "Chair:", "Present:", "Guests:"] {
      let line = try #require(page.lines.first { $0.first?.text == label })
      #expect(abs(line.left - 25) < 0.5)
      #expect(abs(line[1].left - 49) < 0.7)
    }
  }

  @Test func `numbered points hang behind their numbers`() throws {
    let lines = try Self.corporate.get().pages.flatMap(\.lines)

    let outer = try #require(lines.first { $0.first?.text == "2." && $0.text.contains("Plants") })
    let inner = try #require(lines.first { $0.first?.text == "2.1" })
    #expect(abs(outer.left - 25) < 0.5 && abs(outer[1].left - 34) < 0.7)
    #expect(abs(inner.left - 34) < 0.5 && abs(inner[1].left - 43) < 0.7)
  }

  @Test func `secretary and chair sign side by side`() throws {
    let page = try #require(try Self.corporate.get().pages.last)

    let roles = try #require(page.lines.first { $0.first?.text == "Secretary" })
    #expect(roles.map(\.text) == ["Secretary", "Chair"])
    #expect(roles[1].left > 105)
  }

  @Test func `closing minutes print their table within the type area`() throws {
    let document = try ExampleMinutes.closing()

    let pages = try Self.print(document, as: "closing").pages

    let lines = pages.flatMap { Self.body($0) }
    #expect(lines.contains { $0.text.contains("count(units") })
    #expect(lines.allSatisfy { $0.left > 27.8 && $0.right < 184.3 })
  }

  /// The lines above the page number.
  private static func body(_ page: PrintedPages.Page) -> [[PrintedPages.Word]] {
    page.lines.filter { $0.middle < 262 }
  }
}

/// Minutes with some pages of Chinese text.
enum LongMinutes {
  static func document() throws -> MinutesDocument {
    let sentence = "会议认为各单位应当按照分类指导上下联动解决实际问题防止形式主义的要求抓好落实"
    let passages = (1...24).map { _ in
      "<requirement><text xml:lang='zh-Hans'>\(sentence)\(sentence)\(sentence)</text></requirement>"
    }
    return try MinutesReader.read(
      Array(
        """
        <minutes xmlns="urn:docket:minutes:1">
          <head id="m-1" kind="regular" number="〔2023〕1号">
            <issuer xml:lang="zh-Hans">衡宇航天集团</issuer>
            <title xml:lang="zh-Hans">工作会议纪要</title>
          </head>
          <meeting><date iso="2023-09-08"/></meeting>
          <items>
            <item n="1"><title xml:lang="zh-Hans">工作要求</title>\(passages.joined())</item>
          </items>
          <publication date="2023-09-11">
            <author xml:lang="zh-Hans">专项办公室</author>
            <distribution>
              <recipient><name xml:lang="zh-Hans">各二级单位</name></recipient>
            </distribution>
          </publication>
        </minutes>
        """.utf8))
  }
}
