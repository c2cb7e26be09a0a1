/// What a row came to.
struct Measurement: Sendable {
  /// Nanoseconds for one operation, medians of all rounds.
  var subject: Double
  var reference: Double
  /// The most memory that the process held while the subject ran for the first time, in MiB.
  var memory: Double
  var memoryAim: Double?

  /// Both sides are timed in turn in one run, so that a machine that grows slow in the middle slows
  /// both.
  ///
  /// - Parameter isTrial: Whether one round will do, to see that the row runs.
  init(of row: Row, isTrial: Bool = false) async throws {
    let sides = try await row.prepare()
    var times: (subject: [Double], reference: [Double]) = ([], [])
    memory = 0
    for round in 0..<(isTrial ? 1 : Self.mostRounds) {
      try await sides.before(.subject)
      if round == 0 { ProcessMemory.resetPeak() }
      times.subject.append(try await Self.time(sides.subject))
      if round == 0 {
        memory = sides.isProgram ? ProcessMemory.peakOfPrograms : ProcessMemory.peak
      }
      try await sides.after(.subject)
      switch sides.reference {
      case .timed(let reference):
        try await sides.before(.reference)
        times.reference.append(try await Self.time(reference))
        try await sides.after(.reference)
      case .figure(let nanoseconds):
        times.reference.append(nanoseconds * Double(sides.count))
      }
      let taken = (times.subject + times.reference).reduce(0, +)
      if Self.isEnough(rounds: round + 1, taking: taken) { break }
    }
    try await sides.finish()
    subject = Self.median(times.subject) / Double(sides.count)
    reference = Self.median(times.reference) / Double(sides.count)
    memoryAim = sides.memoryAim
  }

  private init(subject: Double, reference: Double, memory: Double, memoryAim: Double?) {
    (self.subject, self.reference) = (subject, reference)
    (self.memory, self.memoryAim) = (memory, memoryAim)
  }

  /// Seven rounds, or three where those would take more than a minute; more of them, an odd number,
  /// until a second was measured, since a round of milliseconds is at the mercy of whatever else runs.
  private static func isEnough(rounds: Int, taking nanoseconds: Double) -> Bool {
    switch rounds {
    case 3: nanoseconds > 60e9 / 7 * 3
    case ..<7: false
    default: nanoseconds > 1e9 && !rounds.isMultiple(of: 2)
    }
  }

  private static let mostRounds = 99

  static func time(_ body: () async throws -> Void) async throws -> Double {
    let duration = try await ContinuousClock().measure { try await body() }
    return Double(duration.components.seconds) * 1e9 + Double(duration.components.attoseconds) / 1e9
  }

  static func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }

  func isMet(_ aim: Aim) -> Bool? {
    let isFast = aim.isMet(by: aim.ratio(subject: subject, reference: reference))
    guard let memoryAim else { return isFast }
    return isFast ?? true && memory <= memoryAim
  }
}

// How a row's own process hands over what it measured.
extension Measurement {
  var line: String {
    ([subject, reference, memory] + (memoryAim.map { [$0] } ?? [])).map { "\($0)" }
      .joined(separator: " ")
  }

  init?(line: String) {
    let numbers = line.split(separator: " ").compactMap { Double($0) }
    guard numbers.count >= 3 else { return nil }
    self.init(
      subject: numbers[0], reference: numbers[1], memory: numbers[2],
      memoryAim: numbers.count > 3 ? numbers[3] : nil)
  }
}
