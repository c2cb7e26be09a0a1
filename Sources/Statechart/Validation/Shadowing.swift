/// Transitions that are never taken because one of the same state always comes first.
extension Outline {
  func checkShadowing(_ findings: inout Findings) {
    for index in states where !kind(index).isHistory {
      checkShadowing(among: state(index).transitions, &findings)
    }
  }

  /// Only a transition without a condition is sure to win. An eventless one among them keeps every
  /// event of its state from being looked at, since it is always enabled first (section 3.13).
  private func checkShadowing(among transitions: [Transition], _ findings: inout Findings) {
    let alwaysFirst = transitions.first { $0.events.isEmpty && $0.condition == nil }
    var covered = CoveredEvents()
    var eventlessWinner: SourceLocation?
    for (position, transition) in transitions.enumerated() {
      let winner: SourceLocation? =
        if transition.events.isEmpty {
          eventlessWinner
        } else {
          alwaysFirst?.location ?? covered.winner(over: transition.events)
        }
      if let winner {
        findings.warning(
          "transition.shadowed", at: transition.location,
          "the transition is never taken, because the one at \(winner) always wins")
      } else if transition.condition == nil, position < transitions.count - 1 {
        if transition.events.isEmpty { eventlessWinner = transition.location }
        covered.insert(transition.events, of: transition.location)
      }
    }
  }
}

/// The events that unconditional transitions of one state take, and which transition takes each.
private struct CoveredEvents {
  private var everything: SourceLocation?
  private var prefixes: [Identifier: SourceLocation] = [:]

  mutating func insert(_ descriptors: [EventDescriptor], of location: SourceLocation) {
    for descriptor in descriptors {
      if let prefix = descriptor.prefix {
        prefixes[Identifier(prefix), default: location] = prefixes[Identifier(prefix)] ?? location
      } else {
        everything = everything ?? location
      }
    }
  }

  /// The transition that takes the first of the events, if all of them are taken.
  func winner(over descriptors: [EventDescriptor]) -> SourceLocation? {
    if everything == nil, prefixes.isEmpty { return nil }
    var winner: SourceLocation?
    for descriptor in descriptors {
      guard let taker = taker(of: descriptor) else { return nil }
      winner = winner ?? taker
    }
    return winner
  }

  private func taker(of descriptor: EventDescriptor) -> SourceLocation? {
    if let everything { return everything }
    // Each of its parts is looked up, so a descriptor of absurd length is let pass.
    guard let prefix = descriptor.prefix, prefix.utf8.count <= 1000 else { return nil }
    var end = prefix.startIndex
    while let point = prefix[end...].firstIndex(of: ".") {
      if let taker = prefixes[Identifier(prefix[..<point])] { return taker }
      end = prefix.index(after: point)
    }
    return prefixes[Identifier(prefix)]
  }
}
