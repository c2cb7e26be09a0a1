internal import CLibXML2
internal import Synchronization

/// libxml2, set up once for the process: nothing is ever fetched from files or the network.
enum LibXML2 {
  /// Touch this before any other call. Swift runs it once, whichever thread comes first.
  static let ready: Void = {
    xmlInitParser()
    unsafe xmlSetExternalEntityLoader { url, _, parser in
      guard let url = unsafe url, let parser = unsafe parser else { return nil }
      let text = LibXML2.served.withLock { texts in texts[unsafe String(cString: url)] }
      guard let text else { return nil }
      return unsafe text.withUnsafeBufferPointer { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) { chars in
          unsafe shim_input(parser, url, chars.baseAddress, CInt(chars.count))
        }
      }
    }
  }()

  /// The texts that the entity loader may hand out, by URL: those of schemas while they are compiled.
  static let served = Mutex<[String: [UInt8]]>([:])
}

/// A copy of a string that libxml2 owns.
func copied(_ characters: UnsafePointer<xmlChar>?) -> String? {
  guard let characters = unsafe characters else { return nil }
  return unsafe String(cString: characters)
}

/// One error of libxml2, copied.
struct LibXML2Error {
  var domain: Int
  var code: Int
  var isWarning: Bool
  /// The parser's place in bytes, or nil.
  var offset: Int?
  var message: String
  var first: String?
  var second: String?
  /// The address of the node concerned: only to be compared with others while the tree lives.
  var node: UInt?
}

/// Collects the errors of one operation; libxml2's global handlers are never involved.
final class LibXML2Errors {
  private(set) var all: [LibXML2Error] = []
  /// What happens at a hostile number of errors: the rest is not kept.
  private static let limit = 1_000

  fileprivate func add(_ error: LibXML2Error) {
    if all.count < Self.limit { all.append(error) }
  }

  /// Runs `body` with a sink for libxml2's errors.
  func collect<Result>(
    _ body: (UnsafeMutablePointer<shim_errors>) throws -> Result
  ) rethrows -> Result {
    let sink: shim_error_sink = { user, domain, code, level, offset, message, first, second, node in
      guard let user = unsafe user else { return }
      let errors = unsafe Unmanaged<LibXML2Errors>.fromOpaque(user).takeUnretainedValue()
      let words = unsafe message.map { unsafe String(cString: $0) } ?? ""
      unsafe errors.add(
        LibXML2Error(
          domain: Int(domain), code: Int(code), isWarning: level == 1,
          offset: offset < 0 ? nil : Int(offset), message: words,
          first: first.map { unsafe String(cString: $0) },
          second: second.map { unsafe String(cString: $0) },
          node: node.map { UInt(bitPattern: $0) }))
    }
    var errors = unsafe shim_errors(
      sink: sink, user: Unmanaged.passUnretained(self).toOpaque())
    return try withExtendedLifetime(self) {
      try unsafe withUnsafeMutablePointer(to: &errors) { try unsafe body($0) }
    }
  }
}
