/// A target of the Basic HTTP event I/O processor: `http://host[:port]/path`.
struct HTTPAddress: Equatable {
  let host: String
  let port: UInt16
  /// With its slash in front, and with the query.
  let path: String

  /// - Returns: Nil where `target` is not such an address.
  init?(_ target: String) {
    let scheme = "http://"
    guard target.lowercased().hasPrefix(scheme),
      target.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F })
    else { return nil }
    let rest = target.dropFirst(scheme.count).prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    // What stands before an `@` could make an address look like another.
    guard !authority.contains("@"), !authority.isEmpty else { return nil }
    let halves = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count <= 2, let name = halves.first, !name.isEmpty else { return nil }
    guard let number = halves.count == 2 ? UInt16(halves[1]) : 80, number > 0 else { return nil }
    host = name.lowercased()
    port = number
    let tail = rest.dropFirst(authority.count)
    path = tail.hasPrefix("/") ? String(tail) : "/" + tail
  }

  /// The host, with the port where it is not HTTP's own: as a list of hosts names it.
  var authority: String { port == 80 ? host : "\(host):\(port)" }
}
