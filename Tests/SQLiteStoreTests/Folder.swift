import Foundation

/// Runs `body` with a new folder, which is gone afterwards. Its name has a space and Chinese
/// characters, as the folders of our users do.
func inFolder(_ body: (String) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("docket 存储 \(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try await body(folder.path)
}
