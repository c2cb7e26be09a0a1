import AuditLog

/// Tells values that were erased from those that are merely missing.
extension Verification {
  /// Notes what an entry lacks, and what it says that others lack.
  mutating func account(for entry: Entry, at index: Int) {
    let fields = entry.erasedFields
    if !fields.isEmpty {
      gone[index] = Set(fields)
      erased += fields.count
    }
    let erasure = Erasure(entry.leaf)
    for (field, indexes) in erasure.entries.sorted(by: { $0.key < $1.key }) {
      for target in indexes {
        if gone[target]?.remove(field) == nil {
          note(
            .init(
              "erasure.undone", at: target,
              "entry \(target): \"\(field)\" is there, although entry \(index) erased it"))
        }
        if gone[target]?.isEmpty ?? false { gone[target] = nil }
      }
    }
  }

  /// Names the values that are gone without an entry that says so, once every entry was seen.
  mutating func settle() {
    for (index, fields) in gone.sorted(by: { $0.key < $1.key }) {
      for field in fields.sorted() {
        note(
          .init(
            "payload.missing", at: index,
            "entry \(index): \"\(field)\" is gone, and no entry says that it was erased"))
      }
    }
    gone = [:]
  }
}
