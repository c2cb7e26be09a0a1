public import AuditLog

extension StoreError {
  /// Stands in a `revisionConflict` for an instance that is not there.
  public static let noRevision = -1

  /// Staging was finished although chunks are missing or have another size.
  public static func incompleteContent(_ digest: Digest) -> StoreError {
    .corrupt("the content \(digest) is not complete")
  }
}
