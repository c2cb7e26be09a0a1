public import AuditLog
internal import FoundationEssentials
import Statechart

extension SourceRecord: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    let text = StoredText(text)
    writer.object { members in
      members.put("base", base.isEmpty ? nil : base)
      members.put("base64", text.base64)
      members.put("files", files)
      members.put("sha256", digest)
      members.put("text", text.text)
    }
  }

  /// - Throws: `StoreError.corrupt` also where the digest is not that of the rest.
  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "source")
    let digest = try reader.required("sha256", RecordReader.digest)
    self.init(
      try reader.bytes(), files: try reader.dictionary("files", RecordReader.digest),
      base: try reader.optional("base", RecordReader.text) ?? "")
    try reader.finish()
    guard digest == self.digest else { throw .corrupt("a stored source is not \(digest)") }
  }
}

/// Bytes as a member of a record: `text` where they are UTF-8, else `base64`.
struct StoredText {
  let text: String?
  let base64: String?

  init(_ bytes: [UInt8]) {
    text = String(validating: bytes, as: UTF8.self)
    base64 = text == nil ? Data(bytes).base64EncodedString() : nil
  }
}

extension RecordReader {
  /// What `StoredText` wrote.
  mutating func bytes() throws(StoreError) -> [UInt8] {
    let bytes = try optional("base64") { json in
      json.string.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
    }
    if let bytes { return bytes }
    return Array(try required("text", RecordReader.text).utf8)
  }
}
