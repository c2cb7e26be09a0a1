/// How large and how intricate a document may be before it is refused.
///
/// libxml2's own limits do not protect it: the attributes of one tag cost quadratic time, and a tree
/// takes many times the size of its text. A scan checks these limits before libxml2 sees a byte, in
/// time linear in the bytes read.
public struct XMLLimits: Hashable, Sendable {
  /// Bytes of the source, and of its text in UTF-8.
  public var bytes: Int
  /// Elements inside each other. libxml2 stops at 256 whatever is said here.
  public var depth: Int
  /// Attributes and namespace declarations in one tag.
  public var attributesPerElement: Int
  /// Elements, attributes, texts, comments and instructions together.
  public var nodes: Int
  /// Bytes of one text, attribute value, comment or instruction in UTF-8.
  public var textBytes: Int
  /// Bytes of one name.
  public var nameBytes: Int

  public init(
    bytes: Int = 8 << 20, depth: Int = 200, attributesPerElement: Int = 256,
    nodes: Int = 200_000, textBytes: Int = 4 << 20, nameBytes: Int = 1_000
  ) {
    self.bytes = bytes
    self.depth = depth
    self.attributesPerElement = attributesPerElement
    self.nodes = nodes
    self.textBytes = textBytes
    self.nameBytes = nameBytes
  }

  /// 8 MiB of source, 200 levels, 256 attributes in a tag, 200,000 nodes: within these, libxml2 takes
  /// less than 64 MiB.
  public static let standard = XMLLimits()
}
