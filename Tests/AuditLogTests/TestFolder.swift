import FoundationEssentials

/// An empty folder for one test; gone with its last user.
final class TestFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/docket-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func bytes(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path + "/" + file)))
  }

  func put(_ bytes: [UInt8], _ file: String) throws {
    try Data(bytes).write(to: URL(filePath: path + "/" + file))
  }

  /// The paths of all files, sorted.
  func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).filter { file in
      var isFolder = false
      let exists = FileManager.default.fileExists(
        atPath: path + "/" + file, isDirectory: &isFolder)
      return exists && !isFolder
    }.sorted()
  }
}
