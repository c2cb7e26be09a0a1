import Statechart
import Synchronization

/// How the instances of one workflow begin, where that depends on nothing but the workflow: most
/// workflows ask nobody anything before their first event, and a batch starts thousands.
final class Beginning: Sendable {
  /// The macrostep that asked no question; nil until one has been taken.
  private let macrostep = Mutex<Macrostep?>(nil)

  /// The first macrostep of an instance, from memory where it is the same for all of them.
  func macrostep(
    of interpreter: Interpreter, in environment: Environment
  ) throws(CorruptData) -> Macrostep {
    if let known = macrostep.withLock({ $0 }) { return known }
    var environment = environment
    let witness = Environment.Witness()
    environment.witness = witness
    let first = try interpreter.start(in: environment)
    if !witness.hasSeenQuestion { macrostep.withLock { $0 = first } }
    return first
  }
}
