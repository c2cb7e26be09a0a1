import XML

/// The stored form of the data: `<datamodel>` with a `<data id>` for each variable, in the order in
/// which they were declared. System variables are not stored.
enum XPathStorage {
  /// How long stored data may be. No more than 200,000 nodes fit in, which is what `XMLLimits`
  /// allows a document: whatever is stored can be read.
  static let byteLimit = 480_000

  private static let open = Array("<datamodel>".utf8)
  private static let close = Array("</datamodel>".utf8)

  /// Whether the bytes look like stored data, at the cost of looking at both ends.
  static func isFramed(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: open) && bytes.suffix(close.count).elementsEqual(close)
  }

  /// Equal data give equal bytes.
  static func bytes(of tree: XMLTree, variables: Set<XMLTree.Node>) -> [UInt8] {
    var bytes = open
    for child in tree.root.children where variables.contains(child) {
      bytes += tree.serialize(child).utf8
    }
    return bytes + close
  }
}
