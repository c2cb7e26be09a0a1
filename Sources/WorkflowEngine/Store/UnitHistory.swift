public import AuditLog

// The tree as it was.

extension StoreReader {
  /// The unit as it was at a time, its last version until then; nil where it was not known yet.
  public func unit(_ code: UnitCode, at time: Instant) throws -> Unit? {
    try versions(of: code).last { $0.since <= time }?.unit
  }

  /// The unit's parent at a time, its parent at that time, and so on to the top.
  ///
  /// - Throws: `StoreError.corrupt` where a unit is above itself.
  public func ancestors(of code: UnitCode, at time: Instant) throws -> [Unit] {
    var above: [Unit] = []
    var seen: Set<UnitCode> = [code]
    var next = try unit(code, at: time)?.parent
    while let parent = next {
      guard seen.insert(parent).inserted else {
        throw StoreError.corrupt("the unit \"\(parent)\" was above itself")
      }
      guard let unit = try unit(parent, at: time) else { break }
      above.append(unit)
      next = unit.parent
    }
    return above
  }
}
