import Foundation
import Synchronization

/// How far something is, how fast it goes and how long it will take: one line of standard error,
/// and only where that is a terminal.
final class ProgressLine: Sendable {
  private struct Begun {
    var what: String
    var at: ContinuousClock.Instant
    /// What was done before this run.
    var done: Int
  }

  private let begun = Mutex<Begun?>(nil)

  /// - Parameter what: What is counted, in the plural; another word begins anew.
  func show(_ done: Int, of size: Int, _ what: String) {
    let now = ContinuousClock.now
    let start = begun.withLock { begun in
      if begun?.what != what { begun = Begun(what: what, at: now, done: done) }
      return begun
    }
    guard let start else { return }
    let words = Self.words(
      done, of: size, what, since: start.done, seconds: (now - start.at).seconds)
    Terminal.progress(words, isOver: done >= size)
    if done >= size { begun.withLock { $0 = nil } }
  }

  /// `4500/10000 instances, 2300/s, 0:03 left`
  static func words(_ done: Int, of size: Int, _ what: String, since: Int, seconds: Double)
    -> String
  {
    let words = "\(done)/\(size) \(what)"
    guard seconds > 0.5, done > since else { return words }
    let rate = Double(done - since) / seconds
    let left = Int((Double(size - done) / rate).rounded(.up))
    let clock =
      left >= 3_600
      ? "\(left / 3_600):\(two(left / 60 % 60)):\(two(left % 60))"
      : "\(left / 60):\(two(left % 60))"
    return words + ", \(Int(rate.rounded()))/s, \(clock) left"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
