#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Reads a regular file of bounded size; anything else could block, or never end.
enum ResourceFile {
  /// - Parameter path: Without symbolic links; one in the last place is refused.
  static func bytes(of path: String, atMost limit: Int) throws(ResourceError) -> [UInt8] {
    // A pipe that nobody writes to would hold up the opening.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw ResourceError("there is no such file, or none to read") }
    defer { _ = close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ResourceError("it is not a file")
    }
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes { buffer in
        unsafe read(descriptor, buffer.baseAddress, buffer.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw ResourceError("it cannot be read") }
      if count == 0 { return result }
      result += piece[..<count]
      guard result.count <= limit else {
        throw ResourceError("it has more than \(limit) bytes")
      }
    }
  }
}
