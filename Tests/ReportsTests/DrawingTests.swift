import Reports
import Statechart
import Testing

@Suite struct DrawingTests {
  @Test func `every state is a box, and every target an arrow`() {
    let drawing = Drawing(of: ExampleDocuments.campaign)

    let summarize = drawing.nodes.firstIndex { $0.id == "summarize" }
    let targets = drawing.edges.filter { $0.source == summarize }
      .map { drawing.nodes[$0.target].id }
    #expect(drawing.nodes.count { $0.kind == .final } == 5)
    #expect(drawing.nodes.count { $0.kind == .deepHistory } == 1)
    #expect(targets == ["done", "survey-work", "rectify-work"])
  }

  @Test func `a transition without targets is written into its box`() {
    let drawing = Drawing(of: ExampleDocuments.drive)

    let study = drawing.nodes.first { $0.id == "study" }

    #expect(study?.inside.map(\.text) == ["note"])
  }

  @Test func `a configuration of atomic states highlights what is around them`() {
    let drawing = Drawing(of: ExampleDocuments.drive, highlighting: ["acknowledged"])

    #expect(drawing.nodes.filter(\.isActive).compactMap(\.id) == ["deploy", "acknowledged"])
  }

  @Test func `a condition and notes are words at the arrow`() {
    var sketch = DocumentSketch()
    var document = Document()
    let condition = document.add(
      Expression("$n > 1", .condition, at: SourceLocation(line: 1, column: 1)))
    document.root.children = [
      sketch.state("a", to: [sketch.on("go error.*", "b", condition: condition)]),
      sketch.state("b"),
    ]

    let drawing = Drawing(of: document, notes: { _ in ["secretary"] })

    #expect(
      drawing.edges.last?.label
        == Drawing.Label(text: "go, error.* [$n > 1]", notes: ["secretary"]))
  }

  @Test func `an arrow to a state that does not exist is left out`() {
    var sketch = DocumentSketch()
    let document = Document(
      root: State(.scxml, children: [sketch.state("a", to: [sketch.on("go", "aproved")])]))

    let drawing = Drawing(of: document)

    #expect(drawing.edges.count == 1)
    #expect(drawing.nodes[drawing.edges[0].source].kind == .start)
  }

  @Test func `a document without states is an empty picture`() {
    let drawing = Drawing(of: Document())

    #expect(drawing.edges.isEmpty)
    #expect(drawing.dot.hasPrefix("digraph workflow {"))
    #expect(drawing.mermaid == "stateDiagram-v2\n")
    #expect(drawing.svg.hasPrefix("<svg "))
  }
}

/// The same small picture in DOT and Mermaid.
@Suite struct DiagramTextTests {
  static let small: Drawing = {
    var s = DocumentSketch()
    let document = Document(
      name: "leave",
      root: State(
        .scxml,
        children: [
          s.state(
            "work",
            containing: [
              s.state("draft", to: [s.on("submit", "review"), s.on("note")]),
              s.state("review", to: [s.on("approve", "done")]),
              s.state("memory", .shallowHistory, to: [s.on("", "draft")]),
            ]),
          s.state(
            "both", .parallel,
            containing: [s.state("left", containing: [s.state("l")]), s.state("right")]),
          s.state("done", .final),
        ]))
    return Drawing(
      of: document, stateTitle: { $0.id == "draft" ? "起草" : nil },
      notes: { $0.events.first?.text == "approve" ? ["guidance"] : [] }, highlighting: ["review"])
  }()

