import Foundation
import Glibc
import Testing

/// How much is tried: all of it by `make test-faults`, a part by `make test`.
enum Extent {
  static let isFull = ProcessInfo.processInfo.environment["DOCKET_FAULTS"] == "all"

  static func of(_ part: Int, all: Int) -> Int { isFull ? all : part }
}

/// Programs of the system that a test cannot do without.
enum Tool {
  static func has(_ name: String) -> Bool {
    ["/usr/bin/", "/bin/", "/usr/local/bin/", "/sbin/", "/usr/sbin/"]
      .contains { FileManager.default.isExecutableFile(atPath: $0 + name) }
  }

  /// Whether programs may be traced here; containers may forbid it.
  static let canTrace =
    has("strace")
    && (try? Folder.brief { folder in
      try Command("strace", ["-f", "-o", "/dev/null", "/bin/true"], in: folder).run().status == 0
    }) == true

  /// Whether a file system of our own can be mounted.
  static let canMount =
    has("unshare")
    && (try? Folder.brief { folder in
      try Command(
        "unshare", ["-m", "mount", "-t", "tmpfs", "-o", "size=1m", "none", folder.path],
        in: folder
      ).run().status == 0
    }) == true

  /// The recorder of file writes and the player of power losses, which are no part of this
  /// repository.
  static let powerLoss: URL? = {
    let folder = repository.deletingLastPathComponent()
      .appendingPathComponent("shared/tools/power-loss")
    let isThere = ["iolog.c", "replay.py"].allSatisfy {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
    }
    return isThere ? folder : nil
  }()

  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A program of this package, beside the test bundle.
  static func built(_ name: String) -> String {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    for _ in 0..<5 {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent(name).path
      let isFolder = (try? FileManager.default.contentsOfDirectory(atPath: candidate)) != nil
      if !isFolder, FileManager.default.isExecutableFile(atPath: candidate) {
        return candidate
      }
    }
    return repository.appendingPathComponent(".build/debug/\(name)").path
  }

  static let acknowledge = built("acknowledge")
  static let docket = built("docket")
}

/// A folder that is gone after the test.
struct Folder {
  let path: String

  static func brief<Answer>(_ body: (Folder) throws -> Answer) throws -> Answer {
    let folder = try make()
    defer { folder.remove() }
    return try body(folder)
  }

  static func temporary<Answer>(_ body: (Folder) async throws -> Answer) async throws -> Answer {
    let folder = try make()
    defer { folder.remove() }
    return try await body(folder)
  }

  private static func make() throws -> Folder {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("docket-faults-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return Folder(path: url.path)
  }

  private func remove() { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func text(_ name: String) -> String {
    String(decoding: FileManager.default.contents(atPath: file(name)) ?? Data(), as: UTF8.self)
  }

  func copy(_ name: String, to other: String) throws {
    try? FileManager.default.removeItem(atPath: file(other))
    try FileManager.default.copyItem(atPath: file(name), toPath: file(other))
  }
}

/// A program to run in a folder; its output goes to files, so that nothing waits for a reader.
struct Command {
  struct Result {
    var status: Int32
    var output: String
    var complaint: String
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  private let executable: String
  private let arguments: [String]
  private let folder: Folder
  private let environment: [String: String]

  init(
    _ name: String, _ arguments: [String], in folder: Folder, environment: [String: String] = [:]
  ) {
    executable = name.hasPrefix("/") ? name : "/usr/bin/env"
    self.arguments = name.hasPrefix("/") ? arguments : [name] + arguments
    self.folder = folder
    self.environment = environment
  }

  func run() throws -> Result { try start().finish() }

  func start() throws -> Running {
    let running = Running(folder)
    running.process.executableURL = URL(fileURLWithPath: executable)
    running.process.arguments = arguments
    running.process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    var all = [
      "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8",
      "HOME": folder.path, "NO_COLOR": "1", "SWIFT_BACKTRACE": "enable=no",
    ]
    all["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    running.process.environment = all.merging(environment) { $1 }
    try running.start()
    return running
  }

  final class Running {
    let process = Process()
    private let output: URL
    private let complaint: URL

    init(_ folder: Folder) {
      let name = UUID().uuidString
      output = URL(fileURLWithPath: folder.file(".\(name).out"))
      complaint = URL(fileURLWithPath: folder.file(".\(name).err"))
    }

    fileprivate func start() throws {
      for file in [output, complaint] { try Data().write(to: file) }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = try FileHandle(forWritingTo: complaint)
      try process.run()
    }

    var isRunning: Bool { process.isRunning }

    /// As a loss of power ends a process.
    func kill() { Glibc.kill(process.processIdentifier, SIGKILL) }

    func finish() -> Result {
      process.waitUntilExit()
      func text(_ url: URL) -> String {
        String(decoding: (try? Data(contentsOf: url)) ?? Data(), as: UTF8.self)
      }
      let isKilled = process.terminationReason == .uncaughtSignal
      return Result(
        status: isKilled ? -process.terminationStatus : process.terminationStatus,
        output: text(output), complaint: text(complaint))
    }
  }
}

struct Unexpected: Error, CustomStringConvertible {
  var description: String
}
