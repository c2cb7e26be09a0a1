import StatechartXML

/// Files that are only in memory.
struct FakeFiles: ResourceLoader {
  var files: [String: String]

  init(_ files: [String: String]) { self.files = files }

  func load(_ reference: String) throws(ResourceError) -> Resource {
    guard let text = files[reference] else { throw ResourceError("there is no such file") }
    return Resource(Array(text.utf8), loader: self)
  }
}
