/// Entries as JSON lines: `{"index":0,"leaf":{…},"payload":{…}}`, each the canonical bytes of the
/// leaf and the payload, so that a leaf's hash can be taken from its line.
public enum EntryLine {
  /// The line of an entry, with a line feed; an empty payload is left out.
  ///
  /// - Parameters:
  ///   - leaf: The canonical bytes of the leaf.
  ///   - payload: The canonical bytes of the payload.
  public static func bytes(index: Int, leaf: [UInt8], payload: [UInt8]) -> [UInt8] {
    var line = Array("{\"index\":\(index),\"leaf\":".utf8) + leaf
    if payload != Array("{}".utf8) { line += Array(",\"payload\":".utf8) + payload }
    return line + Array("}\n".utf8)
  }
}
