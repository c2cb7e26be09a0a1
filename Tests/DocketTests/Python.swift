import Foundation
import Testing

/// A Python with packages that nobody here wrote, for second opinions.
enum Python {
  /// The interpreter; `DOCKET_PYTHON` names another, such as one in a virtual environment.
  private static let executable = ProcessInfo.processInfo.environment["DOCKET_PYTHON"] ?? "python3"

  static func has(_ package: String) -> Bool {
    let script = "import importlib.util as u, sys; sys.exit(u.find_spec('\(package)') is None)"
    return (try? run(["-c", script]).status) == 0
  }

  static func absence(_ packages: String) -> Comment {
    "set DOCKET_PYTHON to a Python with \(packages); scripts/python makes one"
  }

  /// Runs Python and waits; what it says on both streams is one text.
  static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [executable, "-B"] + arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
