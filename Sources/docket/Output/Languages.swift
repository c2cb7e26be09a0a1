import Foundation

/// The languages in which the user wants to read what workflows say.
enum Languages {
  /// By the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`), best first; English comes last.
  static var preferred: [String] { preferred(by: ProcessInfo.processInfo.environment) }

  /// BCP 47 tags. A Chinese locale wants its own script first: `zh_CN` is `zh-Hans`.
  static func preferred(by environment: [String: String]) -> [String] {
    let setting = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    let locale = (setting ?? "").prefix { $0 != "." && $0 != "@" }
    let parts = locale.split { $0 == "_" || $0 == "-" }.map(String.init)
    guard let language = parts.first?.lowercased(), !["c", "posix"].contains(language) else {
      return ["en"]
    }
    guard language == "zh" else { return [language, "en"] }
    let region = parts.count > 1 ? parts[1].uppercased() : ""
    return [["TW", "HK", "MO", "HANT"].contains(region) ? "zh-Hant" : "zh-Hans", "zh", "en"]
  }
}
