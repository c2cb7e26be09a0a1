import FoundationEssentials
public import Statechart
import Synchronization

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
  /// The folder that references are relative to, below the root.
  private let base: String
  private let byteLimit: Int

  /// - Parameters:
  ///   - path: The folder. One that is not there has no files.
  ///   - byteLimit: The greatest size of a file that is read.
  public init(_ path: String, byteLimit: Int = 8 * 1024 * 1024) {
    root = Self.resolved(path)
    base = ""
    self.byteLimit = byteLimit
  }

  private init(_ other: ResourceFolder, base: String) {
    root = other.root
    byteLimit = other.byteLimit
    self.base = base
  }

  public func load(_ reference: String) throws(ResourceError) -> Resource {
    let path = try RelativePath(reference, in: base)
    return Resource(try bytes(of: path), loader: ResourceFolder(self, base: path.folder))
  }

  fileprivate func bytes(of relative: RelativePath) throws(ResourceError) -> [UInt8] {
    let path = Self.resolved(root + "/" + relative.text)
    guard path.hasPrefix(root == "/" ? root : root + "/") else {
      throw ResourceError("it is outside of the document's folder")
    }
    return try ResourceFile.bytes(of: path, atMost: byteLimit)
  }

  /// The path without `.`, `..` and symbolic links, as far as it exists.
  private static func resolved(_ path: String) -> String {
    let url = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
    let text = url.path
    return text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
  }
}

/// Files that are held in memory, by their paths: what was registered with a document.
public struct ResourceSet: ResourceLoader {
  private let files: [Identifier: [UInt8]]
  private let base: String

  /// - Parameter base: The folder of the document, in the terms of the paths.
  public init(_ files: [Identifier: [UInt8]], base: String = "") {
    self.files = files
    self.base = base
  }

  public func load(_ reference: String) throws(ResourceError) -> Resource {
    let path = try RelativePath(reference, in: base)
    guard let bytes = files[Identifier(path.text)] else {
      throw ResourceError("no such file is registered with the document")
    }
    return Resource(bytes, loader: ResourceSet(files, base: path.folder))
  }

  /// The folder that the file of a reference lies in, whether or not it is there.
  public func folder(of reference: String) -> String? {
    try? RelativePath(reference, in: base).folder
  }
}

/// Reads from a folder, and notes what was read.
public struct ResourceCollector: ResourceLoader {
  private let folder: ResourceFolder
  private let base: String
  private let found: Found

  private final class Found: Sendable {
    let files = Mutex<[Identifier: [UInt8]]>([:])
  }

  public init(_ folder: ResourceFolder) {
    self.folder = folder
    base = ""
    found = Found()
  }

  private init(_ other: ResourceCollector, base: String) {
    folder = other.folder
    found = other.found
    self.base = base
  }

  /// What was read so far, by path below the folder.
  public var files: [Identifier: [UInt8]] { found.files.withLock { $0 } }

  public func load(_ reference: String) throws(ResourceError) -> Resource {
    let path = try RelativePath(reference, in: base)
    let bytes = try folder.bytes(of: path)
    found.files.withLock { $0[Identifier(path.text)] = bytes }
    return Resource(bytes, loader: ResourceCollector(self, base: path.folder))
  }
}
