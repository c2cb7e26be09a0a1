import Minutes
import Statechart
import Testing
import WorkflowEngine

@Suite struct RenderingTests {
  static func document(_ title: String) throws -> MinutesDocument {
    try MinutesReader.read(
      Array(
        """
        <minutes xmlns="urn:docket:minutes:1">
          <head id="m-1" kind="regular">
            <issuer xml:lang="en">Board</issuer><title xml:lang="en">\(title)</title>
          </head>
          <meeting><date iso="2023-09-08"/></meeting>
        </minutes>
        """.utf8))
  }

  @Test(arguments: MinutesRenderer.Layout.allCases)
  func `text is never taken for HTML`(_ layout: MinutesRenderer.Layout) throws {
    let document = try Self.document("&lt;script&gt;alert('x')&lt;/script&gt; &amp; \"so\"")

    let html = MinutesRenderer.html(document, layout: layout)

    #expect(!html.contains("<script>"))
    #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;so&quot;"))
  }

  @Test(arguments: MinutesRenderer.Layout.allCases)
  func `text is never taken for Markdown`(_ layout: MinutesRenderer.Layout) throws {
    let document = try Self.document("*a* [b](c) &lt;d&gt; #e | `f`")

    let markdown = MinutesRenderer.markdown(document, layout: layout)

    #expect(markdown.hasPrefix("# \\*a\\* \\[b\\](c) \\<d\\> \\#e \\| \\`f\\`\n"))
  }

  @Test(arguments: MinutesRenderer.Layout.allCases)
  func `a document needs nothing beside it`(_ layout: MinutesRenderer.Layout) throws {
    let html = MinutesRenderer.html(try ExampleMinutes.launching(), layout: layout)

    for reference in ["http:", "https:", "url(", "<link", "<script", "<img", "@import", "src="] {
      #expect(!html.contains(reference))
    }
    #expect(html.contains("Noto Serif CJK SC"))
  }

  @Test func `official minutes number items, passages and points as the standard does`() throws {
    let markdown = MinutesRenderer.markdown(try ExampleMinutes.launching(), layout: .official)

    for text in [
      "## 一、听取第一批情况汇报", "## 五、议定事项", "### （一）分类指导", "1．研究所突出科研攻关。", "（2）交付节点按周检查。",
    ] {
      #expect(markdown.contains(text))
    }
  }

  @Test func `official minutes list who came, who was excused and who was invited`() throws {
    let markdown = MinutesRenderer.markdown(try ExampleMinutes.launching(), layout: .official)

    let places = ["**出席：**", "**请假：**", "**列席：**", "**抄送：**"]
      .compactMap { markdown.firstRange(of: $0)?.lowerBound }
    #expect(places.count == 4)
    #expect(places == places.sorted())
    #expect(markdown.contains("（10000余人）"))
  }

  @Test func `English minutes go from the call to order to the adjournment`() throws {
    let markdown = MinutesRenderer.markdown(try ExampleMinutes.closing(), layout: .corporate)

    let places = [
      "# Closing of batch 2", "Minutes of the closing meeting held on 31 January 2024",
      "## Call to order", "## Attendance", "## Previous minutes", "## Decisions",
      "## Adjournment", "**Secretary:** Sun Liqun\n", "**Chair:** Zhao Yongkang\n",
    ].map { markdown.firstRange(of: $0)?.lowerBound }
    #expect(!places.contains(nil))
    #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
  }

  @Test func `English minutes record what was done, not what was said`() throws {
    let markdown = MinutesRenderer.markdown(try ExampleMinutes.launching(), layout: .corporate)

    #expect(!markdown.contains("it must serve the core work"))
    #expect(markdown.contains("On the motion of the programme office: Batch 2 runs"))
    #expect(markdown.contains("Adopted: 11 for, 0 against, 1 abstaining."))
  }
}
