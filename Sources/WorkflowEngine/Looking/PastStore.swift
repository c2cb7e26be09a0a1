import AuditLog

extension Store {
  /// Makes the store as it was when its log had so many entries: every decision is made again, in a
  /// store of its own.
  ///
  /// Slow and exact; everything that reads a store can read the result. A board needs less: `survey`.
  ///
  /// - Parameters:
  ///   - scratch: An empty store; it becomes the past one.
  ///   - progress: Called with how many entries are done, of how many.
  /// - Throws: `StoreError.corrupt` where the log cannot be followed that far.
  public func rebuild(
    _ size: Int, in scratch: any Store, progress: @Sendable (Int, Int) -> Void = { _, _ in }
  ) async throws {
    let page = 500
    var next = 0
    // Kept from page to page: an entry may erase what one of an earlier page said.
    var found = Verification()
    while next < size {
      let start = next
      let entries = try await read {
        try $0.storedEntries(from: start, limit: min(page, size - start))
      }
      guard !entries.isEmpty else {
        throw StoreError.corrupt("the log has \(start) entries, not \(size)")
      }
      let before = found
      found = try await scratch.write { transaction in
        var found = before
        for stored in entries {
          let checked = CheckedEntry(stored)
          if let entry = checked.entry { found.account(for: entry, at: checked.index) }
          if let fault = found.faults.first { throw StoreError.corrupt(fault.message) }
          try Replay(transaction).follow(checked)
        }
        return found
      }
      next += entries.count
      progress(next, size)
    }
  }
}
