import FoundationEssentials
import Synchronization

/// A change of threads takes longer than most reads, and as long as what is decided about an event. So
/// one caller at a time, of all stores, uses a store on the thread that he is on, which is one of the
/// few that Swift runs everything on. All others go to threads that may wait: a slow disk or a long look
/// never holds more than one of Swift's.
enum SpareThread {
  private static let isTaken = Atomic(false)
  private static let isThere = ProcessInfo.processInfo.activeProcessorCount > 1

  /// Whether the caller may stay on his thread, until he gives it back.
  static func take() -> Bool { isThere && !isTaken.exchange(true, ordering: .acquiring) }

  static func giveBack() { isTaken.store(false, ordering: .releasing) }
}
