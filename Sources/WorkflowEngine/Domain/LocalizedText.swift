/// A text in one or more languages, as its author wrote it.
public struct LocalizedText: Hashable, Sendable {
  /// One text and the BCP 47 tag of its language; the empty tag where none was given.
  public struct Version: Hashable, Sendable {
    public var language: String
    public var text: String

    public init(_ language: String, _ text: String) {
      self.language = language
      self.text = text
    }
  }

  /// In the order of the document; at most one text a language.
  public var versions: [Version]

  public init(_ versions: [Version] = []) { self.versions = versions }
  public init(_ text: String) { versions = [Version("", text)] }

  public var isEmpty: Bool { versions.isEmpty }

  /// The text in the first of `languages` that has one, else the first text there is.
  ///
  /// A tag matches its longer forms: `zh` finds `zh-Hans`.
  public func text(in languages: [String] = []) -> String? {
    for language in languages {
      let wanted = language.lowercased()
      let found = versions.first {
        let tag = $0.language.lowercased()
        return tag == wanted || tag.hasPrefix(wanted + "-") || wanted.hasPrefix(tag + "-")
      }
      if let found { return found.text }
    }
    return versions.first?.text
  }

  /// This text with some languages said anew; an empty text takes its language away. What is said
  /// in no language is the first text there is, where none has no language.
  func saying(_ said: [Version]) -> LocalizedText {
    var result = self
    for version in said {
      let same = result.versions.firstIndex {
        $0.language.lowercased() == version.language.lowercased()
      }
      if version.text.isEmpty {
        if let same { result.versions.remove(at: same) }
      } else if let index = same ?? (version.language.isEmpty && !result.isEmpty ? 0 : nil) {
        result.versions[index].text = version.text
      } else {
        result.versions.append(version)
      }
    }
    return result
  }

  /// Every text, joined by " / ": what a table shows where both languages are wanted.
  public var joined: String { versions.map(\.text).joined(separator: " / ") }
}
