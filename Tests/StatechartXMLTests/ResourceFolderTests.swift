import FoundationEssentials
import StatechartXML
import Testing

/// A folder of documents in a folder of the test's own, beside a file that is none of theirs.
@Suite final class ResourceFolderTests {
  private let outside: URL
  private let folder: ResourceFolder

  init() throws {
    outside = FileManager.default.temporaryDirectory
      .appendingPathComponent("resources-\(UUID().uuidString)")
    let inside = outside.appendingPathComponent("documents")
    try FileManager.default.createDirectory(
      at: inside.appendingPathComponent("sub"), withIntermediateDirectories: true)
    try Data("secret".utf8).write(to: outside.appendingPathComponent("secret.txt"))
    try Data("one".utf8).write(to: inside.appendingPathComponent("one.txt"))
    try Data("a b".utf8).write(to: inside.appendingPathComponent("a b.txt"))
    try Data("two".utf8).write(to: inside.appendingPathComponent("sub/two.txt"))
    try Data(repeating: 65, count: 101).write(to: inside.appendingPathComponent("large.txt"))
    try FileManager.default.createSymbolicLink(
      at: inside.appendingPathComponent("link.txt"),
      withDestinationURL: outside.appendingPathComponent("secret.txt"))
    try FileManager.default.createSymbolicLink(
      at: inside.appendingPathComponent("up"), withDestinationURL: outside)
    folder = ResourceFolder(inside.path, byteLimit: 100)
  }

  deinit { try? FileManager.default.removeItem(at: outside) }

  @Test(arguments: [
    (reference: "one.txt", text: "one"), ("file:one.txt", "one"), ("./sub/two.txt", "two"),
    ("sub/../one.txt", "one"), ("a%20b.txt", "a b"),
  ])
  func `a relative path names a file of the folder`(_ example: (reference: String, text: String))
    throws
  {
    let resource = try folder.load(example.reference)

    #expect(String(decoding: resource.bytes, as: UTF8.self) == example.text)
  }

  @Test(arguments: [
    "../secret.txt", "sub/../../secret.txt", "%2e%2e/secret.txt", "file:../secret.txt",
    "link.txt", "up/secret.txt", "/etc/passwd", "file:///etc/passwd", "file:/etc/passwd",
    "..", "", "D:\\foo", "sub\\two.txt", "https://example.org/one.txt", "one%00.txt", "one%zz.txt",
    "none.txt", "sub", "large.txt",
  ])
  func `nothing else can be named`(_ reference: String) {
    #expect(throws: ResourceError.self) { try folder.load(reference) }
  }

  @Test func `references of a file are counted from its own folder, and stay in the first`() throws
  {
    let inner = try folder.load("sub/two.txt").loader

    let text = try String(decoding: inner.load("../one.txt").bytes, as: UTF8.self)

    #expect(text == "one")
    #expect(throws: ResourceError.self) { try inner.load("../../secret.txt") }
    #expect(throws: ResourceError.self) { try inner.load("one.txt") }
  }
}
