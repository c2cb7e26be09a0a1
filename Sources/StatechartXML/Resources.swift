import FoundationEssentials

/// Finds what a document names by `src`: data, scripts, documents to invoke.
public protocol ResourceLoader: Sendable {
  /// - Parameter reference: A URI as the author wrote it.
  func load(_ reference: String) throws(ResourceError) -> Resource
}

/// What was found under a reference.
public struct Resource: Sendable {
  public var bytes: [UInt8]
  /// Finds what the resource in its turn refers to.
  public var loader: any ResourceLoader

  public init(_ bytes: [UInt8], loader: any ResourceLoader) {
    self.bytes = bytes
    self.loader = loader
  }

  /// The bytes as text, without an XML declaration, which means nothing inside of a document.
  func text() throws(ResourceError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ResourceError("it is not UTF-8 text")
    }
    guard text.hasPrefix("<?xml"), let end = text.firstRange(of: "?>") else { return text }
    return String(text[end.upperBound...])
  }
}

/// Why a reference leads to nothing, as a clause for a sentence about it.
public struct ResourceError: Error, Hashable, Sendable {
  public var reason: String

  public init(_ reason: String) { self.reason = reason }
}

/// The files in one folder and the folders inside: the only ones that documents there can name.
///
/// References are relative paths, also with `file:` in front, counted from the folder of the file
/// they stand in. One that leads outside is refused, be it by `..`, from the root of the file system
/// or by a symbolic link.
public struct ResourceFolder: ResourceLoader {
  private let root: String
  /// The folder that references are relative to: the root or one inside.
  private let base: String
  private let byteLimit: Int

  /// - Parameters:
  ///   - path: The folder. One that is not there has no files.
  ///   - byteLimit: The greatest size of a file that is read.
  public init(_ path: String, byteLimit: Int = 8 * 1024 * 1024) {
    root = Self.resolved(path)
    base = root
    self.byteLimit = byteLimit
  }

  private init(_ other: ResourceFolder, base: String) {
    root = other.root
    byteLimit = other.byteLimit
    self.base = base
  }

  public func load(_ reference: String) throws(ResourceError) -> Resource {
    let path = Self.resolved(base + "/" + (try relativePath(reference)))
    guard path.hasPrefix(root == "/" ? root : root + "/") else {
      throw ResourceError("it is outside of the document's folder")
    }
    let bytes = try ResourceFile.bytes(of: path, atMost: byteLimit)
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    return Resource(bytes, loader: ResourceFolder(self, base: "/" + folder))
  }

  private func relativePath(_ reference: String) throws(ResourceError) -> String {
    var path = Substring(reference)
    if let colon = path.firstIndex(of: ":") {
      guard path[..<colon].lowercased() == "file" else {
        throw ResourceError("only files below the document's folder can be read")
      }
      path = path[path.index(after: colon)...]
    }
    guard let decoded = Self.percentDecoded(path), !decoded.utf8.contains(0) else {
      throw ResourceError("it is not a path")
    }
    guard !decoded.isEmpty, !decoded.hasPrefix("/"), !decoded.contains("\\") else {
      throw ResourceError("it is not a path relative to the document")
    }
    return decoded
  }

  /// - Returns: Nil where `%` is not followed by two hexadecimal digits, or the bytes are not UTF-8.
  private static func percentDecoded(_ path: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = path.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let code = Substring(rest.prefix(2)).hexadecimalByte else { return nil }
      bytes.append(code)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The path without `.`, `..` and symbolic links, as far as it exists.
  private static func resolved(_ path: String) -> String {
    let url = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
    let text = url.path
    return text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
  }
}

extension Substring {
  /// The byte that exactly two hexadecimal digits stand for.
  fileprivate var hexadecimalByte: UInt8? {
    utf8.count == 2 && allSatisfy(\.isHexDigit) ? UInt8(self, radix: 16) : nil
  }
}
