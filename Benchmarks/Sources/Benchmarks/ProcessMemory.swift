import CBaselines
import Foundation

/// The resident memory of this process, as Linux counts it.
enum ProcessMemory {
  /// Begins to look for the peak anew.
  static func resetPeak() {
    // What preparing has left behind and freed is not the subject's.
    cb_release_memory()
    try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
  }

  /// The most since the process began, or since `resetPeak`, in MiB.
  static var peak: Double {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return 0
    }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
    return (kibibytes.flatMap { Double($0) } ?? 0) / 1024
  }

  /// The most that any program took which this process has run and waited for, in MiB.
  static var peakOfPrograms: Double {
    var usage = rusage()
    getrusage(RUSAGE_CHILDREN.rawValue, &usage)
    return Double(usage.ru_maxrss) / 1024
  }
}
