import Foundation
import Minutes
import Testing

@Suite struct SchemaTests {
  @Test func `the embedded schema has the bytes of its file`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("schemas/minutes.xsd")

    let bytes = try Data(contentsOf: file)

    #expect(Data(EmbeddedMinutesSchema.minutes.utf8) == bytes, "run scripts/embed-schemas")
  }
}
