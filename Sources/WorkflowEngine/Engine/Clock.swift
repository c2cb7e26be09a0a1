public import AuditLog

/// Where the engine's time comes from. A decision never asks it: it is told the time.
public protocol Clock: Sendable {
  func now() -> Instant
}
