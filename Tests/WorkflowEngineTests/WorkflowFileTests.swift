import AuditLog
import Foundation
import Statechart
import StatechartXML
import Testing
import WorkflowEngine
import WorkflowTesting

/// Files that a workflow names by `src`, below its folder, are registered with it.
@Suite struct WorkflowFileTests {
  private static let workflow = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="files" datamodel="xpath">
      <d:workflow version="1"><d:file src="other.scxml"/></d:workflow>
      <datamodel><data id="list" src="data/list.xml"/></datamodel>
      <state id="first">
        <invoke id="part" src="parts/part.scxml"/>
        <transition event="done.invoke.part" cond="count($list/item) = 2" target="second"/>
      </state>
      <state id="second">
        <invoke id="other" srcexpr="concat('oth', 'er.scxml')"/>
        <transition event="done.invoke.other" target="done"/>
      </state>
      <final id="done"/>
    </scxml>
    """
  private static let files = [
    "data/list.xml": "<item/><item/>",
    "parts/part.scxml": """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0">
      <state id="s">
        <invoke id="i" src="../最里.scxml"/><transition event="done.invoke.i" target="f"/>
      </state>
      <final id="f"/>
    </scxml>
    """,
    "最里.scxml": """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0"><final id="f"/></scxml>
    """,
    "other.scxml": """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0"><final id="g"/></scxml>
    """,
  ]

  private func inFolder(_ files: [String: String], _ body: (ResourceFolder) async throws -> Void)
    async throws
  {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("files 文件 \(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (path, text) in files {
      let url = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    try await body(ResourceFolder(folder.path))
  }

  @Test func `everything that a document names is found, and what that names in its turn`()
    async throws
  {
    try await inFolder(Self.files) { folder in
      let (workflow, diagnostics, files) = WorkflowReader.check(
        Array(Self.workflow.utf8), in: folder)

      #expect(diagnostics.isEmpty)
      #expect(workflow != nil)
      #expect(
        files
          == Dictionary(
            uniqueKeysWithValues: Self.files.map { (Identifier($0.key), Array($0.value.utf8)) }))
    }
  }

  @Test func `a workflow runs from the files it was registered with, and its log replays`()
    async throws
  {
    try await Campaign.audited { campaign in
      try await inFolder(Self.files) { folder in
        let text = Array(Self.workflow.utf8)
        _ = try await campaign.engine.register(
          workflow: text, files: WorkflowReader.check(text, in: folder).files,
          identity: Campaign.by(Campaign.officer))
      }

      _ = try await campaign.engine.launch(
        LaunchRequest(
          workflow: "files", programme: "drive", units: ["G-1"],
          identity: Campaign.by(Campaign.officer)))

      #expect(try await campaign.active() == ["done"])
    }
  }

  @Test func `a version is taken by its files, too`() async throws {
    let campaign = try await Campaign()
    let text = Array(Self.workflow.utf8)
    let files = Dictionary(
      uniqueKeysWithValues: Self.files.map { (Identifier($0.key), Array($0.value.utf8)) })
    _ = try await campaign.engine.register(
      workflow: text, files: files, identity: Campaign.by(Campaign.officer))
    var others = files
    others["data/list.xml"] = Array("<item/>".utf8)

    let again = try await campaign.engine.register(
      workflow: text, files: files, identity: Campaign.by(Campaign.officer))

    #expect(again.verdict == .unchanged)
    await #expect(throws: RequestError.self) {
      try await campaign.engine.register(
        workflow: text, files: others, identity: Campaign.by(Campaign.officer))
    }
  }

  @Test func `a file that is not there is named, with its place`() async throws {
    var files = Self.files
    files["parts/part.scxml"] = nil
    try await inFolder(files) { folder in
      let (workflow, diagnostics, _) = WorkflowReader.check(Array(Self.workflow.utf8), in: folder)

      #expect(workflow == nil)
      #expect(diagnostics.map(\.code) == ["invoke.src.unreadable"])
      #expect(diagnostics.first?.location.line == 6)
    }
  }

  @Test func `a document that is invoked and cannot be used is told at the invocation`()
    async throws
  {
    var files = Self.files
    files["最里.scxml"] = "<scxml/>"
    try await inFolder(files) { folder in
      let (_, diagnostics, _) = WorkflowReader.check(Array(Self.workflow.utf8), in: folder)

      #expect(diagnostics.map(\.code) == ["invoke.document.invalid"])
      #expect(diagnostics.first?.location.line == 6)
    }
  }
}
