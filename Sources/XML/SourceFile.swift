#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Reads the bytes of a file, and no more of them than asked for.
enum SourceFile {
  /// - Parameter limit: Reading stops after so many bytes, also on a device without end.
  static func bytes(of path: String, atMost limit: Int) throws(XMLFileError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { _ = close(descriptor) }
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while result.count < limit {
      let wanted = min(piece.count, limit - result.count)
      let count = unsafe piece.withUnsafeMutableBytes { buffer in
        unsafe read(descriptor, buffer.baseAddress, wanted)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(path)
      }
      if count == 0 { break }
      result += piece[..<count]
    }
    return result
  }

  private static func failure(_ path: String) -> XMLFileError {
    let reason = unsafe String(cString: strerror(errno))
    return XMLFileError(path: path, reason: reason)
  }
}
