/// Two ways to do the same thing, timed in turn in one run, so that a machine that grows slow in the
/// middle slows both.
struct Comparison {
  var name: String
  /// What the ratio is of: its time divided by the reference's.
  var subject: () throws -> Void
  var reference: () throws -> Void
  /// The largest ratio that is good enough.
  var aim: Double

  static let rounds = 9

  /// Runs both in turn and answers the medians in nanoseconds.
  func measured() throws -> (subject: Double, reference: Double) {
    try subject()
    try reference()
    var times: (subject: [Double], reference: [Double]) = ([], [])
    let clock = ContinuousClock()
    for _ in 0..<Self.rounds {
      times.subject.append(try Self.nanoseconds(clock.measure { try subject() }))
      times.reference.append(try Self.nanoseconds(clock.measure { try reference() }))
    }
    return (Self.median(times.subject), Self.median(times.reference))
  }

  private static func nanoseconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) * 1e9 + Double(duration.components.attoseconds) / 1e9
  }

  private static func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }
}

extension Comparison {
  /// One line of the table: both times, the ratio, the aim, and whether it was met.
  func line() throws -> String {
    let (subject, reference) = try measured()
    let ratio = subject / reference
    func column(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    func milliseconds(_ time: Double) -> String {
      String(Int((time / 1e3).rounded())) + " µs"
    }
    return [
      column(name, 52), column(milliseconds(subject), 12), column(milliseconds(reference), 12),
      column(String((ratio * 100).rounded() / 100), 8), column("≤ \(aim)", 8),
      ratio <= aim ? "met" : "short",
    ].joined(separator: " ")
  }
}
