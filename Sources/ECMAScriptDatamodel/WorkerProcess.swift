// The door to the operating system: everything in this target that is unsafe is in this file.
import Glibc

/// A process of the engine's program, and the socket on which it answers.
///
/// Used by one thread at a time. It lives until `end()`, or until the program that started it is no
/// more.
struct WorkerProcess: Sendable {
  let pid: pid_t
  private let socket: Int32

  /// Why a worker gave no answer; it has ended in any case.
  enum Failure: Error, Equatable {
    /// It used up the processor time of one request.
    case deadline
    case memory
    /// It could not be started, crashed, or answered nothing that can be understood.
    case broken(String)
  }

  /// Starts a process and waits until it is ready: about 20 ms.
  ///
  /// It inherits no environment but a time zone and a locale, so that both are the same everywhere,
  /// and no files.
  init(_ program: String, limits: ECMAScriptLimits) throws(Failure) {
    var ends: (Int32, Int32) = (-1, -1)
    let made = unsafe withUnsafeMutableBytes(of: &ends) { bytes in
      unsafe socketpair(
        AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0,
        bytes.bindMemory(to: Int32.self).baseAddress)
    }
    guard made == 0 else { throw .broken("no socket can be made: \(Self.reason(errno))") }
    defer { close(ends.1) }
    let arguments = [program, "\(limits.milliseconds)", "\(limits.mebibytes)"]
    do {
      pid = try Self.spawn(
        program, arguments, environment: ["TZ=UTC", "LC_ALL=C.UTF-8"], input: ends.1)
    } catch {
      close(ends.0)
      throw error
    }
    socket = ends.0
    var greeting = FrameReader(try receive(within: limits.patience))
    guard greeting.byte() == UInt8(ascii: "h") else {
      end()
      throw .broken("\(program) is not the program of the engine")
    }
  }

  private static func spawn(
    _ program: String, _ arguments: [String], environment: [String], input: Int32
  ) throws(Failure) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    for output in [STDOUT_FILENO, STDERR_FILENO] {
      unsafe posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
    }
    let argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let envp = unsafe environment.map { unsafe strdup($0) } + [nil]
    let texts = unsafe argv + envp
    defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
    var pid: pid_t = 0
    let status = unsafe posix_spawn(&pid, program, &actions, nil, argv, envp)
    guard status == 0 else {
      throw .broken("\(program) cannot be started: \(Self.reason(status))")
    }
    return pid
  }

  /// Sends a frame and waits for the next one from the other side.
  func exchange(_ frame: [UInt8], within patience: Duration) throws(Failure) -> [UInt8] {
    try transmit(frame)
    return try receive(within: patience)
  }

  /// Ends the process, whatever it is doing.
  func end() {
    kill(pid, SIGKILL)
    _ = collect()
    close(socket)
  }

  private func transmit(_ frame: [UInt8]) throws(Failure) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(frame.count + 4)
    FrameWriter.append(UInt32(frame.count), to: &bytes)
    bytes += frame
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe send(
          socket, buffer.baseAddress.map { unsafe $0 + sent }, buffer.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw whyItEnded() }
      sent += count
    }
  }

  private func receive(within patience: Duration) throws(Failure) -> [UInt8] {
    var header = FrameReader(try receive(count: 4, within: patience))
    let length = Int(header.count())
    guard length <= Self.longestFrame else {
      end()
      throw .broken("the engine answered more than can be read")
    }
    return try receive(count: length, within: patience)
  }

  /// No answer is longer: values and data have limits of their own.
  private static let longestFrame = 64 << 20

  private func receive(count: Int, within patience: Duration) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var received = 0
    while received < count {
      var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      let (seconds, attoseconds) = patience.components
      let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
      let ready = unsafe poll(&waiting, 1, Int32(clamping: milliseconds))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else {
        end()
        throw .broken("the engine gave no answer for \(patience)")
      }
      let part = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe recv(
          socket, buffer.baseAddress.map { unsafe $0 + received }, buffer.count - received, 0)
      }
      if part < 0, errno == EINTR { continue }
      guard part > 0 else { throw whyItEnded() }
      received += part
    }
    return bytes
  }

  /// What the process died of, once its socket is closed.
  private func whyItEnded() -> Failure {
    // A worker whose socket is closed has ended, or will not notice anything any more.
    let status = collect()
    close(socket)
    let signal = status & 0x7F
    if signal == SIGPROF { return .deadline }
    // What a worker says when an allocation fails, and what the engine does where it cannot say it.
    if signal == 0, (status >> 8) & 0xFF == 86 { return .memory }
    if signal == 0, (status >> 8) & 0xFF == 3 {
      return .broken("its program was built without SpiderMonkey (libmozjs-102-dev)")
    }
    if signal == SIGSEGV || signal == SIGABRT || signal == SIGTRAP || signal == SIGILL {
      return .broken("the engine crashed, as it does when memory runs out")
    }
    return signal == 0
      ? .broken("the engine ended with exit code \((status >> 8) & 0xFF)")
      : .broken("the engine was ended by signal \(signal)")
  }

  private func collect() -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return status
  }

  private static func reason(_ number: Int32) -> String {
    unsafe String(cString: strerror(number))
  }

  /// Whether there is a program at a path that this process may run.
  static func isProgram(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

  /// The folder of the program that runs, without a slash at its end.
  static var ownFolder: String? {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe buffer.bindMemory(to: CChar.self).baseAddress.map { start in
        unsafe readlink("/proc/self/exe", start, buffer.count)
      } ?? -1
    }
    guard count > 0 else { return nil }
    let path = String(decoding: bytes.prefix(count), as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) }
  }

  static func environmentVariable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
