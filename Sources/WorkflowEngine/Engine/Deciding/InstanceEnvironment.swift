import AuditLog
import Statechart

extension FactReader {
  /// What a macrostep of the instance can see of the world.
  var environment: Environment {
    Environment(
      sessionID: instance.id.text, facts: self,
      parent: instance.isInvoked ? instance.parent?.text : nil,
      isReachable: { self.isReachable(Identifier($0)) })
  }

  /// The messages without those to an invoker that has cancelled the instance: from then on nothing of
  /// it gets there, not even from its `<onexit>` (section 6.4.3). What was sent before is on its way.
  func heard(_ messages: [OutboxMessage]) throws -> [OutboxMessage] {
    guard let invoker = instance.parent, let invokeID = instance.invokeID,
      messages.contains(where: { $0.receiver == invoker })
    else { return messages }
    let value = try ask("heard-by(\(invoker))") {
      let invoked = try reader.instance(invoker)?.invoked[Identifier(invokeID)]
      return (.boolean(invoked == instance.id), .bool(invoked == instance.id), [])
    }
    return value == .boolean(true) ? messages : messages.filter { $0.receiver != invoker }
  }

  /// Whether an event can be sent to another session (section C.1 of the standard): one of those
  /// that have invoked each other, and that has not ended. What is not of them is not there, as far
  /// as a workflow can see.
  private func isReachable(_ id: InstanceID) -> Bool {
    guard Instance.root(of: id) == Instance.root(of: instance.id) else { return false }
    do {
      let value = try ask("reachable(\(id))") {
        let answer = try reader.instance(id).map { !$0.status.isClosed } ?? false
        return (.boolean(answer), .bool(answer), [])
      }
      return value == .boolean(true)
    } catch {
      fail(error)
      return false
    }
  }
}
