internal import CLibXML2

/// What libxml2 allocates, so that a test can hold a hostile document to its promise.
package enum XMLMemory {
  private static let counting: Void = shim_start_counting()

  /// Runs `body` and returns the highest number of bytes that libxml2 held at one time because of it,
  /// on this thread.
  ///
  /// From the first call on libxml2 counts for the rest of the process; until then it costs nothing.
  package static func peak(of body: () throws -> Void) rethrows -> Int {
    _ = LibXML2.ready
    _ = counting
    shim_reset_counters()
    try body()
    return Int(shim_peak())
  }
}
