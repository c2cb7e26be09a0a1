import Statechart

/// The data of one instance for the length of a macrostep, in a process of the engine.
///
/// Every request to the process is kept until the session ends. Where one is stopped, the others
/// are repeated in a fresh process: what was stopped has had no effect, wherever it was stopped.
final class ECMAScriptSession: DatamodelSession {
  private let plan: ECMAScriptPlan
  private let environment: Environment
  private let given: [UInt8]
  /// Nil once the process has ended and no other could take its place.
  private var worker: WorkerProcess?
  private let opening: [UInt8]
  private var carriedOut: [[UInt8]] = []
  /// The configuration that `In()` asks about.
  private var configuration = StateSet()

  init(_ plan: ECMAScriptPlan, data: [UInt8], environment: Environment) throws(CorruptData) {
    guard data.isEmpty || data.starts(with: Self.frameStart) else {
      throw CorruptData("the stored data are not those of the ECMAScript data model")
    }
    self.plan = plan
    self.environment = environment
    given = data
    opening = Self.opening(plan, data, environment)
    do {
      worker = try plan.engine.acquire()
    } catch {
      throw CorruptData("no engine: \(error.explanation(plan.engine.limits))")
    }
    var opened = exchange(opening)
    if case .failure(.stopped(.broken)) = opened {
      // Somebody may have ended the process while it waited.
      worker = try? plan.engine.start()
      opened = exchange(opening)
    }
    switch opened {
    case .success: break
    case .failure(.refused(let message)), .failure(.takenBack(let message)):
      throw CorruptData("the stored data cannot be read: \(message)")
    case .failure(.stopped(let failure)):
      throw CorruptData(
        "the data cannot be opened: \(failure.explanation(plan.engine.limits))")
    }
  }

  deinit {
    if let worker { plan.engine.release(worker) }
  }

  private static let frameStart = Array("{\"values\":{".utf8)

  private static func opening(
    _ plan: ECMAScriptPlan, _ data: [UInt8], _ environment: Environment
  ) -> [UInt8] {
    var frame = FrameWriter("O")
    frame.append(environment.sessionID)
    frame.append(plan.name)
    let own = IOProcessor(
      type: Event.scxmlProcessor, location: "#_scxml_" + environment.sessionID)
    var processors = ([own] + environment.processors).map { ($0.type, $0.location) }
    // The short names that `<send type>` may use too (section C.1; the W3C's test 201).
    for (name, type) in [("scxml", Event.scxmlProcessor), ("basichttp", IOProcessor.basicHTTP)] {
      if let known = processors.first(where: { $0.0 == type }) {
        processors.append((name, known.1))
      }
    }
    frame.append(
      .record(
        processors.map { name, location in
          Value.Field(name, .record([Value.Field("location", .string(location))]))
        }))
    let scripts = plan.script.map { [$0] } ?? []
    frame.append(scripts.count)
    for script in scripts { frame.append(script) }
    frame.append(data)
    return frame.bytes
  }

  func bind(_ event: Event) {
    var frame = FrameWriter("B")
    let fields: [String?] = [
      event.name, event.kind.rawValue, event.sendID, event.origin, event.originType,
      event.invokeID,
    ]
    for field in fields { frame.append(field: field.map { .string($0) } ?? .none) }
    frame.append(field: event.data)
    frame.append(field: event.raw.map { .string($0) } ?? .none)
    // What cannot be bound makes expressions that need it fail, which says so.
    _ = try? request(frame)
  }

  func initialize(_ declaration: DataDeclaration, in configuration: StateSet)
    throws(ExecutionError)
  {
    self.configuration = configuration
    var frame = FrameWriter("I")
    frame.append(declaration.id.text)
    switch declaration.source {
    case .none: frame.append("-" as Unicode.Scalar)
    case .expression(let expression): append(expression, to: &frame)
    case .content(let source): Self.append(content: source, to: &frame)
    }
    _ = try request(frame)
  }

  func initialize(_ id: Identifier, to value: Value) throws(ExecutionError) {
    var frame = FrameWriter("I")
    frame.append(id.text)
    frame.append("v" as Unicode.Scalar)
    frame.append(field: value)
    _ = try request(frame)
  }

  func declare(_ id: Identifier) {
    var frame = FrameWriter("D")
    frame.append(id.text)
    _ = try? request(frame)
  }

  func condition(_ expression: ExpressionID, in configuration: StateSet) throws(ExecutionError)
    -> Bool
  {
    self.configuration = configuration
    return try request("C", plan.sources[expression.index]) == .boolean(true)
  }

  func value(_ expression: ExpressionID, in configuration: StateSet) throws(ExecutionError) -> Value
  {
    self.configuration = configuration
    return try request("V", plan.sources[expression.index])
  }

  func value(content: String) -> Value {
    switch Content(content) {
    case .xml(let source): .xml(source)
    case .text(let text): (try? request("K", text)) ?? .string(text)
    }
  }

  func assign(_ assign: ExecutableContent.Assign, in configuration: StateSet)
    throws(ExecutionError)
  {
    self.configuration = configuration
    var frame = FrameWriter("A")
    frame.append(plan.sources[assign.location.index])
    switch assign.source {
    case .expression(let expression): append(expression, to: &frame)
    case .content(let source): Self.append(content: source, to: &frame)
    }
    _ = try request(frame)
  }

  func assign(_ text: String, to location: ExpressionID, in configuration: StateSet)
    throws(ExecutionError)
  {
    self.configuration = configuration
    var frame = FrameWriter("A")
    frame.append(plan.sources[location.index])
    frame.append("v" as Unicode.Scalar)
    frame.append(.string(text))
    _ = try request(frame)
  }

