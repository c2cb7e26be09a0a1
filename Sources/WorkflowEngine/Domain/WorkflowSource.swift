public import AuditLog
public import Statechart

/// A document with the files that it can name: all that its compiled form follows from.
public struct WorkflowSource: Hashable, Sendable {
  public var text: [UInt8]
  /// By path below the folder of files.
  public var files: [Identifier: [UInt8]]
  /// The folder of the document below the folder of files; empty for that folder itself.
  public var base: String

  public init(_ text: [UInt8], files: [Identifier: [UInt8]] = [:], base: String = "") {
    self.text = text
    self.files = files
    self.base = base
  }

  /// The digest by which the source is known.
  public var digest: Digest { record.digest }

  /// What is stored of it beside the files themselves.
  public var record: SourceRecord {
    SourceRecord(text, files: files.mapValues { Digest.sha256($0) }, base: base)
  }
}

/// A document or a file of one, stored under its digest: what was registered, and what was invoked.
public struct SourceRecord: Hashable, Sendable {
  /// SHA-256 of the text. Where there are files or a folder, of the text, a zero byte, and a line
  /// `SHA-256 PATH` for each file in the order of their paths' bytes, and last the folder.
  public var digest: Digest
  public var text: [UInt8]
  /// The files that the document can name, by path; their bytes are records of their own.
  public var files: [Identifier: Digest]
  public var base: String

  public init(_ text: [UInt8], files: [Identifier: Digest] = [:], base: String = "") {
    digest = Self.digest(of: text, files: files, base: base)
    self.text = text
    self.files = files
    self.base = base
  }

  static func digest(of text: [UInt8], files: [Identifier: Digest], base: String) -> Digest {
    Digest.sha256(text + manifest(of: files, base: base))
  }

  /// What the digest covers behind the text; nothing where there are no files and no folder.
  public var manifest: [UInt8] { Self.manifest(of: files, base: base) }

  private static func manifest(of files: [Identifier: Digest], base: String) -> [UInt8] {
    guard !files.isEmpty || !base.isEmpty else { return [] }
    let lines = files.sorted { $0.key < $1.key }
      .map { "\($0.value) \($0.key)\n" }.joined()
    return [0] + Array((lines + base).utf8)
  }
}
