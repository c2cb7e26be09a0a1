internal import FoundationEssentials

/// A folder that files are written to and read from by their paths below it.
struct Folder: Sendable {
  let path: String

  /// Writes a whole file, making the folders that it needs. Whoever reads at the same time sees
  /// the old file or the new one, never a part.
  func write(_ bytes: [UInt8], to file: String) throws {
    let url = url(file)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url, options: .atomic)
  }

  /// The bytes of a file, or nil if there is none.
  func read(_ file: String) throws -> [UInt8]? {
    guard FileManager.default.fileExists(atPath: url(file).path) else { return nil }
    return Array(try Data(contentsOf: url(file)))
  }

  /// Removes a file or a whole folder; it is no fault if there is none.
  func remove(_ file: String) throws {
    guard FileManager.default.fileExists(atPath: url(file).path) else { return }
    try FileManager.default.removeItem(at: url(file))
  }

  /// The paths of all files below, sorted by their bytes.
  func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path)
      .filter { file in
        var isFolder = false
        return FileManager.default.fileExists(atPath: url(file).path, isDirectory: &isFolder)
          && !isFolder
      }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  fileprivate func url(_ file: String) -> URL {
    URL(filePath: path, directoryHint: .isDirectory).appending(path: file)
  }
}

/// An empty folder that is gone with its last user.
final class TemporaryFolder: Sendable {
  let folder: Folder

  /// Makes the folder; one of that name, left behind by somebody who was stopped, is removed first.
  init(_ path: String) throws {
    folder = Folder(path: path)
    try folder.remove("")
    try FileManager.default.createDirectory(
      at: folder.url(""), withIntermediateDirectories: true)
  }

  deinit {
    try? folder.remove("")
  }
}
