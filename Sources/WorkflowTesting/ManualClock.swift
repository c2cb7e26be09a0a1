public import AuditLog
import Synchronization
public import WorkflowEngine

/// A clock that stands still until a test moves it.
public final class ManualClock: WorkflowEngine.Clock, Sendable {
  private let time: Mutex<Instant>

  public init(_ time: Instant = ManualClock.start) { self.time = Mutex(time) }

  /// 2023-09-01T01:00:00Z: nine o'clock of a Friday in Shanghai.
  public static let start = Instant(millisecondsSinceEpoch: 1_693_530_000_000)

  public func now() -> Instant { time.withLock { $0 } }

  public func set(to instant: Instant) { time.withLock { $0 = instant } }

  public func advance(milliseconds: Int64) {
    time.withLock { $0 = $0.advanced(byMilliseconds: milliseconds) }
  }

  /// Days of 24 hours.
  public func advance(days: Int64) { advance(milliseconds: days * 86_400_000) }
}
