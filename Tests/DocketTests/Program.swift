import Foundation
import Glibc

/// The built program, run as a process of its own.
struct Program: Sendable {
  struct Result {
    var status: Int32
    var output: String
    var complaint: String

    /// The lines of standard output.
    var lines: [Substring] { output.split(separator: "\n") }
  }

  /// Beside the test bundle, where the package manager builds both.
  static let url: URL = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    for _ in 0..<5 {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent("docket")
      if FileManager.default.isExecutableFile(atPath: candidate.path), !isFolder(candidate) {
        return candidate
      }
    }
    return repository.appendingPathComponent(".build/debug/docket")
  }()

  private static func isFolder(_ url: URL) -> Bool {
    (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
  }

  /// The root of the repository.
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A file of `workflows/`.
  static func workflows(_ name: String) -> String {
    repository.appendingPathComponent("workflows/\(name)").path
  }

  /// Where the program runs.
  var folder: URL
  var environment: [String: String] = [:]
  var executable = Program.url

  /// Runs the program to its end.
  func run(_ arguments: [String], input: String? = nil) throws -> Result {
    let process = try start(arguments, input: input)
    return process.finish()
  }

  func run(_ arguments: String..., input: String? = nil) throws -> Result {
    try run(arguments, input: input)
  }

  /// Starts the program.
  func start(_ arguments: [String], input: String? = nil) throws -> Running {
    try Running(self, arguments, input: input)
  }
}

/// A program that runs. Its output goes to files, so that nothing waits for a reader.
final class Running {
  let process = Process()
  private let output: URL
  private let complaint: URL

  init(_ program: Program, _ arguments: [String], input: String?) throws {
    let name = UUID().uuidString
    output = program.folder.appendingPathComponent(".\(name).out")
    complaint = program.folder.appendingPathComponent(".\(name).err")
    let source = program.folder.appendingPathComponent(".\(name).in")
    try Data((input ?? "").utf8).write(to: source)
    for file in [output, complaint] { try Data().write(to: file) }
    process.executableURL = program.executable
    process.arguments = arguments
    process.currentDirectoryURL = program.folder
    var environment = [
      "PATH": "/usr/bin:/bin", "HOME": program.folder.path, "LC_ALL": "C.UTF-8",
      "NO_COLOR": "1", "SWIFT_BACKTRACE": "enable=no",
    ]
    // Where the dynamic libraries of the toolchain and of sanitizers are.
    environment["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    environment.merge(program.environment) { $1 }
    process.environment = environment
    process.standardInput = try FileHandle(forReadingFrom: source)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: complaint)
    try process.run()
  }

  func finish() -> Program.Result {
    process.waitUntilExit()
    func text(_ url: URL) -> String {
      String(decoding: (try? Data(contentsOf: url)) ?? Data(), as: UTF8.self)
    }
    return Program.Result(
      status: process.terminationReason == .uncaughtSignal
        ? -process.terminationStatus : process.terminationStatus,
      output: text(output), complaint: text(complaint))
  }

  /// What the program has said so far.
  var outputSoFar: String {
    String(decoding: (try? Data(contentsOf: output)) ?? Data(), as: UTF8.self)
  }

  /// Watches a file until its size has changed so often, or the program has ended.
  func wait(untilChanged path: String, times: Int) {
    var seen: Int?
    var changes = 0
    while changes < times, process.isRunning {
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      let size = (attributes?[.size] as? NSNumber)?.intValue
      if size != seen { changes += 1 }
      seen = size
    }
  }

  /// Waits until what the program has said fulfils a condition, or it has ended.
  func wait(until isFulfilled: (Running) -> Bool) {
    while process.isRunning, !isFulfilled(self) { sched_yield() }
  }

  /// Ends the program as a loss of power would.
  func kill() { Glibc.kill(process.processIdentifier, SIGKILL) }
}
