/// Event descriptors (W3C SCXML 1.0, section 3.12.1).
extension Outline {
  func checkEventDescriptors(_ findings: inout Findings) {
    // An id may contain points, and a descriptor may name the first of its parts.
    lazy var prefixesOfIDs = Set(indices.keys.flatMap(\.tokenPrefixes))
    for transition in transitions {
      for descriptor in transition.events {
        if let fault = descriptor.fault {
          findings.error(
            "transition.event.illegal", at: transition.location,
            "event descriptor \"\(descriptor)\" \(fault)")
        } else if let id = descriptor.doneState, !prefixesOfIDs.contains(id) {
          findings.warning(
            "transition.event.done-unknown", at: transition.location,
            "no state is called \"\(id)\", so \"\(descriptor)\" never comes"
              + findings.question(for: id, among: self))
        }
      }
    }
  }
}

extension Identifier {
  /// `a`, `a.b` and `a.b.c` for `a.b.c`; of a very long id only itself.
  fileprivate var tokenPrefixes: [Identifier] {
    guard text.utf8.count <= 1000 else { return [self] }
    let points = text.indices.filter { text[$0] == "." }
    return points.map { Identifier(text[..<$0]) } + [self]
  }
}

extension EventDescriptor {
  /// What is wrong with it; nil if nothing is.
  var fault: String? {
    guard let prefix else { return nil }
    if prefix.isPlainEventName { return nil }
    if prefix.utf8.contains(UInt8(ascii: "*")) {
      return "has a \"*\" that neither stands alone nor ends it after a point"
    }
    if prefix.contains(where: \.isWhitespace) { return "contains a space" }
    let tokens = prefix.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return tokens.contains(where: \.isEmpty) ? "has an empty part" : nil
  }

  /// The id after `done.state.`; nil where there is none.
  var doneState: Identifier? {
    guard let prefix, prefix.hasPrefix("done.state.") else { return nil }
    return Identifier(prefix.dropFirst("done.state.".count))
  }
}

extension String {
  /// Whether this is words of ASCII characters, joined by dots: nearly every event.
  fileprivate var isPlainEventName: Bool {
    var isWordOpen = false
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "."):
        if !isWordOpen { return false }
        isWordOpen = false
      case UInt8(ascii: "*"), 0x00...0x20, 0x7F...0xFF: return false
      default: isWordOpen = true
      }
    }
    return isWordOpen
  }
}
