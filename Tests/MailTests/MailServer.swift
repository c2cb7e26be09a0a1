import Foundation
import Testing

/// A real mail server on the loopback interface: Python's `smtpd`, which keeps what it gets in files.
final class MailServer {
  let port: UInt16
  let folder: URL
  private let process = Process()

  /// Whether this machine can run it; Python 3.12 no longer has it.
  static let isHere: Bool = {
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = ["python3", "-W", "ignore", "-c", "import smtpd, asyncore"]
    python.standardError = FileHandle.nullDevice
    guard (try? python.run()) != nil else { return false }
    python.waitUntilExit()
    return python.terminationStatus == 0
  }()

  static let absence: Comment = "needs a Python with smtpd (3.11 or older)"

  /// Refuses recipients that begin with `nobody`, and keeps every message in a file of its own.
  private static let program = """
    import asyncore, os, smtpd, sys
    folder = sys.argv[1]
    class Channel(smtpd.SMTPChannel):
        def smtp_RCPT(self, argument):
            if argument and 'nobody' in argument:
                self.push('550 5.1.1 no such mailbox')
            else:
                super().smtp_RCPT(argument)
    class Server(smtpd.SMTPServer):
        channel_class = Channel
        count = 0
        def process_message(self, peer, sender, recipients, data, **rest):
            Server.count += 1
            name = os.path.join(folder, '%03d' % Server.count)
            with open(name + '.part', 'wb') as file:
                file.write(('%s %s\\n' % (sender, ' '.join(recipients))).encode() + data)
            os.rename(name + '.part', name + '.mail')
    server = Server(('127.0.0.1', 0), None)
    print(server.socket.getsockname()[1], flush=True)
    asyncore.loop()
    """

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-W", "ignore", "-c", Self.program, folder.path]
    process.standardOutput = output
    try process.run()
    // It says its port once it listens.
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    port = try #require(UInt16(line.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  deinit {
    // Not SIGTERM, which a program started from here may have been told to ignore.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// What it has taken: the envelope in the first line, then the message.
  func messages() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".mail")
    }.sorted().map {
      String(
        decoding: try Data(contentsOf: folder.appendingPathComponent($0)), as: UTF8.self)
    }
  }
}
