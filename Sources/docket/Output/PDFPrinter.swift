import Foundation
import Glibc

/// Prints a page to PDF with the Chromium of the machine, if it has one.
///
/// The page is ours and needs nothing: the browser gets no network, and a profile of its own that is
/// removed afterwards.
enum PDFPrinter {
  private static let names = [
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
  ]

  /// - Throws: `UsageError` where there is no Chromium or it does not print.
  static func pdf(of html: String) throws -> [UInt8] {
    guard let browser = find() else {
      throw UsageError(
        "there is no Chromium to print with: install one (Debian: apt-get install chromium), name it"
          + " in $DOCKET_CHROMIUM, or write HTML and print that")
    }
    let manager = FileManager.default
    let folder = manager.temporaryDirectory.appendingPathComponent("docket-\(FreshID.make())")
    do {
      try manager.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw UsageError("\(folder.path) cannot be made")
    }
    defer { try? manager.removeItem(at: folder) }
    let (page, pdf) = (
      folder.appendingPathComponent("page.html"), folder.appendingPathComponent("page.pdf")
    )
    let process = Process()
    process.executableURL = URL(fileURLWithPath: browser)
    process.arguments =
      [
        "--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-pdf-header-footer",
        "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
        "--user-data-dir=\(folder.path)/profile", "--print-to-pdf=\(pdf.path)",
      ]
      // Chromium has no sandbox for the root user, in containers for example.
      + (geteuid() == 0 ? ["--no-sandbox"] : []) + [page.absoluteString]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do {
      try Data(html.utf8).write(to: page)
      try process.run()
    } catch {
      throw UsageError("\(browser) cannot be started")
    }
    process.waitUntilExit()
    guard let bytes = try? Data(contentsOf: pdf), bytes.starts(with: Data("%PDF".utf8)) else {
      throw UsageError("\(browser) did not print (it ended with \(process.terminationStatus))")
    }
    return Array(bytes)
  }

  private static func find() -> String? {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["DOCKET_CHROMIUM"], !named.isEmpty { return named }
    let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.lazy.flatMap { folder in names.map { "\(folder)/\($0)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
