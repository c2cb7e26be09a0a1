import Testing
import WorkflowEngine

@testable import SQLiteStore

@Suite struct FormatNumberTests {
  @Test func `a new store has the format that its first entry names`() {
    #expect(Layout.current.format == StoreInfo.newestFormat)
  }
}