  @Test func `DOT has clusters for what holds states`() {
    #expect(
      Self.small.dot == """
        digraph workflow {
          compound=true;
          labelloc=t;
          label="leave";
          fontname="Noto Sans, Noto Sans CJK SC, sans-serif";
          node [shape=box, style=rounded, fontname="Noto Sans, Noto Sans CJK SC, sans-serif"];
          edge [fontname="Noto Sans, Noto Sans CJK SC, sans-serif", fontsize=11];
          n1 [shape=circle, style=filled, fillcolor=black, width=0.15, label=""];
          subgraph cluster_2 {
            label="work";
            style="rounded";
            color="#0b57d0";
            n2 [shape=point, style=invis, width=0, label=""];
            n3 [shape=circle, style=filled, fillcolor=black, width=0.15, label=""];
            n4 [label="起草\\nnote"];
            n5 [label="review", style="rounded,filled", fillcolor="#d3e3fd"];
            n6 [shape=circle, style=solid, label="H"];
          }
          subgraph cluster_7 {
            label="both";
            style="rounded";
            n7 [shape=point, style=invis, width=0, label=""];
            subgraph cluster_8 {
              label="left";
              style="dashed";
              n8 [shape=point, style=invis, width=0, label=""];
              n9 [shape=circle, style=filled, fillcolor=black, width=0.15, label=""];
              n10 [label="l"];
            }
            n11 [label="right"];
          }
          n12 [label="done", peripheries=2];
          n1 -> n2 [lhead=cluster_2];
          n3 -> n4;
          n4 -> n5 [label="submit"];
          n5 -> n12 [label="approve\\nguidance"];
          n6 -> n4;
          n9 -> n10;
        }

        """)
  }

  @Test func `Mermaid nests states and divides regions`() {
    #expect(
      Self.small.mermaid == """
        ---
        title: "leave"
        ---
        stateDiagram-v2
          state "work" as s2 {
            state "起草" as s4
            s4 : note
            state "review" as s5
            state "H" as s6
            [*] --> s4
            s4 --> s5 : submit
            s6 --> s4
          }
          state "both" as s7 {
            state "left" as s8 {
              state "l" as s10
              [*] --> s10
            }
            --
            state "right" as s11
          }
          state "done" as s12
          s12 --> [*]
          [*] --> s2
          s5 --> s12 : approve · guidance
          classDef active fill:#d3e3fd,stroke:#0b57d0,color:#041e49
          class s5 active

        """)
  }

  @Test func `hostile names stay inside their quotes in DOT`() {
    let dot = Drawing(of: ExampleDocuments.hostile).dot

    let outside = withoutStrings(dot)
    #expect(outside.unicodeScalars.allSatisfy { $0.isASCII && ($0.value >= 0x20 || $0 == "\n") })
    #expect(!outside.contains("evil"))
    #expect(!outside.contains("script"))
    #expect(dot.contains(#"label="b\n--\n}""#))
    #expect(dot.contains("&amp;amp;"))
  }

  @Test func `hostile names become entities in Mermaid`() {
    let mermaid = Drawing(of: ExampleDocuments.hostile).mermaid

    let body = mermaid.split(separator: "\n").drop { $0 != "stateDiagram-v2" }.dropFirst()
    #expect(
      body.joined(separator: "\n") == """
          state "a#34; --#62; #91;#42;#93;" as s2
          state "b -- #125;" as s3
          state "#91;31m#93;#93;#62;#38;amp#59;" as s4
          s4 --> [*]
          [*] --> s2
          s2 --> s3 : #60;/text#62;#60;script#62;alert(1)#60;/script#62;
          s3 --> s2 : x#59;#37;#37;#123;init#58;#123;#125;#125;#37;#37;#58;#100;irection, LR
        """)
    #expect(mermaid.hasPrefix("---\ntitle: \"a\\\"]; evil [label=\\\"x\\\\\"\n---\n"))
  }

  /// The text without its quoted strings, read as DOT reads them.
  private func withoutStrings(_ text: String) -> String {
    var result = ""
    var isInside = false
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        isEscaped = false
      } else if isInside && scalar == "\\" {
        isEscaped = true
      } else if scalar == "\"" {
        isInside.toggle()
      } else if !isInside {
        result.unicodeScalars.append(scalar)
      }
    }
    return isInside ? "unterminated evil" : result
  }
}
