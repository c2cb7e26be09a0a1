import Foundation

/// A Python with packages that nobody here wrote, for second opinions: `$DOCKET_PYTHON`, such as one
/// in a virtual environment, else `python3`.
public enum Python {
  private static let executable = ProcessInfo.processInfo.environment["DOCKET_PYTHON"] ?? "python3"

  /// Whether it has all of these packages.
  public static func has(_ packages: String...) -> Bool {
    let list = packages.map { "'\($0)'" }.joined(separator: ",")
    let script = "import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, [\(list)])))"
    return (try? run(["-c", script]).status) == 0
  }

  /// Why a test is skipped that needs some packages.
  public static func absence(_ packages: String) -> String {
    "set DOCKET_PYTHON to a Python with \(packages); scripts/python makes one"
  }

  /// Runs Python and waits; what it says on both streams is one text.
  public static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
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
