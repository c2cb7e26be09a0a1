/// A name with the prefix that it is written with.
///
/// All uses of one name in a document share it: a large one has a dozen names and a hundred thousand
/// uses.
final class QualifiedName: Hashable, Sendable {
  let name: XMLName
  /// Nil for none.
  let prefix: String?

  init(_ name: XMLName, prefix: String?) {
    self.name = name
    self.prefix = prefix
  }

  static func == (left: QualifiedName, right: QualifiedName) -> Bool {
    left === right || (left.name == right.name && left.prefix == right.prefix)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(prefix)
  }
}