  func foreach(
    _ foreach: ExecutableContent.Foreach, in configuration: StateSet, body: () -> Bool
  ) throws(ExecutionError) {
    self.configuration = configuration
    var frame = FrameWriter("F")
    frame.append(plan.sources[foreach.array.index])
    frame.append(foreach.item)
    frame.append(foreach.index ?? "")
    guard case .number(let count) = try request(frame) else { return }
    defer { _ = try? request(FrameWriter("E")) }
    for index in 0..<Int(count) {
      var frame = FrameWriter("N")
      frame.append(index)
      _ = try request(frame)
      guard body() else { return }
    }
  }

  func run(script: String) throws(ExecutionError) { _ = try request("R", script) }

  func close() -> [UInt8] {
    if carriedOut.isEmpty { return given }
    guard case .string(let data)? = try? request(FrameWriter("X")) else { return given }
    return Array(data.utf8)
  }

  private func append(_ expression: ExpressionID, to frame: inout FrameWriter) {
    frame.append("e" as Unicode.Scalar)
    frame.append(plan.sources[expression.index])
  }

  private static func append(content source: String, to frame: inout FrameWriter) {
    switch Content(source) {
    case .xml(let source):
      frame.append("v" as Unicode.Scalar)
      frame.append(.xml(source))
    case .text(let text):
      frame.append("c" as Unicode.Scalar)
      frame.append(text)
    }
  }

  /// What stands between tags, or in a file (section B.2.8.1).
  private enum Content {
    case xml(String)
    /// The worker reads it as JSON if it can, else as a string.
    case text(String)

    init(_ source: String) {
      guard let fragment = XMLFragment(source) else {
        self = .text(source)
        return
      }
      // JSON in a file may hold tags in its strings, but does not begin with one.
      let beginsWithTag = source.first { !$0.isWhitespace } == "<"
      if !fragment.hasElements {
        self = .text(fragment.text)
      } else if beginsWithTag {
        self = .xml(source)
      } else {
        self = .text(source)
      }
    }
  }
}

// MARK: - Asking the process

extension ECMAScriptSession {
  private enum Failure: Error {
    /// The engine's own words: a reference to nothing, an assignment to a constant.
    case refused(String)
    /// Carried out, but what it left behind cannot be kept.
    case takenBack(String)
    case stopped(WorkerProcess.Failure)
  }

  private func request(_ kind: Unicode.Scalar, _ source: String) throws(ExecutionError) -> Value {
    var frame = FrameWriter(kind)
    frame.append(source)
    return try request(frame)
  }

  private func request(_ frame: FrameWriter, isRepeat: Bool = false) throws(ExecutionError)
    -> Value
  {
    guard worker != nil else { throw ExecutionError("the engine has ended") }
    switch exchange(frame.bytes) {
    case .success(let value):
      carriedOut.append(frame.bytes)
      return value
    case .failure(.refused(let message)):
      // What it did before it failed stays done (section 4.9).
      carriedOut.append(frame.bytes)
      throw ExecutionError(message)
    case .failure(.takenBack(let message)):
      startAgain()
      throw ExecutionError(message)
    case .failure(.stopped(let failure)):
      startAgain()
      // What ends a process from outside is no fault of the script, which the same would meet again.
      if case .broken = failure, !isRepeat { return try request(frame, isRepeat: true) }
      throw ExecutionError(failure.explanation(plan.engine.limits))
    }
  }

  /// Puts the data back to what they were after the last request that counts.
  private func startAgain() {
    if worker == nil { worker = try? plan.engine.acquire() }
    for frame in [opening] + carriedOut {
      guard worker != nil else { return }
      _ = exchange(frame)
    }
  }

  /// Sends a request, answers the questions that come back meanwhile, and reads the answer. Without
  /// a worker afterwards, it has ended.
  private func exchange(_ frame: [UInt8]) -> Result<Value, Failure> {
    guard let worker else { return .failure(.refused("the engine has ended")) }
    var frame = frame
    do throws(WorkerProcess.Failure) {
      while true {
        var answer = FrameReader(
          try worker.exchange(frame, within: plan.engine.limits.patience))
        switch answer.byte() {
        case UInt8(ascii: "v"): return .success(answer.value())
        case UInt8(ascii: "e"): return .failure(.refused(answer.text()))
        case UInt8(ascii: "r"): return .failure(.takenBack(answer.text()))
        case UInt8(ascii: "q"): frame = reply(to: &answer)
        default:
          worker.end()
          throw .broken("the engine answered what cannot be understood")
        }
      }
    } catch {
      self.worker = nil
      return .failure(.stopped(error))
    }
  }

  private func reply(to question: inout FrameReader) -> [UInt8] {
    do throws(ExecutionError) {
      let value: Value
      if question.byte() == UInt8(ascii: "i") {
        value = .boolean(isActive(Identifier(question.text())))
      } else {
        let function = question.text()
        let arguments = (0..<Int(question.count())).map { _ in question.value() }
        value = Self.plain(try environment.facts.fact(function, arguments))
      }
      var frame = FrameWriter("a")
      frame.append(field: value)
      return frame.bytes
    } catch {
      var frame = FrameWriter("e")
      frame.append(error.message)
      return frame.bytes
    }
  }

  private func isActive(_ id: Identifier) -> Bool {
    plan.states[id].map { configuration.contains($0) } ?? false
  }

  /// Elements are easier to use as objects: what facts answer is in their attributes.
  private static func plain(_ value: Value) -> Value {
    guard case .xml(let source) = value, let fragment = XMLFragment(source) else { return value }
    return .list(fragment.records)
  }
}
