import Foundation
import Minutes

/// The minutes of the shipped example.
enum ExampleMinutes {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: root.appendingPathComponent("workflows/example/\(name).xml")))
  }

  static func launching() throws -> MinutesDocument {
    try MinutesReader.read(bytes("minutes-2023-09-08"))
  }

  static func closing() throws -> MinutesDocument {
    try MinutesReader.read(bytes("minutes-2024-01-31"))
  }
}
