import Glibc

/// A TCP socket that is closed with its last reference: the one place that calls the system for it.
///
/// Reading and writing give up after some seconds without progress.
public final class Socket: Sendable {
  private let descriptor: Int32

  /// How many seconds a connection waits for the other side.
  public static let standardTimeout = 5

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { _ = close(descriptor) }

  /// Listens on the loopback interface only, on a port that the system chooses.
  public static func listening() throws(SocketError) -> Socket {
    let socket = Socket(Glibc.socket(AF_INET, stream | Int32(SOCK_CLOEXEC.rawValue), 0))
    guard socket.descriptor >= 0 else { throw SocketError.latest("cannot make a socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        unsafe bind(socket.descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard bound == 0, listen(socket.descriptor, 16) == 0 else {
      throw SocketError.latest("cannot listen")
    }
    return socket
  }

  /// - Parameters:
  ///   - host: A name or an address.
  ///   - timeout: After how many seconds without progress it gives up.
  public static func connected(
    to host: String, port: UInt16, timeout: Int = standardTimeout
  ) throws(SocketError) -> Socket {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = stream
    var found: UnsafeMutablePointer<addrinfo>? = nil
    guard unsafe getaddrinfo(host, String(port), &hints, &found) == 0 else {
      throw SocketError(reason: "there is no host \"\(host)\"")
    }
    defer { unsafe freeaddrinfo(found) }
    var candidate = unsafe found
    while let info = unsafe candidate?.pointee {
      unsafe candidate = info.ai_next
      let socket = unsafe Socket(
        Glibc.socket(info.ai_family, stream | Int32(SOCK_CLOEXEC.rawValue), info.ai_protocol))
      guard socket.descriptor >= 0 else { continue }
      socket.giveUp(afterSeconds: timeout)
      if unsafe connect(socket.descriptor, info.ai_addr, info.ai_addrlen) == 0 { return socket }
    }
    throw SocketError.latest("cannot reach \"\(host)\"")
  }

  private static var stream: Int32 { Int32(SOCK_STREAM.rawValue) }

  /// The port that it listens on.
  public var port: UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        unsafe getsockname(descriptor, generic, &length)
      }
    }
    return result == 0 ? UInt16(bigEndian: address.sin_port) : 0
  }

  /// Waits for the next connection; nil once the socket is shut down.
  public func accepted() -> Socket? {
    while true {
      let connection = accept(descriptor, nil, nil)
      if connection >= 0 {
        let socket = Socket(connection)
        socket.giveUp(afterSeconds: Self.standardTimeout)
        return socket
      }
      // A client that is gone before it was taken is no reason to stop.
      guard errno == EINTR || errno == ECONNABORTED else { return nil }
    }
  }

  /// Ends all waiting, here and in other threads.
  public func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Reads what has come; empty where the other side has ended.
  public func read() throws(SocketError) -> [UInt8] {
    var piece = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes { buffer in
        unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
      }
      if count >= 0 { return Array(piece[..<count]) }
      guard errno == EINTR else { throw SocketError.latest("nothing can be read") }
    }
  }

  public func write(_ bytes: [UInt8]) throws(SocketError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { buffer in
        unsafe send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
      }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw SocketError.latest("nothing can be written")
      }
    }
  }

  private func giveUp(afterSeconds seconds: Int) {
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      var timeout = timeval(tv_sec: seconds, tv_usec: 0)
      _ = unsafe setsockopt(
        descriptor, SOL_SOCKET, option, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }
  }
}

/// Why the network did not do what it should.
public struct SocketError: Error {
  public var reason: String

  /// With the system's own words for its latest error.
  static func latest(_ sentence: String) -> SocketError {
    SocketError(reason: sentence + ": " + (unsafe String(cString: strerror(errno))))
  }
}
