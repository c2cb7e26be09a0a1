public import Statechart
import Synchronization

/// The program that evaluates ECMAScript, and the processes of it that wait for work.
///
/// Scripts run in processes of their own (`docket-ecmascript`, on Mozilla's SpiderMonkey), which
/// the operating system ends when they take too much: an endless loop is stopped wherever it is, in
/// a getter, a regular expression or a sort, and a script that eats memory hurts nobody else. Such a
/// process can open, write and start nothing.
///
/// An engine is made once and serves all documents and any number of threads: it has as many
/// processes as macrosteps run at one time, and keeps a few that are idle.
public final class ECMAScriptEngine: Sendable {
  /// Where the program is.
  public let program: String
  public let limits: ECMAScriptLimits
  let idle = Mutex<[WorkerProcess]>([])
  /// How many processes were started so far.
  let started = Atomic<Int>(0)

  private static let idleLimit = 4
  private static let programName = "docket-ecmascript"

  /// - Parameter program: The program's path; by default what `$DOCKET_ECMASCRIPT_PROGRAM` names, else
  ///   `docket-ecmascript` in the folder of the program that runs now.
  /// - Throws: `ECMAScriptUnavailable` where it is not there, or was built without SpiderMonkey.
  public init(program: String? = nil, limits: ECMAScriptLimits = ECMAScriptLimits())
    throws(ECMAScriptUnavailable)
  {
    let path = program ?? Self.defaultProgram
    guard WorkerProcess.isProgram(path) else {
      throw ECMAScriptUnavailable(
        "the data model \"ecmascript\" is not installed: there is no program \(path); it is built"
          + " where libmozjs-102-dev is")
    }
    self.program = path
    self.limits = limits
    do {
      release(try start())
    } catch {
      throw ECMAScriptUnavailable(
        "the data model \"ecmascript\" does not work here: \(error.explanation(limits))")
    }
  }

  deinit {
    for worker in idle.withLock({ $0 }) { worker.end() }
  }

  /// Why an expression cannot be evaluated, as far as its text alone shows; nil if it can.
  public func fault(in expression: Expression) -> String? {
    fault(in: expression.source, as: expression.use == .location ? "l" : "e")
  }

  /// Why a script cannot be run, as far as its text alone shows; nil if it can.
  public func fault(inScript script: String) -> String? { fault(in: script, as: "s") }

  private func fault(in source: String, as use: Unicode.Scalar) -> String? {
    var frame = FrameWriter("P")
    frame.append(use)
    frame.append(source)
    do throws(WorkerProcess.Failure) {
      let worker = try acquire()
      var answer = FrameReader(try worker.exchange(frame.bytes, within: limits.patience))
      release(worker)
      return answer.byte() == UInt8(ascii: "v") ? nil : answer.text()
    } catch {
      return error.explanation(limits)
    }
  }

  private static var defaultProgram: String {
    WorkerProcess.environmentVariable("DOCKET_ECMASCRIPT_PROGRAM")
      ?? (WorkerProcess.ownFolder ?? ".") + "/" + programName
  }

  /// A process that nobody else uses; it comes back through `release`, or has ended.
  func acquire() throws(WorkerProcess.Failure) -> WorkerProcess {
    if let waiting = idle.withLock({ $0.popLast() }) { return waiting }
    return try start()
  }

  /// A new process.
  func start() throws(WorkerProcess.Failure) -> WorkerProcess {
    started.add(1, ordering: .relaxed)
    return try WorkerProcess(program, limits: limits)
  }

  func release(_ worker: WorkerProcess) {
    let kept = idle.withLock { idle in
      guard idle.count < Self.idleLimit else { return false }
      idle.append(worker)
      return true
    }
    if !kept { worker.end() }
  }
}

/// What one evaluation may take.
public struct ECMAScriptLimits: Hashable, Sendable {
  /// Processor time of one expression or script. A macrostep that came near it may fail on a slower
  /// machine; what was stopped has had no effect at all, on any.
  public var milliseconds: Int
  /// Memory of all that a process holds for scripts, from 16 to 2,048 MiB.
  public var mebibytes: Int
  /// How long to wait for an answer by the clock on the wall, whatever the processor does: only a
  /// process that does not work at all is met by this.
  public var patience: Duration

  public init(
    milliseconds: Int = 250, mebibytes: Int = 128, patience: Duration = .seconds(60)
  ) {
    self.milliseconds = max(1, milliseconds)
    self.mebibytes = min(max(16, mebibytes), 2_048)
    self.patience = patience
  }
}

/// There is no engine to evaluate ECMAScript with.
public struct ECMAScriptUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
  /// A sentence that says what is missing.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension WorkerProcess.Failure {
  func explanation(_ limits: ECMAScriptLimits) -> String {
    switch self {
    case .deadline: "stopped after \(limits.milliseconds) ms of processor time"
    case .memory: "stopped because it needs more than \(limits.mebibytes) MiB of memory"
    case .broken(let reason): reason
    }
  }
}
