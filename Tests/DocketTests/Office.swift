import AuditLog
import Foundation
import Synchronization

/// A folder with a store for rehearsals, in which a test works; removed with its last reference.
final class Office: Sendable {
  let folder: URL
  let program: Program
  var store: URL { folder.appendingPathComponent("docket.sqlite") }

  /// - Parameters:
  ///   - isReady: With the example's workflows and organisation registered.
  ///   - environment: What the program finds in its environment beside the usual.
  init(isReady: Bool = true, environment: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("docket-tests-\(UUID().uuidString)")
      .appendingPathComponent("整改 2023")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    _ = Self.removesAllAtExit
    Self.all.withLock { [folder] in $0.append(folder) }
    program = Program(folder: folder, environment: environment)
    if isReady { try Self.example.get().write(to: store) }
  }

  deinit { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }

  /// The folders of this process. Those of offices that several tests share are there to its end.
  private static let all = Mutex<[URL]>([])

  private static let removesAllAtExit: Void = {
    atexit {
      for folder in Office.all.withLock({ $0 }) {
        try? FileManager.default.removeItem(at: folder.deletingLastPathComponent())
      }
    }
  }()

  /// The store of the example, made once for the process.
  private static let example = Result {
    let office = try Office(isReady: false)
    try office.succeed(
      "init", "--rehearsal", "--zone", "Asia/Shanghai", "--name", "docket.example/tests",
      "--now", "2023-09-08T09:00:00+08:00")
    try office.succeed(
      "apply", Program.workflows("rectification-drive.scxml"),
      Program.workflows("rectification-item.scxml"),
      Program.workflows("integrated-campaign.scxml"),
      Program.workflows("example/organisation.xml"), "--now", "2023-09-08T09:00:00+08:00")
    return try Data(contentsOf: office.store)
  }

  struct Unexpected: Error, CustomStringConvertible {
    var description: String
  }

  @discardableResult
  func run(_ arguments: String..., input: String? = nil) throws -> Program.Result {
    try program.run(arguments, input: input)
  }

  /// Runs a command that must succeed.
  @discardableResult
  func succeed(_ arguments: String..., input: String? = nil) throws -> Program.Result {
    let result = try program.run(arguments, input: input)
    guard result.status == 0 else {
      throw Unexpected(
        description: "docket \(arguments.joined(separator: " ")): exit \(result.status)\n"
          + result.output + result.complaint)
    }
    return result
  }

  /// Runs a command at a minute of 8 September 2023, as somebody.
  @discardableResult
  func at(_ minute: Int, as actor: String, _ arguments: String...) throws -> Program.Result {
    try at(minute, as: actor, arguments)
  }

  @discardableResult
  func at(_ minute: Int, as actor: String, _ arguments: [String]) throws -> Program.Result {
    try program.run(
      arguments + [
        "--as", actor, "--now", "2023-09-08T\(11 + minute / 60):\(10 + minute % 50):00+08:00",
      ])
  }

  /// The JSON that a command prints.
  func json(_ arguments: String...) throws -> JSON {
    let result = try program.run(arguments + ["--output", "json"])
    return try JSON(parsing: result.output)
  }

  /// Writes a file into the folder.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    let url = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: url)
    return name
  }

  /// Launches the drive for some units.
  func launch(_ units: String = "G-1-04-01") throws {
    try succeed(
      "start", "rectification-drive", "--programme", "drive", "--units", units, "--as", "p001",
      "--now", "2023-09-08T10:00:00+08:00")
  }

  /// How many entries the log has.
  func entryCount() throws -> Int {
    try json("audit", "verify")["entries"]?.int ?? -1
  }
}

extension Office {
  /// Runs a line of bash in which `$DOCKET` is the program.
  @discardableResult
  func shell(_ line: String) throws -> Program.Result {
    let bash = Program(
      folder: folder,
      environment: program.environment.merging(["DOCKET": Program.url.path]) { $1 },
      executable: URL(fileURLWithPath: "/bin/bash"))
    return try bash.run("-c", line)
  }
}
