public import AuditLog
internal import FoundationEssentials
import Statechart

extension SourceRecord: StoredRecord {
  public var json: JSON {
    var members = JSONObject(JSON.bytes(text))
    members["sha256"] = JSON(digest)
    if !files.isEmpty { members["files"] = JSON.dictionary(files) { JSON($0) } }
    if !base.isEmpty { members["base"] = .string(base) }
    return .object(members)
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

extension JSON {
  /// The member that holds bytes: `text` where they are UTF-8, else `base64`.
  static func bytes(_ bytes: [UInt8]) -> [(String, JSON)] {
    if let text = String(validating: bytes, as: UTF8.self) { return [("text", .string(text))] }
    return [("base64", .string(Data(bytes).base64EncodedString()))]
  }
}

extension RecordReader {
  /// What `JSON.bytes` wrote.
  mutating func bytes() throws(StoreError) -> [UInt8] {
    let bytes = try optional("base64") { json in
      json.string.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
    }
    if let bytes { return bytes }
    return Array(try required("text", RecordReader.text).utf8)
  }
}
