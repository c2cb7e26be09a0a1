extension StoreReader {
  public func parent(of code: UnitCode) throws -> UnitCode? { try unit(code)?.parent }

  /// `ancestors(of:)` by looking up one unit after the other.
  ///
  /// - Throws: `StoreError.corrupt` where a unit is above itself.
  public func ancestorsByParent(of code: UnitCode) throws -> [Unit] {
    var above: [Unit] = []
    var seen: Set<UnitCode> = [code]
    var next = try unit(code)?.parent
    while let parent = next {
      guard seen.insert(parent).inserted else {
        throw StoreError.corrupt("the unit \"\(parent)\" is above itself")
      }
      guard let unit = try unit(parent) else { break }
      above.append(unit)
      next = unit.parent
    }
    return above
  }
}
