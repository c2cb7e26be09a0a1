import AuditLog

/// An instance beside the bytes that it was read from. They are what a store writes of it, so whoever
/// writes it once more need not put them together again.
public struct ReadInstance: Sendable {
  public let instance: Instance
  /// Nil where only the strict parser could read them.
  private let canonical: [UInt8]?

  /// - Throws: `StoreError.corrupt` for anything but the bytes of an instance's `canonical`.
  public init(parsing bytes: [UInt8]) throws(StoreError) {
    do throws(CanonicalReader.Unexpected) {
      instance = try Instance.read(bytes)
      canonical = bytes
    } catch {
      instance = try Instance(strictly: bytes)
      canonical = nil
    }
  }

  /// Writes the instance if it is this one, as it was read.
  ///
  /// - Returns: Whether it was.
  func write(_ instance: Instance, to writer: inout CanonicalWriter) -> Bool {
    guard let canonical, instance == self.instance else { return false }
    writer.value(canonical: canonical, depth: CanonicalReader.maximumDepth)
    return true
  }
}
